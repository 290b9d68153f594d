"""The training of a pair model."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from facsimile_train.augmentation.schedule import intensity
from facsimile_train.data.chunk_shuffle import Batch
from facsimile_train.data.negatives import Negatives
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError
from facsimile_train.fitting import run_folder
from facsimile_train.fitting.copies import CopyMaker, originals
from facsimile_train.fitting.descriptor import batches, learning_rate_share
from facsimile_train.fitting.settings import Settings
from facsimile_train.models.calibration import calibration
from facsimile_train.models.descriptor import Descriptor
from facsimile_train.models.pair_classifier import PairClassifier

_WEIGHT_DECAY = 1e-2
_LARGEST_GRADIENT = 1.0
_CALIBRATION_EPOCHS = 4


@dataclass(frozen=True)
class Judged:
    """Logits [2 N] of N copies beside their originals, then beside other photos."""

    logits: Tensor
    labels: Tensor

    @property
    def loss(self) -> float:
        """The cross entropy, in nats; ln 2 of a model that knows nothing."""
        return binary_cross_entropy_with_logits(self.logits, self.labels).item()

    @property
    def right(self) -> float:
        """The share of pairs on the right side of even odds."""
        return ((self.logits > 0) == (self.labels > 0)).double().mean().item()


def fit_pair(
    net: PairClassifier,
    pack: PixelPack,
    others: PixelPack,
    held: PixelPack,
    negatives: Negatives | None,
    guide: Descriptor | None,
    settings: Settings,
    folder: Path,
    say: Callable[[str], None],
) -> run_folder.Log:
    """Trains the network on as many copies as others, then calibrates it on photos kept apart; leaves all in the
    folder.

    A copy's other is by chance one of its batch, and more and more often the one that `guide` finds most alike, from
    never to always: alike ones alone teach nothing at first. Photos kept apart have as many of either kind, and are
    divided: the log's validation is of the former half, the calibration of the latter.
    """
    settings.validate()
    side = net.options.side
    maker, held_maker = CopyMaker(others, side, settings.seed), CopyMaker(others, side, seed=0)
    half = len(held) // 2
    validation = _pairs(held, held_maker, side, range(half), 1, guide)
    optimizer = torch.optim.AdamW(net.parameters(), lr=settings.learning_rate, weight_decay=_WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate_share(step, settings.steps))
    log, recent = run_folder.Log(), []
    net.train()
    for step, (epoch, batch) in zip(range(settings.steps), batches(pack, settings), strict=False):
        draw = Random(f"pairs {settings.seed} {step}")
        if negatives:
            batch = negatives.join(batch, draw)
        hardness = intensity(step, settings.steps, settings.progressive)
        copies, unedited = maker.copies(batch, epoch, hardness), originals(batch, side)
        logits, labels = _logits(net, copies, unedited, _others(guide, copies, unedited, draw, step / settings.steps))
        loss = binary_cross_entropy_with_logits(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), _LARGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        recent.append(loss.item())
        if not math.isfinite(recent[-1]):
            raise InputError(f"step {step}: the loss is {recent[-1]}; a lower --learning-rate may help")
        if (step + 1) % settings.validate_every == 0 or step + 1 == settings.steps:
            judged = judge(net, validation)
            training_loss = sum(recent) / len(recent)
            values = (step + 1, epoch, hardness, training_loss, judged.loss, None)
            log.rows.append(dict(zip(run_folder.COLUMNS, values, strict=True)))
            recent.clear()
            say(
                f"step {step + 1}/{settings.steps}, loss {training_loss:.4f}, validation loss {judged.loss:.4f}, "
                f"right {judged.right:.3f}"
            )
    apart = judge(net, _pairs(held, held_maker, side, range(half, len(held)), _CALIBRATION_EPOCHS, guide))
    temperature, bias = calibration(apart.logits, apart.labels)
    net.temperature.fill_(temperature)
    net.bias.fill_(bias)
    after = judge(net, validation)
    say(f"temperature {temperature:.3f}, bias {bias:.3f}; validation loss {after.loss:.4f}, right {after.right:.3f}")
    record = {
        "settings": asdict(settings),
        "photos": str(pack.path),
        "photo_count": len(pack),
        "validation": after.loss,
    }
    run_folder.save(folder, net.eval(), record, log)
    return log


@torch.no_grad()
def judge(net: PairClassifier, pairs: list[tuple[Tensor, Tensor, Tensor]]) -> Judged:
    """What the network says of copies, their originals, and others."""
    net.eval()
    parts = [_logits(net, *pictures) for pictures in pairs]
    net.train()
    # Copies of all batches first.
    logits = torch.cat([part[0].chunk(2)[side] for side in (0, 1) for part in parts])
    labels = torch.cat([part[1].chunk(2)[side] for side in (0, 1) for part in parts])
    return Judged(logits, labels)


def _logits(net: PairClassifier, copies: Tensor, unedited: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
    labels = torch.cat([torch.ones(len(copies)), torch.zeros(len(copies))])
    return net(torch.cat([copies, copies]), torch.cat([unedited, others])), labels


def _pairs(
    pack: PixelPack, maker: CopyMaker, side: int, places: range, epochs: int, guide: Descriptor | None
) -> list[tuple[Tensor, Tensor, Tensor]]:
    batch = Batch(numpy.arange(places.start, places.stop), pack.read(places.start, places.stop))
    unedited = originals(batch, side)
    made = []
    for epoch in range(epochs):
        copies = maker.copies(batch, epoch, 1)
        made.append((copies, unedited, _others(guide, copies, unedited, Random(f"held {epoch}"), 0.5)))
    return made


@torch.no_grad()
def _others(guide: Descriptor | None, copies: Tensor, unedited: Tensor, draw: Random, share: float) -> Tensor:
    """For each copy another photo: with a probability of `share` the one most alike, else by chance."""
    count = len(copies)
    chosen = [(place + draw.randrange(1, count)) % count for place in range(count)]
    if guide:
        nearest = (guide(copies) @ guide(unedited).T).fill_diagonal_(-torch.inf).argmax(1).tolist()
        chosen = [near if draw.random() < share else other for near, other in zip(nearest, chosen, strict=True)]
    return unedited[chosen]

"""The training of a descriptor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import count
from pathlib import Path
from random import Random

import torch

from facsimile_train.augmentation.schedule import intensity
from facsimile_train.data.chunk_shuffle import Batch, ChunkShuffle
from facsimile_train.data.negatives import Negatives
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError
from facsimile_train.fitting import run_folder
from facsimile_train.fitting.copies import CopyMaker, originals
from facsimile_train.fitting.objective import objective
from facsimile_train.fitting.settings import Settings
from facsimile_train.fitting.validation import ValidationSet
from facsimile_train.models.descriptor import Descriptor

_CENTRED_BY = 256
_WARM_UP = 0.05
_WEIGHT_DECAY = 1e-4
_LARGEST_GRADIENT = 5.0


def fit(
    net: Descriptor,
    pack: PixelPack,
    others: PixelPack,
    validation: PixelPack | None,
    negatives: Negatives | None,
    settings: Settings,
    folder: Path,
    say: Callable[[str], None],
) -> run_folder.Log:
    """Trains the network as it is given, by AdamW with a warm-up and a cosine; leaves all in the folder."""
    settings.validate()
    if negatives and settings.loss == "byol":
        raise InputError("--negatives beside --loss byol, which has no negatives; expected another loss")
    maker = CopyMaker(others, net.options.side, settings.seed)
    held = ValidationSet(validation, others, net.options.side, settings.batch) if validation else None
    goal = objective(net, settings)
    optimizer = torch.optim.AdamW(
        [*net.parameters(), *goal.parameters()], lr=settings.learning_rate, weight_decay=_WEIGHT_DECAY
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: learning_rate_share(step, settings.steps))
    log, recent = run_folder.Log(), []
    record = {
        "settings": asdict(settings),
        "photos": str(pack.path),
        "photo_count": len(pack),
        "others": str(others.path),
    }
    net.train()
    for step, (epoch, batch) in zip(range(settings.steps), batches(pack, settings), strict=False):
        progress = step / settings.steps
        if negatives:
            batch = negatives.join(batch, Random(f"negatives {settings.seed} {step}"))
        hardness = intensity(step, settings.steps, settings.progressive)
        loss = goal.loss(
            maker.copies(batch, epoch, hardness),
            originals(batch, net.options.side),
            progress,
            Random(f"triplets {settings.seed} {step}"),
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), _LARGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        goal.after_step(step)
        recent.append(loss.item())
        if not math.isfinite(recent[-1]):
            raise InputError(f"step {step}: the loss is {recent[-1]}; a lower --learning-rate may help")
        if (step + 1) % settings.validate_every == 0 or step + 1 == settings.steps:
            seen = held.look(net, goal, progress) if held else None
            training_loss = sum(recent) / len(recent)
            values = (step + 1, epoch, hardness, training_loss, seen and seen.loss, seen and seen.recall)
            log.rows.append(dict(zip(run_folder.COLUMNS, values, strict=True)))
            recent.clear()
            text = f"step {step + 1}/{settings.steps}, loss {training_loss:.4f}"
            say(text + (f", validation loss {seen.loss:.4f}, recall@1 {seen.recall:.3f}" if seen else ""))
    run_folder.save(folder, net.eval(), record, log)
    return log


def centre(net: Descriptor, pack: PixelPack, seed: int) -> None:
    """Makes the vectors of a network that has learnt nothing differ, by some photos of the pack as they are."""
    batch = next(ChunkShuffle(pack, _CENTRED_BY, seed).epoch(0))
    net.eval().centre(originals(batch, net.options.side))


def batches(pack: PixelPack, settings: Settings) -> Iterator[tuple[int, Batch]]:
    """Batches without end, each with the number of its epoch."""
    order = ChunkShuffle(pack, settings.batch, settings.seed)
    for epoch in count():
        for batch in order.epoch(epoch):
            yield epoch, batch


def learning_rate_share(step: int, steps: int) -> float:
    """A line up over the first twentieth of the steps, then half a cosine down to 0."""
    warm = max(1, round(_WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return (math.cos(math.pi * (step - warm) / max(1, steps - warm)) + 1) / 2

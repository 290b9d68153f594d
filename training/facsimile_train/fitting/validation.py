"""How good a network is on photos that it doesn't learn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy
import torch
from torch import Tensor

from facsimile_train.data.chunk_shuffle import Batch
from facsimile_train.data.pack import PixelPack
from facsimile_train.fitting.copies import CopyMaker, originals
from facsimile_train.fitting.objective import Objective
from facsimile_train.models.descriptor import Descriptor

_EPOCH_OF_VALIDATION = 0


@dataclass(frozen=True)
class Validation:
    """The loss, and the share of copies whose original is the nearest of all photos of the set."""

    loss: float
    recall: float


class ValidationSet:
    """The photos of a pack, and a copy of each, at full intensity and always the same."""

    def __init__(self, pack: PixelPack, others: PixelPack, side: int, batch: int) -> None:
        maker = CopyMaker(others, side, seed=0)
        batches = list(_batches(pack, batch))
        self._originals = [originals(each, side) for each in batches]
        self._copies = [maker.copies(each, _EPOCH_OF_VALIDATION, 1) for each in batches]

    @torch.no_grad()
    def look(self, net: Descriptor, objective: Objective, progress: float) -> Validation:
        """Loss and recall of the network as it is now."""
        net.eval()
        pairs = list(zip(self._copies, self._originals, strict=True))
        draw = Random("validation")
        # A loss compares the photos of a batch, of which a last small one has too few.
        whole = [pair for pair in pairs if len(pair[0]) == len(pairs[0][0])]
        losses = [objective.loss(*pair, progress, draw).item() for pair in whole]
        copies, originals = (
            torch.cat([net(pictures) for pictures in side]) for side in (self._copies, self._originals)
        )
        net.train()
        return Validation(float(numpy.mean(losses)), recall_at_one(copies, originals))


def recall_at_one(copies: Tensor, originals: Tensor) -> float:
    """The share of copies [N, D] to which the original of the same row is nearest; a tie is no hit."""
    similarity = copies @ originals.T
    own = similarity.diagonal().clone()
    best = similarity.fill_diagonal_(-torch.inf).amax(1)
    return (own > best).double().mean().item()


def _batches(pack: PixelPack, batch: int) -> Iterator[Batch]:
    for first in range(0, len(pack), batch):
        end = min(first + batch, len(pack))
        yield Batch(numpy.arange(first, end), pack.read(first, end))

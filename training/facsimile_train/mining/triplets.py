"""Triplets of a batch, by the places of their photos."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Triplets:
    """Anchor and positive are the copy and the original of photo `photos`, the negative is the original of `negatives`;
    [K] each.
    """

    photos: Tensor
    negatives: Tensor

    def __len__(self) -> int:
        return len(self.photos)

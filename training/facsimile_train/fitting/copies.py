"""Batches as a network sees them: copies beside their originals."""

from __future__ import annotations

import numpy
from PIL import Image
from torch import Tensor

from facsimile_train.augmentation.recipe import Augmentation
from facsimile_train.data.chunk_shuffle import Batch
from facsimile_train.data.pack import PixelPack
from facsimile_train.models.preprocessing import pictures

#: Held in memory.
_MOST_OTHERS = 2048


class CopyMaker:
    """Edits photos, and brings them to the side of a network's input; `others` are pasted, or pasted onto."""

    def __init__(self, others: PixelPack, side: int, seed: int) -> None:
        self._augmentation = Augmentation(others.read(0, min(_MOST_OTHERS, len(others))), seed)
        self._side = side

    def copies(self, batch: Batch, epoch: int, intensity: float) -> Tensor:
        """[B, 3, side, side], the edits those of the epoch."""
        return pictures(
            numpy.stack(
                [
                    _square(self._augmentation(Image.fromarray(square), epoch, int(place), intensity), self._side)
                    for place, square in zip(batch.places, batch.squares, strict=True)
                ]
            )
        )


def originals(batch: Batch, side: int) -> Tensor:
    """[B, 3, side, side]"""
    return pictures(numpy.stack([_square(Image.fromarray(square), side) for square in batch.squares]))


def _square(photo: Image.Image, side: int) -> numpy.ndarray:
    return numpy.asarray(photo.resize((side, side), Image.Resampling.BILINEAR))

"""Batches as a network sees them: copies beside their originals."""

from __future__ import annotations

import numpy
from PIL import Image
from torch import Tensor

from facsimile_train.augmentation.recipe import Augmentation
from facsimile_train.data.chunk_shuffle import Batch
from facsimile_train.data.pack import PixelPack
from facsimile_train.models.preprocessing import pictures

_MOST_OTHERS = 256


class CopyMaker:
    """Edits the photos of a pack, and brings them to the side of a network's input."""

    def __init__(self, pack: PixelPack, side: int, seed: int) -> None:
        places = numpy.random.default_rng(seed).permutation(len(pack))[:_MOST_OTHERS]
        others = numpy.stack([pack.read_one(place) for place in sorted(places)])
        self._augmentation = Augmentation(others, sorted(places.tolist()), seed)
        self._side = side

    def originals(self, batch: Batch) -> Tensor:
        """[B, 3, side, side]"""
        return pictures(numpy.stack([self._square(Image.fromarray(square)) for square in batch.squares]))

    def copies(self, batch: Batch, epoch: int, intensity: float) -> Tensor:
        """[B, 3, side, side], the edits those of the epoch."""
        return pictures(
            numpy.stack(
                [
                    self._square(self._augmentation(Image.fromarray(square), epoch, int(place), intensity))
                    for place, square in zip(batch.places, batch.squares, strict=True)
                ]
            )
        )

    def _square(self, photo: Image.Image) -> numpy.ndarray:
        return numpy.asarray(photo.resize((self._side, self._side), Image.Resampling.BILINEAR))

"""The order of an epoch: chunks are shuffled, and photos within some chunks that are held at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy

from facsimile_train.data.pack import PixelPack


@dataclass(frozen=True)
class Batch:
    """Some photos: where they are in the pack [B], and their squares [B, side, side, 3]."""

    places: numpy.ndarray
    squares: numpy.ndarray


class ChunkShuffle:
    """Batches of a pack, epoch by epoch.

    A chunk is one contiguous read; `buffer` of them, drawn at random, are shuffled together. The order of an epoch
    depends on the seed and its number alone. Photos that don't fill the last batch of an epoch are left out of it.
    """

    def __init__(self, pack: PixelPack, batch: int, seed: int, buffer: int = 8) -> None:
        self.pack, self.seed, self.buffer = pack, seed, buffer
        #: Never more than there are.
        self.batch = min(batch, len(pack))

    @property
    def steps(self) -> int:
        """Batches of an epoch."""
        return len(self.pack) // self.batch

    def epoch(self, number: int) -> Iterator[Batch]:
        """The batches of an epoch."""
        draw = numpy.random.default_rng((self.seed, number))
        starts = draw.permutation(range(0, len(self.pack), self.pack.chunk))
        places = numpy.empty(0, numpy.int64)
        squares = numpy.empty((0, self.pack.side, self.pack.side, 3), numpy.uint8)
        for group in range(0, len(starts), self.buffer):
            spans = [(start, min(start + self.pack.chunk, len(self.pack))) for start in starts[group:][: self.buffer]]
            places = numpy.concatenate([places, *(numpy.arange(*span) for span in spans)])
            squares = numpy.concatenate([squares, *(self.pack.read(*span) for span in spans)])
            order = draw.permutation(len(places))
            full = len(places) // self.batch * self.batch
            for first in range(0, full, self.batch):
                chosen = order[first : first + self.batch]
                yield Batch(places[chosen], squares[chosen])
            places, squares = places[order[full:]], squares[order[full:]]

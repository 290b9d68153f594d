"""Photos a second from a pack and from single files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy
from PIL import Image

from facsimile_train.data.chunk_shuffle import ChunkShuffle
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError

_BATCH = 64


@dataclass(frozen=True)
class Throughput:
    """A way of reading, and its photos a second in each round."""

    way: str
    rates: list[float]

    @property
    def median(self) -> float:
        """Of all rounds."""
        return median(self.rates)


def measure(pack: PixelPack, files: list[Path], rounds: int) -> list[Throughput]:
    """Reads all photos each way in turn, `rounds` times; a round's order is the same for files and single squares."""
    if len(files) != len(pack):
        raise InputError(f"{pack.path}: {len(pack)} photos beside {len(files)} files; expected a pack of these files")
    ways: list[tuple[str, Callable[[int], int]]] = [
        ("pack, shuffled by chunks", lambda number: _by_chunks(pack, number)),
        ("pack, photo by photo", lambda number: _by_place(pack, number)),
        ("single files, decoded", lambda number: _by_file(files, pack.side, number)),
    ]
    results = [Throughput(way, []) for way, _ in ways]
    for number in range(rounds):
        for result, (_, read) in zip(results, ways, strict=True):
            start = time.perf_counter()
            count = read(number)
            result.rates.append(count / (time.perf_counter() - start))
    return results


def _by_chunks(pack: PixelPack, number: int) -> int:
    return sum(len(batch.places) for batch in ChunkShuffle(pack, min(_BATCH, len(pack)), seed=0).epoch(number))


def _by_place(pack: PixelPack, number: int) -> int:
    order = numpy.random.default_rng(number).permutation(len(pack))
    return sum(pack.read_one(int(place)).ndim > 0 for place in order)


def _by_file(files: list[Path], side: int, number: int) -> int:
    order = numpy.random.default_rng(number).permutation(len(files))
    return sum(_square(files[place], side).ndim > 0 for place in order)


def _square(path: Path, side: int) -> numpy.ndarray:
    try:
        with Image.open(path) as photo:
            return numpy.asarray(photo.convert("RGB").resize((side, side), Image.Resampling.BOX))
    except OSError as error:
        raise InputError(f"{path}: {error}; expected a photo") from error

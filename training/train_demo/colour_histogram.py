"""The simplest descriptor: which colours a photo has."""

from __future__ import annotations

from pathlib import Path

import numpy
from PIL import Image

from facsimile_train.data.vectors import Vectors

_LEVELS = 8


def colour_histograms(folder: Path) -> Vectors:
    """The roots of the shares of 8 x 8 x 8 colours [N, 512], whose distance is Hellinger's."""
    files = sorted(folder.iterdir())
    return Vectors([file.stem for file in files], numpy.stack([_histogram(file) for file in files]))


def _histogram(path: Path) -> numpy.ndarray:
    with Image.open(path) as photo:
        levels = numpy.asarray(photo.convert("RGB")).reshape(-1, 3).astype(int) * _LEVELS // 256
    counts = numpy.bincount(levels @ (_LEVELS**2, _LEVELS, 1), minlength=_LEVELS**3)
    return numpy.sqrt(counts / len(levels)).astype(numpy.float32)

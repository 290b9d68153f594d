"""Photos to measure with: mosaics of small pieces of a few real ones, so that no two show the same thing."""

from __future__ import annotations

import math
import random
from pathlib import Path

from PIL import Image

_SIZE = (480, 384)
#: Side of a piece: large enough for features as photos have them, too small for one piece to prove that two photos are one.
_TILE = 48


def make_library(sources: Path, folder: Path, count: int) -> list[Path]:
    """The first `count` photos of an endless library; those that are there are kept.

    Each has some 500 features, as most photos have. The same number is the same photo in every library.
    """
    folder.mkdir(parents=True, exist_ok=True)
    originals = _originals(sources)
    paths = [folder / f"P{number:07}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        if not path.exists():
            _save(_photo(originals, random.Random(number)), path)
    return paths


def make_queries(sources: Path, library: list[Path], folder: Path, count: int) -> list[Path]:
    """Photos to look for: copies of the first ones of a library (cropped, saved again), then as many that have none in it."""
    folder.mkdir(parents=True, exist_ok=True)
    originals = _originals(sources)
    paths = [folder / f"Q{number:05}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        # No photo of a library has such a seed.
        chance = random.Random(-1 - number)
        if path.exists():
            continue
        if number < count // 2:
            with Image.open(library[number]) as photo:
                left, top = (int(side * chance.uniform(0, 0.25)) for side in _SIZE)
                _save(photo.crop((left, top, left + _SIZE[0] * 3 // 4, top + _SIZE[1] * 3 // 4)), path, quality=50)
        else:
            _save(_photo(originals, chance), path)
    return paths


def _originals(sources: Path) -> list[Image.Image]:
    return [Image.open(path).convert("RGB") for path in sorted(sources.glob("*.jpg"))]


def _photo(originals: list[Image.Image], chance: random.Random) -> Image.Image:
    mosaic = Image.new("RGB", _SIZE)
    for left in range(0, _SIZE[0], _TILE):
        for top in range(0, _SIZE[1], _TILE):
            mosaic.paste(_tile(chance.choice(originals), chance), (left, top))
    return mosaic


def _tile(photo: Image.Image, chance: random.Random) -> Image.Image:
    """A piece of a photo, turned by any angle and scaled by 0.7 to 1.5."""
    angle, scale = chance.uniform(0, 2 * math.pi), chance.uniform(0.7, 1.5)
    cosine, sine = math.cos(angle) / scale, math.sin(angle) / scale
    x, y = (chance.uniform(_TILE, side - _TILE) for side in photo.size)
    middle = _TILE / 2
    placed = (
        cosine,
        -sine,
        x - (cosine - sine) * middle,
        sine,
        cosine,
        y - (sine + cosine) * middle,
    )
    return photo.transform((_TILE, _TILE), Image.Transform.AFFINE, placed, Image.Resampling.BILINEAR)


def _save(photo: Image.Image, path: Path, quality: int = 85) -> None:
    part = path.with_suffix(".part")
    photo.save(part, "JPEG", quality=quality)
    part.rename(path)

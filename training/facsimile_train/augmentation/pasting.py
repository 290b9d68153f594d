"""Edits that join a photo with another one."""

from __future__ import annotations

import math
from random import Random

from PIL import Image


def paste_onto(photo: Image.Image, other: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """The photo, reduced to at least an eighth of the area, pasted onto another one of its size."""
    ground = other.resize(photo.size, Image.Resampling.BILINEAR)
    return _pasted(photo, ground, math.sqrt(draw.uniform(1 - 0.875 * intensity, 1)), draw)


def paste_of(photo: Image.Image, other: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Another photo, of up to a third of the area, pasted upon the photo."""
    return _pasted(other, photo, math.sqrt(draw.uniform(0.05, 0.05 + 0.28 * intensity)), draw)


def _pasted(upper: Image.Image, ground: Image.Image, scale: float, draw: Random) -> Image.Image:
    size = max(1, round(ground.width * scale)), max(1, round(ground.height * scale))
    place = draw.randint(0, ground.width - size[0]), draw.randint(0, ground.height - size[1])
    joined = ground.copy()
    joined.paste(upper.resize(size, Image.Resampling.BILINEAR), place)
    return joined

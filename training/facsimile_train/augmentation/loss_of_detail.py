"""Edits that lose detail."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageFilter

_MOST_SIGMA = 0.02
_BEST_QUALITY = 90
_WORST_QUALITY = 10


def blur(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Blurred by a Gaussian of up to a fiftieth of the longer side."""
    return photo.filter(ImageFilter.GaussianBlur(draw.uniform(0.2, 1) * _MOST_SIGMA * intensity * max(photo.size)))


def jpeg(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Compressed as JPEG, of a quality down to 10."""
    quality = round(_BEST_QUALITY - draw.random() * intensity * (_BEST_QUALITY - _WORST_QUALITY))
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=quality)
    with Image.open(file) as read:
        return read.convert("RGB")

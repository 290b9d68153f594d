"""Edits that move pixels."""

from __future__ import annotations

import math
from random import Random

from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional

_LEAST_AREA = 0.25
_MOST_ASPECT = 1.6
_MOST_DEGREES = 45


def crop(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """A part of at least a quarter of the area, its sides in a proportion of up to 1.6."""
    area = draw.uniform(1 - (1 - _LEAST_AREA) * intensity, 1)
    aspect = math.exp(draw.uniform(-1, 1) * intensity * math.log(_MOST_ASPECT))
    width = min(photo.width, max(1, round(photo.width * math.sqrt(area * aspect))))
    height = min(photo.height, max(1, round(photo.height * math.sqrt(area / aspect))))
    top, left = draw.randint(0, photo.height - height), draw.randint(0, photo.width - width)
    return functional.crop(photo, top, left, height, width)


def turn(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Turned by up to 45 degrees, or (one of four) by quarters; what is bare is of one colour."""
    if draw.random() < 0.25 * intensity:
        return photo.transpose(
            draw.choice([Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
        )
    angle = draw.uniform(-1, 1) * _MOST_DEGREES * intensity
    bare = [draw.randint(0, 255) for _ in range(3)]
    return functional.rotate(photo, angle, interpolation=InterpolationMode.BILINEAR, expand=True, fill=bare)


def flip(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Mirrored, or (one of five) upside down."""
    return functional.vertical_flip(photo) if draw.random() < 0.2 else functional.horizontal_flip(photo)

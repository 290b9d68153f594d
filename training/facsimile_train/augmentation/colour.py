"""Edits of colour."""

from __future__ import annotations

from random import Random

from PIL import Image
from torchvision.transforms.v2 import functional


def colour(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Brightness, contrast, saturation by up to 60 %, hue by up to a tenth of the circle; one of eight is made grey."""
    if draw.random() < 0.125 * intensity:
        return functional.rgb_to_grayscale(photo, num_output_channels=3)
    for adjust in (functional.adjust_brightness, functional.adjust_contrast, functional.adjust_saturation):
        photo = adjust(photo, 1 + draw.uniform(-0.6, 0.6) * intensity)
    return functional.adjust_hue(photo, draw.uniform(-0.1, 0.1) * intensity)

"""Edits that draw something upon a photo, or a page around it."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageDraw, ImageFont

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def text(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """Some invented words, in letters of up to a fifth of the height."""
    drawn = photo.copy()
    canvas = ImageDraw.Draw(drawn)
    height = max(6, photo.height * draw.uniform(0.07, 0.07 + 0.13 * intensity))
    place = (draw.uniform(0, 0.5) * photo.width, draw.uniform(0, 0.9) * photo.height)
    font = ImageFont.load_default(size=height)
    canvas.text(place, _words(draw, 3), fill=_colour(draw), font=font, stroke_width=draw.randint(0, 1), stroke_fill=0)
    return drawn


def sticker(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """One to three drawn shapes, each of up to two fifths of the side: discs, faces, stars or bars."""
    drawn = photo.copy()
    canvas = ImageDraw.Draw(drawn)
    for _ in range(draw.randint(1, 1 + round(2 * intensity))):
        size = min(photo.size) * draw.uniform(0.1, 0.1 + 0.3 * intensity)
        x, y = draw.uniform(0, photo.width - size), draw.uniform(0, photo.height - size)
        draw.choice([_disc, _face, _star, _bar])(canvas, x, y, size, draw)
    return drawn


def page(photo: Image.Image, draw: Random, intensity: float) -> Image.Image:
    """The photo on a drawn page, as on a screenshot: a bar, lines of words above and below."""
    margin = max(1, round(photo.height * draw.uniform(0.05, 0.05 + 0.35 * intensity)))
    side = round(margin * draw.uniform(0, 0.5))
    paper = draw.choice([(255, 255, 255), (245, 245, 240), (24, 24, 28)])
    ink = (20, 20, 20) if sum(paper) > 300 else (230, 230, 230)
    drawn = Image.new("RGB", (photo.width + 2 * side, photo.height + 2 * margin), paper)
    drawn.paste(photo, (side, margin))
    canvas = ImageDraw.Draw(drawn)
    canvas.rectangle((0, 0, drawn.width, margin / 3), fill=_colour(draw))
    line = max(5, margin / 4)
    font = ImageFont.load_default(size=line)
    for top in (margin * 0.5, margin * 1.1 + photo.height, margin * 1.5 + photo.height):
        canvas.text((side + line / 2, top), _words(draw, 5), fill=ink, font=font)
    return drawn


def _words(draw: Random, most: int) -> str:
    return " ".join("".join(draw.choices(_LETTERS, k=draw.randint(2, 8))) for _ in range(draw.randint(1, most)))


def _colour(draw: Random) -> tuple[int, int, int]:
    return draw.randint(0, 255), draw.randint(0, 255), draw.randint(0, 255)


def _disc(canvas: ImageDraw.ImageDraw, x: float, y: float, size: float, draw: Random) -> None:
    canvas.ellipse((x, y, x + size, y + size), fill=_colour(draw), outline=_colour(draw))


def _face(canvas: ImageDraw.ImageDraw, x: float, y: float, size: float, draw: Random) -> None:
    canvas.ellipse((x, y, x + size, y + size), fill=(250, 205, 60), outline=(120, 80, 0))
    for eye in (0.25, 0.6):
        canvas.ellipse((x + eye * size, y + 0.25 * size, x + (eye + 0.15) * size, y + 0.45 * size), fill=(40, 30, 0))
    canvas.arc((x + 0.25 * size, y + 0.35 * size, x + 0.75 * size, y + 0.8 * size), 10, 170, fill=(40, 30, 0))


def _star(canvas: ImageDraw.ImageDraw, x: float, y: float, size: float, draw: Random) -> None:
    points = []
    for corner in range(10):
        radius = size / 2 * (1 if corner % 2 == 0 else 0.4)
        angle = math.pi * corner / 5
        points.append((x + size / 2 + radius * math.sin(angle), y + size / 2 - radius * math.cos(angle)))
    canvas.polygon(points, fill=_colour(draw))


def _bar(canvas: ImageDraw.ImageDraw, x: float, y: float, size: float, draw: Random) -> None:
    canvas.rectangle((x, y, x + size, y + size * draw.uniform(0.2, 0.6)), fill=_colour(draw))

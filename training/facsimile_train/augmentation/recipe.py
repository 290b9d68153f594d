"""Which edits a copy gets."""

from __future__ import annotations

from random import Random

import numpy
from PIL import Image

from facsimile_train.augmentation.colour import colour
from facsimile_train.augmentation.geometry import crop, flip, turn
from facsimile_train.augmentation.loss_of_detail import blur, jpeg
from facsimile_train.augmentation.overlays import page, sticker, text
from facsimile_train.augmentation.pasting import paste_of, paste_onto

#: Each edit with how often it is made at full intensity, in this order.
_EDITS = (
    (crop, 0.6),
    (flip, 0.3),
    (turn, 0.3),
    (colour, 0.7),
    (blur, 0.2),
    (sticker, 0.25),
    (text, 0.25),
    (paste_of, 0.2),
    (page, 0.2),
    (paste_onto, 0.2),
    (jpeg, 0.5),
)
_WITH_ANOTHER = (paste_of, paste_onto)


class Augmentation:
    """Makes copies of photos: equal seed, epoch, photo and intensity give equal pixels, in whatever order they are
    asked for.

    `others` [M, side, side, 3] are the photos that are pasted, or pasted onto. A copy shows them, too: they must be
    none of those that it is told apart from.
    """

    def __init__(self, others: numpy.ndarray, seed: int) -> None:
        self._others, self._seed = others, seed

    def __call__(self, photo: Image.Image, epoch: int, place: int, intensity: float) -> Image.Image:
        """A copy of a photo; at intensity 0 it is the photo."""
        return self.copy(photo, epoch, place, intensity)[0]

    def copy(self, photo: Image.Image, epoch: int, place: int, intensity: float) -> tuple[Image.Image, list[str]]:
        """The same, with the names of the edits that were made."""
        draw = Random(f"{self._seed} {epoch} {place}")
        made = []
        for edit, often in _EDITS:
            if draw.random() >= often * intensity:
                continue
            made.append(edit.__name__)
            if edit in _WITH_ANOTHER:
                photo = edit(photo, self._another(draw), draw, intensity)
            else:
                photo = edit(photo, draw, intensity)
        return photo, made

    def _another(self, draw: Random) -> Image.Image:
        return Image.fromarray(self._others[draw.randrange(len(self._others))])

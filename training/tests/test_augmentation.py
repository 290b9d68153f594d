from __future__ import annotations

from random import Random

import numpy
import pytest
from conftest import invented
from PIL import Image

from facsimile_train.augmentation import recipe
from facsimile_train.augmentation.recipe import Augmentation
from facsimile_train.augmentation.schedule import intensity

_SQUARES = invented(12, side=64)
_PHOTOS = [Image.fromarray(square) for square in _SQUARES]


def _edits(seed: int = 0) -> Augmentation:
    return Augmentation(invented(5, side=64, seed=9), seed)


def test_equal_whatever_was_asked_for_before() -> None:
    edits = _edits()
    first = [edits(photo, 3, place, 0.8).tobytes() for place, photo in enumerate(_PHOTOS)]
    again = {place: _edits()(_PHOTOS[place], 3, place, 0.8).tobytes() for place in reversed(range(12))}
    assert first == [again[place] for place in range(12)]


@pytest.mark.parametrize(("seed", "epoch"), [(1, 3), (0, 4)])
def test_other_seeds_and_epochs_give_other_copies(seed: int, epoch: int) -> None:
    same = sum(
        _edits()(photo, 3, place, 1).tobytes() == _edits(seed)(photo, epoch, place, 1).tobytes()
        for place, photo in enumerate(_PHOTOS)
    )
    assert same <= 2


def test_intensity_zero_changes_nothing() -> None:
    assert all(_edits()(photo, 0, place, 0) is photo for place, photo in enumerate(_PHOTOS))


def test_edits_grow_with_intensity() -> None:
    def changed(level: float) -> float:
        total = 0.0
        for place, photo in enumerate(_PHOTOS):
            for epoch in range(10):
                copy = numpy.asarray(_edits()(photo, epoch, place, level).resize((64, 64)), float)
                total += numpy.abs(copy - _SQUARES[place]).mean()
        return total

    low, middle, high = (changed(level) for level in (0.2, 0.6, 1.0))
    assert 0 < low < middle < high


def test_every_edit_is_made_and_changes_the_photo() -> None:
    made = set()
    for epoch in range(20):
        for place, photo in enumerate(_PHOTOS):
            copy, names = _edits().copy(photo, epoch, place, 1)
            made |= set(names)
            assert copy.mode == "RGB"
            assert not names or copy.tobytes() != photo.tobytes()
    assert made == {edit.__name__ for edit, _ in recipe._EDITS}


def test_sizes_of_one_pixel_are_survived() -> None:
    tiny = Image.new("RGB", (1, 1))
    for edit, _ in recipe._EDITS:
        draw = Random(0)
        copy = edit(tiny, tiny, draw, 1) if edit in recipe._WITH_ANOTHER else edit(tiny, draw, 1)
        assert min(copy.size) >= 1


def test_schedule() -> None:
    assert [intensity(step, 100, progressive=False) for step in (0, 50, 99)] == [1, 1, 1]
    assert intensity(0, 100, progressive=True) == 0.2
    assert intensity(30, 100, progressive=True) == pytest.approx(0.2 + 0.8 * 30 / 75)
    assert [intensity(step, 100, progressive=True) for step in (75, 99)] == [1, 1]

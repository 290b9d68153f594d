"""Mining picks what it says."""

from __future__ import annotations

from random import Random

import pytest
import torch
from torch import tensor

from facsimile_train.mining.false_positives import false_positives
from facsimile_train.mining.hard import hard
from facsimile_train.mining.random_negatives import random_negatives
from facsimile_train.mining.schedule import mine
from facsimile_train.mining.semi_hard import semi_hard

# On a line: distances of the copies to the originals
#            0   10   12   30
#   1        1    9   11   29    hard: own 1, nearest other 9
#   10.5   10.5  .5  1.5  19.5   own 0.5, nearest other 1.5
#   4        4    6    8   26    own 8, nearest other 4
#   25      25   15   13    5    own 5, nearest other 13
_ORIGINALS = tensor([[0.0], [10.0], [12.0], [30.0]])
_COPIES = tensor([[1.0], [10.5], [4.0], [25.0]])


def test_hard() -> None:
    chosen = hard(_COPIES, _ORIGINALS, keep=4)
    # The nearest others: 1.5, 4, 9, 13.
    assert chosen.photos.tolist() == [1, 2, 0, 3]
    assert chosen.negatives.tolist() == [2, 0, 1, 2]
    assert hard(_COPIES, _ORIGINALS, keep=2).photos.tolist() == [1, 2]


def test_hard_keeps_the_hardest_16_of_200() -> None:
    generator = torch.Generator().manual_seed(0)
    copies, originals = torch.randn(2, 200, 8, generator=generator)
    chosen = hard(copies, originals, keep=16)
    distances = torch.cdist(copies, originals)
    nearest = []
    for photo in range(200):
        others = [(distances[photo, other].item(), other) for other in range(200) if other != photo]
        nearest.append((*min(others), photo))
    hardest = sorted(nearest)[:16]
    assert chosen.photos.tolist() == [photo for _, _, photo in hardest]
    assert chosen.negatives.tolist() == [other for _, other, _ in hardest]


def test_semi_hard() -> None:
    # Farther than the own by less than 8.5: 9 of the first; 1.5 of the second; none of the third (26 is too far); 13.
    chosen = semi_hard(_COPIES, _ORIGINALS, keep=4, margin=8.5, draw=Random(0))
    assert dict(zip(chosen.photos.tolist(), chosen.negatives.tolist(), strict=True)) == {0: 1, 1: 2, 3: 2}
    assert len(semi_hard(_COPIES, _ORIGINALS, keep=2, margin=8.5, draw=Random(0))) == 2
    assert len(semi_hard(_COPIES, _ORIGINALS, keep=4, margin=0.5, draw=Random(0))) == 0


def test_random_negatives_are_other_photos() -> None:
    seen = set()
    for seed in range(50):
        chosen = random_negatives(5, 3, Random(seed))
        pairs = list(zip(chosen.photos.tolist(), chosen.negatives.tolist(), strict=True))
        assert len({photo for photo, _ in pairs}) == 3
        seen |= set(pairs)
    assert seen == {(photo, other) for photo in range(5) for other in range(5) if photo != other}


@pytest.mark.parametrize(("progress", "photos"), [(0.49, {0, 1, 3}), (0.5, {0, 1, 2, 3})])
def test_semi_hard_then_hard(progress: float, photos: set[int]) -> None:
    chosen = mine("semi-hard-then-hard", _COPIES, _ORIGINALS, 4, 8.5, progress, Random(0))
    assert set(chosen.photos.tolist()) == photos


_CANDIDATES = [
    ("a", "a", 0.0),
    ("a", "b", -1.0),
    ("a", "c", -2.0),
    ("b", "a", -0.9),
    ("b", "d", -3.0),
    ("d", "c", -0.5),
]


def test_what_geometry_proves_is_no_negative() -> None:
    mined = false_positives(_CANDIDATES, [("a", "a", 5.0), ("b", "a", 3.5), ("d", "c", 0.7)])
    assert mined.negatives == [("a", "c", -2.0), ("b", "d", -3.0)]
    assert (mined.false_positives, mined.proved, mined.doubtful) == (4, 1, 1)


def test_pairs_are_listed_once_by_the_largest_similarity() -> None:
    mined = false_positives(_CANDIDATES, [])
    assert mined.negatives == [("c", "d", -0.5), ("a", "b", -0.9), ("a", "c", -2.0), ("b", "d", -3.0)]


def test_queries_are_called_by_their_originals() -> None:
    candidates = [("q1", "a", -1.0), ("q1", "b", -2.0), ("q2", "a", -3.0), ("stranger", "a", -0.1)]
    mined = false_positives(candidates, [("q1", "a", 4.0)], {"q1": "a", "q2": "c", "stranger": ""})
    assert mined.negatives == [("a", "b", -2.0), ("a", "c", -3.0)]

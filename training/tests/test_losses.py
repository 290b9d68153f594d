"""Losses against values that were computed by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, tensor

from facsimile_train.losses.byol import byol, target_decay
from facsimile_train.losses.info_nce import info_nce
from facsimile_train.losses.koleo import koleo
from facsimile_train.losses.triplet import triplet
from facsimile_train.losses.two_term_triplet import two_term_triplet

# Distances, anchor to positive, anchor to negative, positive to negative: 3, 4, 5; then 1, 3, 2.
_ANCHOR = tensor([[0.0, 0.0], [0.0, 0.0]])
_POSITIVE = tensor([[3.0, 0.0], [1.0, 0.0]])
_NEGATIVE = tensor([[0.0, 4.0], [3.0, 0.0]])


def _close(value: Tensor, expected: list[float]) -> None:
    torch.testing.assert_close(value, tensor(expected), rtol=1e-5, atol=1e-5)


def test_triplet() -> None:
    _close(triplet(_ANCHOR, _POSITIVE, _NEGATIVE, 1.5), [3 - 4 + 1.5, 0])
    _close(triplet(_ANCHOR, _POSITIVE, _NEGATIVE, 2.5), [1.5, 1 - 3 + 2.5])


def test_two_term_triplet() -> None:
    # m = 3: max(3 - 4 + 3, 0) + max(3 - 5 + 1.5, 0) and max(1 - 3 + 3, 0) + max(1 - 2 + 1.5, 0)
    _close(two_term_triplet(_ANCHOR, _POSITIVE, _NEGATIVE, 3), [2 + 0, 1 + 0.5])
    # m = 5: (3 - 4 + 5) + (3 - 5 + 2.5) and (1 - 3 + 5) + (1 - 2 + 2.5)
    _close(two_term_triplet(_ANCHOR, _POSITIVE, _NEGATIVE, 5), [4 + 0.5, 3 + 1.5])


def test_triplet_of_equal_vectors_has_a_gradient() -> None:
    vectors = [torch.zeros(1, 2, requires_grad=True) for _ in range(3)]
    loss = triplet(*vectors, 1)
    loss.sum().backward()
    assert loss.item() == pytest.approx(1)
    assert all(torch.isfinite(each.grad).all() for each in vectors)


def test_info_nce() -> None:
    # Cosines: each picture with its counterpart 1, with the two of the other photo 0.
    pictures = tensor([[1.0, 0.0], [0.0, 1.0]])
    expected = -math.log(math.exp(2) / (math.exp(2) + 2 * math.exp(0)))
    assert info_nce(pictures, pictures, 0.5).item() == pytest.approx(expected, rel=1e-6)
    # The copies exchanged: a counterpart 0, one of the others 1, the other 0.
    expected = -math.log(math.exp(0) / (math.exp(2) + 2 * math.exp(0)))
    assert info_nce(pictures.flip(0), pictures, 0.5).item() == pytest.approx(expected, rel=1e-6)


def test_koleo() -> None:
    copies, originals = tensor([[1.0, 0.0], [0.0, 1.0]]), tensor([[1.0, 0.0], [-1.0, 0.0]])
    # Both pictures of the first photo and the second's copy have the other photo sqrt 2 away, the second's original 2.
    expected = -(3 * math.log(math.sqrt(2)) + math.log(2)) / 4
    assert koleo(copies, originals).item() == pytest.approx(expected, rel=1e-5)


def test_koleo_spreads() -> None:
    angles = torch.tensor([0.0, 0.1, 0.2]).requires_grad_()

    def vectors() -> Tensor:
        return torch.stack([angles.cos(), angles.sin()], 1)

    before = koleo(vectors(), vectors())
    before.backward()
    with torch.no_grad():
        angles -= 0.01 * angles.grad
    assert koleo(vectors(), vectors()) < before


def test_byol() -> None:
    prediction, target = tensor([[2.0, 0.0], [0.0, 3.0]]), tensor([[5.0, 0.0], [0.0, -1.0]])
    # Cosines 1 and -1.
    assert byol(prediction, target).item() == pytest.approx((0 + 4) / 2)
    target = tensor([[1.0, 1.0], [0.0, 1.0]], requires_grad=True)
    prediction.requires_grad_()
    loss = byol(prediction, target)
    loss.backward()
    assert loss.item() == pytest.approx((2 - math.sqrt(2) + 0) / 2, rel=1e-6)
    assert target.grad is None and prediction.grad is not None


def test_target_decay() -> None:
    assert target_decay(0, 100, 0.9) == pytest.approx(0.9)
    assert target_decay(50, 100, 0.9) == pytest.approx(0.95)
    assert target_decay(100, 100, 0.9) == 1

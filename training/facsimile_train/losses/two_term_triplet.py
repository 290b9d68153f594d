"""A triplet loss that keeps the negative away from both photos of the pair."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import relu

from facsimile_train.losses.triplet import distance, triplet


def two_term_triplet(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    """max(d(a, p) - d(a, n) + m, 0) + max(d(a, p) - d(p, n) + m/2, 0) of each triplet; [N, D] each, the result [N].

    A quadruplet loss (Chen et al., "Beyond triplet loss", CVPR 2017, eq. 5) whose second pair of negatives is that of
    the positive.
    """
    other = relu(distance(anchor, positive) - distance(positive, negative) + margin / 2)
    return triplet(anchor, positive, negative, margin) + other

"""The triplet loss with margin."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import pairwise_distance, relu


def triplet(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    """max(d(a, p) - d(a, n) + m, 0) of each triplet, d being the Euclidean distance; [N, D] each, the result [N].

    Schroff et al., "FaceNet", CVPR 2015, eq. 2, whose distances are squared.
    """
    return relu(distance(anchor, positive) - distance(anchor, negative) + margin)


def distance(first: Tensor, second: Tensor) -> Tensor:
    """The Euclidean distance of each row [N]; its gradient is finite where two are equal."""
    return pairwise_distance(first, second, eps=1e-8)

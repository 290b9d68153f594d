"""The hardest negatives."""

from __future__ import annotations

import torch
from torch import Tensor

from facsimile_train.mining.triplets import Triplets


def hard(copies: Tensor, originals: Tensor, keep: int) -> Triplets:
    """For each copy the nearest original of another photo; of these, the `keep` of largest d(a, p) - d(a, n)."""
    distances = torch.cdist(copies, originals)
    own = distances.diagonal()
    distance, negative = distances.clone().fill_diagonal_(torch.inf).min(1)
    chosen = (own - distance).argsort(descending=True, stable=True)[:keep]
    return Triplets(chosen, negative[chosen])

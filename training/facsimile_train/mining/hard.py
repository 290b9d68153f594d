"""The hardest negatives."""

from __future__ import annotations

import torch
from torch import Tensor

from facsimile_train.mining.triplets import Triplets


def hard(copies: Tensor, originals: Tensor, keep: int) -> Triplets:
    """For each copy the nearest original of another photo; of these, the `keep` nearest.

    By d(a, p) - d(a, n), the hardest would be copies of which edits have left nothing; a network that learns from these
    alone forgets the others.
    """
    distances = torch.cdist(copies, originals)
    distance, negative = distances.fill_diagonal_(torch.inf).min(1)
    chosen = distance.argsort(stable=True)[:keep]
    return Triplets(chosen, negative[chosen])

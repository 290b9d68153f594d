"""Semi-hard negatives."""

from __future__ import annotations

from random import Random

import torch
from torch import Tensor

from facsimile_train.mining.triplets import Triplets


def semi_hard(copies: Tensor, originals: Tensor, keep: int, margin: float, draw: Random) -> Triplets:
    """For each copy the nearest original that is farther than its own by less than the margin; `keep` by chance.

    A copy without one is left out, so that there may be fewer, or none. Schroff et al., "FaceNet", CVPR 2015, eq. 4.
    The hardest of them would be no easier than hard ones, of which a network that has learnt nothing makes one and
    the same vector.
    """
    distances = torch.cdist(copies, originals)
    own = distances.diagonal()[:, None]
    allowed = (distances > own) & (distances < own + margin)
    allowed.fill_diagonal_(False)
    negative = distances.masked_fill(~allowed, torch.inf).argmin(1)
    photos = allowed.any(1).nonzero()[:, 0].tolist()
    chosen = torch.tensor(draw.sample(photos, min(keep, len(photos))), dtype=torch.long)
    return Triplets(chosen, negative[chosen])

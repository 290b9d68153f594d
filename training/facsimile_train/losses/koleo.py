"""The entropy term of SSCD, which spreads vectors evenly."""

from __future__ import annotations

import torch
from torch import Tensor


def koleo(copies: Tensor, originals: Tensor) -> Tensor:
    """-mean of log(distance to the nearest picture of another photo), over all 2 N pictures; [N, D] each, of length 1.

    The Kozachenko-Leonenko estimator of differential entropy: Sablayrolles et al., "Spreading vectors", ICLR 2019; of
    positive pairs neither counts as the other's neighbour in Pizzi et al., "SSCD", CVPR 2022.
    """
    pictures = torch.cat([copies, originals])
    count = len(copies)
    photo = torch.arange(count, device=pictures.device).repeat(2)
    with torch.no_grad():
        similarity = pictures @ pictures.T
        nearest = similarity.masked_fill(photo[:, None] == photo[None, :], -torch.inf).argmax(1)
    distances = torch.nn.functional.pairwise_distance(pictures, pictures[nearest], eps=1e-8)
    return -distances.log().mean()

"""InfoNCE between copies and originals."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy


def info_nce(copies: Tensor, originals: Tensor, temperature: float) -> Tensor:
    """-log(exp(s_ij/t) / sum over k != i of exp(s_ik/t)), the mean over all 2 N pictures, j being i's counterpart.

    [N, D] each, of length 1; s is the cosine. Chen et al., "SimCLR", ICML 2020, eq. 1, as SSCD has it (Pizzi et al.,
    CVPR 2022).
    """
    pictures = torch.cat([copies, originals])
    similarity = pictures @ pictures.T / temperature
    similarity.fill_diagonal_(-torch.inf)
    count = len(copies)
    counterpart = torch.arange(2 * count, device=pictures.device).roll(count)
    return cross_entropy(similarity, counterpart)

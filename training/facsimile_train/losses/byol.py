"""The loss of BYOL."""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn.functional import cosine_similarity


def byol(prediction: Tensor, target: Tensor) -> Tensor:
    """2 - 2 cos(prediction, target), the mean over the pictures; [N, D] each. The target gets no gradient.

    Grill et al., "Bootstrap your own latent", NeurIPS 2020, eq. 2.
    """
    return (2 - 2 * cosine_similarity(prediction, target.detach())).mean()


def target_decay(step: int, steps: int, base: float) -> float:
    """How much of the target network stays at a step: from `base` to 1 along a cosine (the paper's section 3.2)."""
    return 1 - (1 - base) * (math.cos(math.pi * step / steps) + 1) / 2

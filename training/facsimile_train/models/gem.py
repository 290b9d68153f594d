"""Generalised-mean pooling."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class GeM(nn.Module):
    """(mean of x^p)^(1/p) over the places of each channel: [N, C, H, W] to [N, C], with p learnt, 3 at first.

    Radenovic et al., "Fine-tuning CNN image retrieval with no human annotation", TPAMI 2019, eq. 1.
    """

    def __init__(self, power: float = 3.0, floor: float = 1e-6) -> None:
        super().__init__()
        self.power, self.floor = nn.Parameter(torch.tensor(power)), floor

    def forward(self, maps: Tensor) -> Tensor:
        return maps.clamp(min=self.floor).pow(self.power).mean((2, 3)).pow(1 / self.power)

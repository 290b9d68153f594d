"""What makes a training repeatable."""

from __future__ import annotations

import torch


def begin(seed: int, threads: int) -> None:
    """Seeds PyTorch, and refuses operations whose result depends on chance; equal runs on one thread give equal
    weights.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)

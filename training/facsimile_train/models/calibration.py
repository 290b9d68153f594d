"""Makes a logit the log of the odds."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


def calibration(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """The temperature t and the bias b for which logits / t + b have the least cross entropy; [N] each, labels 0 or 1.

    Platt, "Probabilistic outputs for support vector machines", 1999, with his softened labels, which keep t and b
    finite where the logits tell all pairs apart. With as many copies as others, the result is the log of the
    likelihood ratio.
    """
    logits, labels = logits.double(), labels.double()
    positives = labels.sum()
    negatives = len(labels) - positives
    softened = torch.where(labels > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    slope, bias = torch.ones((), dtype=torch.double), torch.zeros((), dtype=torch.double)
    optimizer = torch.optim.LBFGS(
        [slope.requires_grad_(), bias.requires_grad_()], max_iter=100, line_search_fn="strong_wolfe"
    )

    def step() -> Tensor:
        optimizer.zero_grad()
        loss = binary_cross_entropy_with_logits(logits * slope + bias, softened)
        loss.backward()
        return loss

    optimizer.step(step)
    # A classifier that is worse than chance must not be turned round: it is then worth nothing.
    return 1 / max(slope.item(), 1e-3), bias.item()

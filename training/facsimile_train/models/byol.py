"""What BYOL trains beside the network, and throws away."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from facsimile_train.models.descriptor import Descriptor

_HIDDEN = 256
_PROJECTION = 128


class BYOLHeads(nn.Module):
    """Projector and predictor of the online network, and the target network, which follows it (Grill et al., 2020, fig.
    2).
    """

    def __init__(self, net: Descriptor) -> None:
        super().__init__()
        self.projector = _mlp(net.options.dimensions)
        self.predictor = _mlp(_PROJECTION)
        self.target = copy.deepcopy(net).requires_grad_(False)
        self.target_projector = copy.deepcopy(self.projector).requires_grad_(False)

    def predict(self, net: Descriptor, pictures: Tensor) -> Tensor:
        """What the online network expects of the other picture [N, 128]."""
        return self.predictor(self.projector(net.features(pictures)))

    @torch.no_grad()
    def project(self, pictures: Tensor) -> Tensor:
        """What the target network makes of pictures [N, 128]."""
        return self.target_projector(self.target.features(pictures))

    @torch.no_grad()
    def follow(self, net: Descriptor, decay: float) -> None:
        """Moves the target towards the online network (the paper's section 3.1)."""
        for target, online in ((self.target, net), (self.target_projector, self.projector)):
            for old, new in zip(target.parameters(), online.parameters(), strict=True):
                old.lerp_(new, 1 - decay)


def _mlp(inputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs, _HIDDEN), nn.BatchNorm1d(_HIDDEN), nn.ReLU(), nn.Linear(_HIDDEN, _PROJECTION)
    )

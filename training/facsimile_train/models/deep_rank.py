"""The multi-scale network of deep ranking."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, normalize, relu

from facsimile_train.models.gem import GeM
from facsimile_train.models.small_resnet import SmallResNet

_SHALLOW_CHANNELS = 32
_REDUCTIONS = (4, 8)


class DeepRank(nn.Module):
    """A deep branch on the whole picture and two shallow ones on reduced pictures, joined: [N, 3, S, S] to [N, C].

    Wang et al., "Learning fine-grained image similarity with deep ranking", CVPR 2014, fig. 3: each branch's numbers
    are scaled to length 1 before they are joined. The pictures are reduced 4 : 1 and 8 : 1 as there; layers are
    small, and the deep branch is a `SmallResNet`.
    """

    def __init__(self, side: int, width: int) -> None:
        super().__init__()
        self.deep = SmallResNet(width)
        self.pool = GeM()
        self.shallow = nn.ModuleList(nn.Conv2d(3, _SHALLOW_CHANNELS, 4, 2, 1) for _ in _REDUCTIONS)
        places = sum((side // reduction // 4) ** 2 for reduction in _REDUCTIONS)
        self.channels = self.deep.channels + _SHALLOW_CHANNELS * places

    def forward(self, pictures: Tensor) -> Tensor:
        branches = [self.pool(self.deep(pictures))]
        for reduction, convolution in zip(_REDUCTIONS, self.shallow, strict=True):
            maps = relu(convolution(avg_pool2d(pictures, reduction)))
            branches.append(nn.functional.max_pool2d(maps, 2).flatten(1))
        return torch.cat([normalize(branch) for branch in branches], 1)

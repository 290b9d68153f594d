"""A small residual network to be trained from scratch."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import relu

_GROUPS = 8


class SmallResNet(nn.Module):
    """Four stages of one basic block each (He et al., CVPR 2016): [N, 3, H, W] to [N, 8 · width, H / 16, W / 16].

    Normalised by groups of channels (Wu & He, ECCV 2018): a photo's vector doesn't depend on the batch, which mining
    changes.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.channels = 8 * width
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1, bias=False), _norm(width), nn.ReLU())
        self.stages = nn.Sequential(
            _Block(width, width, 1),
            _Block(width, 2 * width, 2),
            _Block(2 * width, 4 * width, 2),
            _Block(4 * width, 8 * width, 2),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        return self.stages(self.stem(pictures))


class _Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False),
            _norm(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, 1, 1, bias=False),
            _norm(after),
        )
        self.shortcut = (
            nn.Identity()
            if before == after and stride == 1
            else nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), _norm(after))
        )

    def forward(self, maps: Tensor) -> Tensor:
        return relu(self.residual(maps) + self.shortcut(maps))


def _norm(channels: int) -> nn.Module:
    return nn.GroupNorm(_GROUPS, channels)

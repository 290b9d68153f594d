"""A network that gives a photo's descriptor."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from facsimile_train.errors import InputError
from facsimile_train.models import torchvision_resnet
from facsimile_train.models.deep_rank import DeepRank
from facsimile_train.models.gem import GeM
from facsimile_train.models.small_resnet import SmallResNet
from facsimile_train.models.torchvision_resnet import TorchvisionResNet

NAMES = ("small-resnet", "deep-rank", *torchvision_resnet.NAMES)
_SIDE_STEP = 32
_WIDTH_STEP = 8


@dataclass(frozen=True)
class DescriptorOptions:
    """What a network is made of: its kind, the side of its pictures, the length of its vectors, its first layer's
    channels.

    `width` is of the small networks alone.
    """

    name: str = "small-resnet"
    side: int = 64
    dimensions: int = 128
    width: int = 16

    def validate(self) -> None:
        """Raises InputError for the first option that is out of range."""
        if self.name not in NAMES:
            raise InputError(f'--model is "{self.name}"; expected one of {", ".join(NAMES)}')
        if not 32 <= self.side <= 1024 or self.side % _SIDE_STEP:
            raise InputError(f"--side is {self.side}; expected a multiple of {_SIDE_STEP} from 32 to 1024")
        if not 2 <= self.dimensions <= 4096:
            raise InputError(f"--dimensions is {self.dimensions}; expected a number from 2 to 4096")
        if not 8 <= self.width <= 256 or self.width % _WIDTH_STEP:
            raise InputError(f"--width is {self.width}; expected a multiple of {_WIDTH_STEP} from 8 to 256")


class Descriptor(nn.Module):
    """Pictures [N, 3, side, side], normalised, to vectors [N, dimensions] of length 1."""

    def __init__(self, options: DescriptorOptions) -> None:
        options.validate()
        super().__init__()
        self.options = options
        if options.name == "deep-rank":
            self.trunk: nn.Module = DeepRank(options.side, options.width)
            self.pool: nn.Module = nn.Identity()
        else:
            small = options.name == "small-resnet"
            self.trunk = SmallResNet(options.width) if small else TorchvisionResNet(options.name)
            self.pool = GeM()
        self.embedding = nn.Linear(self.trunk.channels, options.dimensions)

    @torch.no_grad()
    def centre(self, pictures: Tensor) -> None:
        """Moves and scales the embedding so that each number has the mean 0 and the deviation 1 over some pictures.

        At first all vectors point the same way, and triplet losses find no way out. After Salimans & Kingma, "Weight
        normalization", NeurIPS 2016, section 3.
        """
        features = self.features(pictures)
        deviation = features.std(0).clamp(min=1e-6)
        self.embedding.weight /= deviation[:, None]
        self.embedding.bias.sub_(features.mean(0)).div_(deviation)

    def features(self, pictures: Tensor) -> Tensor:
        """Vectors before they are scaled to length 1."""
        return self.embedding(self.pool(self.trunk(pictures)))

    def forward(self, pictures: Tensor) -> Tensor:
        return normalize(self.features(pictures))

"""Whether a query was made from a reference, by one look at both."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from facsimile_train.errors import InputError
from facsimile_train.models.small_resnet import SmallResNet
from facsimile_train.models.vision_transformer import VisionTransformer

_WIDTH, _DEPTH, _HEADS = 96, 3, 4
#: The stem's last stage is left out: a token is 8 pixels.
_STEM_STAGES = 3
_PATCH = 8


@dataclass(frozen=True)
class PairOptions:
    """The side of both pictures, and the channels of the stem's first layer."""

    side: int = 64
    width: int = 16

    def validate(self) -> None:
        """Raises InputError for the first option that is out of range."""
        if not 32 <= self.side <= 256 or self.side % 32:
            raise InputError(f"--side is {self.side}; expected a multiple of 32 from 32 to 256")
        if not 8 <= self.width <= 256 or self.width % 8:
            raise InputError(f"--width is {self.width}; expected a multiple of 8 from 8 to 256")


class PairClassifier(nn.Module):
    """Queries and references [N, 3, side, side], normalised, to the log of the odds of a copy [N].

    Both are laid side by side, as the challenge's second place did, and a small vision transformer reads the features
    of a convolutional stem (the hybrid of Dosovitskiy et al., 2021, section 3.1), place by place of both. The logit
    is divided by a temperature and moved by a bias (Platt, 1999), which are fitted to pairs kept apart.
    """

    def __init__(self, options: PairOptions) -> None:
        options.validate()
        super().__init__()
        self.options = options
        stem = SmallResNet(options.width)
        self.stem = nn.Sequential(stem.stem, *stem.stages[:_STEM_STAGES])
        tokens = (options.side // _PATCH) ** 2
        self.transformer = VisionTransformer(4 * options.width, 2, tokens, _WIDTH, _DEPTH, _HEADS)
        self.head = nn.Linear(_WIDTH, 1)
        self.register_buffer("temperature", torch.tensor(1.0))
        self.register_buffer("bias", torch.tensor(0.0))

    def forward(self, query: Tensor, reference: Tensor) -> Tensor:
        side_by_side = torch.stack([self.stem(query), self.stem(reference)], 1)
        tokens = side_by_side.flatten(3).transpose(2, 3)
        return self.head(self.transformer(tokens))[:, 0] / self.temperature + self.bias

    def take_stem(self, trunk: SmallResNet) -> None:
        """Begins with the first stages of a descriptor that was trained before."""
        self.stem.load_state_dict(nn.Sequential(trunk.stem, *trunk.stages[:_STEM_STAGES]).state_dict())

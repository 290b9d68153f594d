"""torchvision's ResNets, with weights that the user has."""

from __future__ import annotations

import os
from textwrap import shorten

from torch import Tensor, nn
from torchvision import models

from facsimile_train.errors import InputError
from facsimile_train.models.weights_file import read_weights

NAMES = ("resnet18", "resnet34", "resnet50")


class TorchvisionResNet(nn.Module):
    """A ResNet without its classifier: [N, 3, H, W] to [N, C, H / 32, W / 32]."""

    def __init__(self, name: str) -> None:
        super().__init__()
        net = getattr(models, name)(weights=None)
        self.channels: int = net.fc.in_features
        del net.avgpool, net.fc
        self.net = net

    def forward(self, pictures: Tensor) -> Tensor:
        net = self.net
        maps = net.maxpool(net.relu(net.bn1(net.conv1(pictures))))
        return net.layer4(net.layer3(net.layer2(net.layer1(maps))))

    def load(self, path: str | os.PathLike[str]) -> None:
        """Takes the weights of a state dict of torchvision's, whose classifier is passed over."""
        weights = read_weights(path, "a state dict of torchvision's")
        if not isinstance(weights, dict):
            raise InputError(f"{path}: holds a {type(weights).__name__}; expected a state dict")
        try:
            self.net.load_state_dict({name: value for name, value in weights.items() if not name.startswith("fc.")})
        except RuntimeError as error:
            raise InputError(f"{path}: {shorten(str(error), 200)}") from error

"""How squares become a network's input, here and in `facsimile embed`."""

from __future__ import annotations

import numpy
import torch
from torch import Tensor

#: Of ImageNet's photos, as torchvision's weights expect them.
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def pictures(squares: numpy.ndarray) -> Tensor:
    """Squares [N, side, side, 3] of bytes to pictures [N, 3, side, side]: (byte / 255 - mean) / deviation."""
    values = torch.from_numpy(numpy.array(squares)).permute(0, 3, 1, 2).float() / 255
    return (values - torch.tensor(MEAN)[:, None, None]) / torch.tensor(DEVIATION)[:, None, None]


def recipe(side: int) -> dict[str, object]:
    """The same as the JSON that `facsimile embed --preprocess` takes: docs/deep.md."""
    return {
        "width": side,
        "height": side,
        "fit": "squash",
        "filter": "bilinear",
        "layout": "nchw",
        "type": "float32",
        "colors": "rgb",
        "range": 1,
        "mean": list(MEAN),
        "deviation": list(DEVIATION),
    }

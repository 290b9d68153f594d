"""A network as ONNX with its preprocessing beside it, which is compared with PyTorch before it is given away."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import warnings
from pathlib import Path

import numpy
import onnxruntime
import torch
from torch import nn

from facsimile_train.errors import InputError
from facsimile_train.files import write_whole
from facsimile_train.models.descriptor import Descriptor
from facsimile_train.models.pair_classifier import PairClassifier
from facsimile_train.models.preprocessing import recipe

#: Largest difference of any number, on pictures of noise.
TOLERANCE = 1e-5
_PICTURES = 4
#: The first whose LayerNormalization is one operator, which ONNX Runtime 1.17 and OpenCV 4.10 know.
_OPSET = 17


def export(net: Descriptor | PairClassifier, path: Path) -> tuple[Path, float]:
    """Writes `path` and the JSON beside it; returns the JSON's path and the largest difference from PyTorch that was
    seen.

    A descriptor has the input `picture` [1, 3, side, side] and the output `vector` [1, D]; a pair model has the
    inputs `query` and `reference` and the output `logit` [1], the natural log of the odds.
    """
    if path.suffix != ".onnx":
        raise InputError(f"{path}: expected a name that ends with .onnx")
    net.eval()
    inputs, output = (["picture"], "vector") if isinstance(net, Descriptor) else (["query", "reference"], "logit")
    model = io.BytesIO()
    _write(net, model, inputs, output)
    difference = largest_difference(net, model.getvalue(), inputs)
    if not difference <= TOLERANCE:
        raise InputError(f"{path}: differs from PyTorch by {difference:.2g}; expected at most {TOLERANCE:g}")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".json")
    preprocessing = f"{json.dumps(recipe(net.options.side), indent=2)}\n"
    write_whole({beside: preprocessing.encode(), path: model.getvalue()})
    return beside, difference


@torch.no_grad()
def largest_difference(net: nn.Module, model: bytes, inputs: list[str]) -> float:
    """Between what ONNX Runtime and PyTorch make of some pictures of noise."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    draw = torch.Generator().manual_seed(0)
    largest = 0.0
    for _ in range(_PICTURES):
        pictures = [torch.randn(1, 3, net.options.side, net.options.side, generator=draw) for _ in inputs]
        feed = {name: picture.numpy() for name, picture in zip(inputs, pictures, strict=True)}
        difference = numpy.abs(session.run(None, feed)[0] - net(*pictures).numpy()).max()
        largest = max(largest, float(difference))
    return largest


def _write(net: nn.Module, file: io.BytesIO, inputs: list[str], output: str) -> None:
    side = net.options.side
    example = tuple(torch.zeros(1, 3, side, side) for _ in inputs)
    # The exporter tells the user of its own inside.
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            torch.onnx.export(
                net,
                example,
                file,
                input_names=inputs,
                output_names=[output],
                opset_version=_OPSET,
                dynamo=False,
            )
        finally:
            logging.disable(logging.NOTSET)

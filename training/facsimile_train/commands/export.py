"""Write a trained network as ONNX, with its preprocessing beside it.

A descriptor for facsimile embed --model x.onnx --preprocess x.json; a pair model for facsimile verify --pair-model
x.onnx --pair-preprocess x.json. What ONNX Runtime makes of it is compared with PyTorch first.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from facsimile_train.export.onnx_file import export
from facsimile_train.fitting import run_folder


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument("training", type=Path, metavar="FOLDER", help="of facsimile-train fit or fit-pairs")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.onnx", help="model to write")


def run(options: argparse.Namespace) -> None:
    """Writes model and preprocessing."""
    beside, difference = export(run_folder.load(options.training), options.output)
    print(f"{options.output}, {beside}: differs from PyTorch by at most {difference:.2g}")

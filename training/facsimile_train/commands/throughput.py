"""Compare photos a second from a pack with those from single files.

All photos are read each way in turn; medians of the rounds are printed. Files are decoded and reduced to the pack's
side.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from facsimile_train.data.pack import PixelPack
from facsimile_train.data.throughput import measure
from facsimile_train.errors import InputError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument("photos", type=Path, metavar="FOLDER", help="the photos of which the pack was made")
    parser.add_argument("--pack", type=Path, required=True, metavar="PACK", help="of facsimile pack --store pixels")
    parser.add_argument("--rounds", type=int, metavar="N", default=5, help="times that all is read")


def run(options: argparse.Namespace) -> None:
    """Prints a line for each way."""
    if options.rounds < 1:
        raise InputError(f"--rounds is {options.rounds}; expected at least 1")
    if not options.photos.is_dir():
        raise InputError(f"{options.photos}: no folder; expected the photos of which the pack was made")
    files = sorted(path for path in options.photos.rglob("*") if path.is_file() and not path.name.startswith("."))
    with PixelPack(options.pack) as pack:
        results = measure(pack, files, options.rounds)
    slowest = results[-1].median
    print(f"{len(files)} photos, medians of {options.rounds} rounds")
    for result in results:
        print(f"{result.way:<26} {result.median:>10.0f} photos a second  {result.median / slowest:>7.1f} : 1")

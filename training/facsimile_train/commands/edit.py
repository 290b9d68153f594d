"""Make copies of photos, with the answers.

Writes OUTPUT/queries/*.jpg and OUTPUT/ground_truth.csv (query_id,reference_id), as facsimile evaluate reads it, and
OUTPUT/queries.csv, which names the edits, for its --by.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from PIL import Image

from facsimile_train.augmentation.recipe import Augmentation
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError
from facsimile_train.files import new_folder

_QUALITY = 92


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add = parser.add_argument
    add("photos", type=Path, metavar="PACK", help="photos to copy (facsimile pack --store pixels)")
    add("-o", "--output", type=Path, required=True, metavar="FOLDER", help="what to write; it must be new or empty")
    add(
        "--others",
        type=Path,
        required=True,
        metavar="PACK",
        help="photos that are pasted, or pasted onto: none of the references",
    )
    add("--copies", type=int, metavar="N", default=1, help="of each photo")
    add("--intensity", type=float, metavar="X", default=1.0, help="of the edits, 0 to 1")
    add("--seed", type=int, metavar="N", default=0, help="of the edits")


def run(options: argparse.Namespace) -> None:
    """Writes the copies."""
    if not 0 <= options.intensity <= 1:
        raise InputError(f"--intensity is {options.intensity}; expected a number from 0 to 1")
    if options.copies < 1:
        raise InputError(f"--copies is {options.copies}; expected at least 1")
    folder: Path = options.output
    with PixelPack(options.photos) as pack, PixelPack(options.others) as others, new_folder(folder) as part:
        if pack.path.samefile(others.path):
            raise InputError(
                f"{others.path}: --others is the pack of the photos; expected photos that are no references"
            )
        edits = Augmentation(others.read(0, len(others)), options.seed)
        (part / "queries").mkdir()
        truth, tags = [], []
        for copy in range(options.copies):
            for place, name in enumerate(pack.names):
                photo, made = edits.copy(Image.fromarray(pack.read_one(place)), copy, place, options.intensity)
                query = f"Q{len(truth):06d}"
                photo.save(part / "queries" / f"{query}.jpg", quality=_QUALITY)
                truth.append((query, name))
                tags.append((query, "+".join(made)))
        _write(part / "ground_truth.csv", ("query_id", "reference_id"), truth)
        _write(part / "queries.csv", ("query_id", "families"), tags)
    print(f"{len(truth)} copies in {folder / 'queries'}")


def _write(path: Path, header: tuple[str, str], rows: list[tuple[str, str]]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])

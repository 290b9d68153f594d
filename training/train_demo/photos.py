"""Pieces of photos, in parts that share no photo."""

from __future__ import annotations

import csv
import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from facsimile_train.errors import InputError

_MARK = ".train-demo"

#: A photo is cut into so many columns and rows along its longer and shorter side.
_ALONG, _ACROSS = 3, 2
_SIDE = 160
#: In the source of a photo that wears an overlay: it is made of another one that may be in another part.
_DRESSED = " + "
#: Another word divides the photos anew; needed once a setting was chosen by what the test of this division showed.
_DIVISION = "second"
#: Up to which share of the photos; `others` are pasted in copies of the training, `test-others` in those of the test.
_PARTS = (("train", 0.5), ("others", 0.6), ("validation", 0.7), ("test", 0.92), ("test-others", 1.0))


@dataclass(frozen=True)
class Photo:
    """A file, and the photo of which it was made."""

    path: Path
    source: str

    @property
    def rank(self) -> bytes:
        """Puts photos in an order that has nothing to do with what they show."""
        return hashlib.sha256(f"{_DIVISION} {self.source}".encode()).digest()


def photos(fixtures: Path, shared: Path) -> list[Photo]:
    """The photos of the fixtures, and of sets beside the repository where they are there; of each source one."""
    found = _listed(fixtures / "references", fixtures / "references.csv", "reference_id")
    for name in ("dev", "trials"):
        found += _listed(shared / name / "references", shared / name / "references.csv", "reference_id")
    found += _listed(shared / "homographies/source", shared / "homographies/homographies.csv", "pair_id")
    first: dict[str, Photo] = {}
    for photo in found:
        first.setdefault(photo.source, photo)
    return [first[source] for source in sorted(first)]


def write_pieces(all_photos: list[Photo], folder: Path) -> dict[str, int]:
    """Cuts the photos into `folder/PART/SOURCE-ROW-COLUMN.png`; returns how many photos each part has."""
    counts = {name: 0 for name, _ in _PARTS}
    for number, photo in enumerate(sorted(all_photos, key=lambda photo: photo.rank)):
        part = next(name for name, end in _PARTS if number < end * len(all_photos))
        target = folder / part
        target.mkdir(parents=True, exist_ok=True)
        counts[part] += 1
        stem = photo.source.rpartition(".")[0].replace("/", "-")
        with Image.open(photo.path) as opened:
            picture = opened.convert("RGB")
        columns, rows = (_ALONG, _ACROSS) if picture.width >= picture.height else (_ACROSS, _ALONG)
        for row in range(rows):
            for column in range(columns):
                box = tuple(
                    picture.width * x // columns if along else picture.height * x // rows
                    for x, along in ((column, True), (row, False), (column + 1, True), (row + 1, False))
                )
                piece = picture.crop(box).resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
                piece.save(target / f"{stem}-{row}-{column}.png")
    return counts


def _listed(folder: Path, table: Path, column: str) -> list[Photo]:
    if not table.exists():
        return []
    with open(table, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if _DRESSED not in row["source"]]
    return [Photo(folder / f"{row[column]}.jpg", row["source"]) for row in rows]


def fresh(folder: Path) -> Path:
    """An empty folder; what is there is deleted where it is of an earlier run."""
    mark = folder / _MARK
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            raise InputError(f"{folder}: isn't of an earlier run; expected a new folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return folder


def main() -> int:
    """Cuts the photos that are there into parts, to try commands with: python -m train_demo.photos FOLDER."""
    if len(sys.argv) != 2:
        print("usage: python -m train_demo.photos FOLDER", file=sys.stderr)
        return 64
    try:
        counts = write_pieces(photos(Path("fixtures"), Path("../shared/data")), fresh(Path(sys.argv[1])))
    except InputError as error:
        print(f"train_demo: error: {error}", file=sys.stderr)
        return 1
    print("photos, each cut into six pieces: " + ", ".join(f"{count} {part}" for part, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Trains on pieces of some photos, and searches copies of pieces of others: docs/training.md#what-it-shows."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from facsimile_train.errors import InputError
from train_demo import comparison, photos
from train_demo.jobs import Programs

_PACKED_SIDE = 96


def main() -> int:
    """Prints the tables, and leaves all figures and the report in the folder."""
    parser = argparse.ArgumentParser(prog="train_demo", description=__doc__)
    parser.add_argument("folder", type=Path, help="to work in; what an earlier run left there is deleted")
    parser.add_argument("--fixtures", type=Path, default=Path("fixtures"))
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="more photos, where it is there")
    parser.add_argument("--program", default=".build/release/facsimile", help="of facsimile")
    parser.add_argument("--steps", type=float, default=1, help="share of the usual steps, to try it out")
    options = parser.parse_args()
    programs = Programs(options.program)
    try:
        folder = photos.fresh(options.folder)
        found = photos.photos(options.fixtures, options.shared)
        if not (options.shared / "dev").is_dir():
            print(f"{options.shared} isn't there: the fixtures show that it runs, not how good it is")
        counts = photos.write_pieces(found, folder / "pieces")
        print("photos, each cut into six pieces: " + ", ".join(f"{count} {part}" for part, count in counts.items()))
        for part in counts:
            programs.facsimile(
                "pack",
                folder / "pieces" / part,
                "-o",
                folder / f"{part}.h5",
                "--store",
                "pixels",
                "--side",
                f"{_PACKED_SIDE}",
            )
        figures = comparison.run(folder, programs, options.steps)
    except InputError as error:
        print(f"train_demo: error: {error}", file=sys.stderr)
        return 1
    (folder / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

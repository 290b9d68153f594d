"""A set of photos behind a URL, of which each shard fetches its own alone.

Which photos a shard has is for the program to say: its rule depends on the ids, and these on the whole set. So it is given a
list of all photos where none of the files is there, and those that it misses are the ones to fetch.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path, PurePosixPath

from facsimile_spark import program, storage
from facsimile_spark.arguments import UsageError

_LIST = ".facsimile-spark-photos"
_HDF5 = b"\x89HDF\r\n\x1a\n"


def names_of(url: str, executable: str, scratch: Path) -> list[str] | None:
    """The photos of a folder or of a list, by their paths below the folder that they are in; None for what is one file.

    Of a folder, they are the files that are named like images: to look into each of the others would be to fetch them.
    """
    if storage.is_folder(url):
        found = [name for name in storage.names(url) if not any(part.startswith(".") for part in name.split("/"))]
        kinds = _kinds_of_images({_kind(name) for name in found} - {""}, executable, scratch)
        return _checked([name for name in found if _kind(name) in kinds], url)
    if _is_one_image_or_pack(url, executable, scratch):
        return None
    return _checked(_lines(url), url)


def folder_of(url: str) -> str:
    """The URL of the folder that the photos are in."""
    return url.rstrip("/") if storage.is_folder(url) else url.rpartition("/")[0]


def fetch_share(
    url: str, names: list[str], shard: str, naming: list[str], executable: str, root: Path, scratch: Path
) -> tuple[str, int]:
    """Fetches a shard's photos; returns what the program is to be given in place of the set, from `root`, and their bytes.

    naming: the options that decide on ids.
    """
    folder = folder_of(url)
    place = storage.mirrored(folder)
    is_list = storage.mirrored(url) != place
    listed = storage.mirrored(url) if is_list else storage.join(place, _LIST)
    (root / place).mkdir(parents=True, exist_ok=True)
    (root / listed).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    # One is there, whosever it is: where none is, a list whose names have commas is taken for a table.
    fetched = 0
    for name in names:
        fetched += storage.fetch(folder, [name], root / place)
        if (root / place / name).exists():
            break
    output = scratch / "share.h5"
    program.run(executable, ["extract", listed, "--shard", shard, "-o", str(output), "--quiet", *naming], folder=root)
    missing = [name for name in _skipped(output) if not os.path.lexists(root / name)]
    start = len(place) + 1
    fetched += storage.fetch(folder, [name[start:] for name in missing], root / place)
    for file in scratch.glob("share.h5*"):
        file.unlink()
    return listed, fetched


def _skipped(output: Path) -> list[str]:
    failures = output.with_name(output.name + ".failures.csv")
    if not failures.exists():
        return []
    with open(failures, encoding="utf-8", newline="") as file:
        return [row["input"] for row in csv.DictReader(file)]


def _kind(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _kinds_of_images(kinds: set[str], executable: str, scratch: Path) -> set[str]:
    """Those of the names' ends that images have, as the program sees it: it skips empty files that are named so."""
    folder = scratch / "kinds"
    folder.mkdir()
    for kind in kinds:
        (folder / f"x{kind}").touch()
    output = scratch / "kinds.h5"
    try:
        program.run(executable, ["extract", "kinds", "--shard", "1/1", "-o", str(output), "--quiet"], folder=scratch)
    except program.ProgramError:
        # There is none.
        return set()
    return {_kind(name) for name in _skipped(output)}


def _is_one_image_or_pack(url: str, executable: str, scratch: Path) -> bool:
    kind = _kind(url)
    if kind and _kinds_of_images({kind}, executable, scratch):
        return True
    system, path = storage.filesystem(url)
    return system.read_block(path, 0, len(_HDF5)) == _HDF5


def _lines(url: str) -> list[str]:
    """The paths of a list, in the form that the program knows them by."""
    text = storage.read(url).decode("utf-8-sig")
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    return [line for line in lines if line and not line.startswith("#")]


def _checked(names: list[str], url: str) -> list[str]:
    """Raises UsageError for a name that no line of a list can hold, or that leads out of the folder."""
    for name in names:
        if name != name.strip() or name.startswith(("#", "/", "./")) or any(end in name for end in "\r\n"):
            raise UsageError(f"{url}: a photo is called {name!r}, which can't be in a list: rename it")
        if ".." in name.split("/"):
            raise UsageError(f"{url}: {name!r} is not below it")
    return names

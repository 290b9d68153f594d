"""Files and folders that appear whole under their names, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facsimile_train.errors import InputError


def write_whole(files: dict[Path, bytes]) -> None:
    """Writes files beside their places, then gives them their names; those that are there are replaced."""
    for path in files:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; expected the name of a file")
    parts = {path: path.with_name(f"{path.name}.part") for path in files}
    written: list[Path] = []
    try:
        for path, content in files.items():
            with _named(path), open(parts[path], "wb") as file:
                written.append(parts[path])
                file.write(content)
        for path, part in parts.items():
            os.replace(part, path)
    except BaseException:
        for part in written:
            part.unlink(missing_ok=True)
        raise


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to write into, beside its place; it gets its name at the end of the block, and is deleted where that
    fails or is interrupted.

    Raises InputError where there is something already.
    """
    if path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; expected a new folder")
    if path.exists() and any(path.iterdir()):
        raise InputError(f"{path}: isn't empty; expected a new folder")
    whole = path.resolve()
    part = whole.with_name(f"{whole.name}.part")
    whole.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.mkdir()
    except FileExistsError as error:
        raise InputError(f"{part}: is there; another command writes {path}, or was killed: delete it then") from error
    try:
        with _named(path):
            yield part
        os.replace(part, whole)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Names what the user has asked for, where an error names a part of it, or, as of a full disk, nothing."""
    try:
        yield
    except BrokenPipeError:
        # That of the messages.
        raise
    except OSError as error:
        if not error.filename or str(error.filename).endswith(".part"):
            error.filename = str(path)
        raise

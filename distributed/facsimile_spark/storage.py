"""Files behind URLs, by fsspec; a path without a scheme is one that every machine sees."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import fsspec

#: A put is whole or isn't there, and nothing is ever renamed.
_OBJECT_STORES = ("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "memory")


def filesystem(url: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """The file system of a URL, as it is now, and the path in it."""
    system, path = fsspec.core.url_to_fs(url)
    system.invalidate_cache()
    return system, path


def mirrored(url: str) -> str:
    """Where a URL's files lie below a folder that stands for all stores: `bucket/photos` for `s3://bucket/photos/`."""
    _, path = filesystem(url)
    return path.strip("/")


def join(folder: str, name: str) -> str:
    """A name in a folder."""
    return f"{folder.rstrip('/')}/{name}"


def exists(url: str) -> bool:
    """Whether a file or folder is there."""
    system, path = filesystem(url)
    return system.exists(path)


def is_folder(url: str) -> bool:
    """Whether a folder is there, or objects whose keys begin so."""
    system, path = filesystem(url)
    return system.isdir(path)


def make_folder(url: str) -> None:
    """Makes a folder, whose parent has to be there; nothing in an object store, which has none."""
    system, path = filesystem(url)
    if _protocol(system) not in _OBJECT_STORES:
        with suppress(FileExistsError):
            system.mkdir(path, create_parents=False)


def remove(url: str) -> None:
    """Removes a file, or a folder with all that is in it, where it is there."""
    system, path = filesystem(url)
    if system.exists(path):
        system.rm(path, recursive=True)


def names(url: str) -> list[str]:
    """The files below a folder, at any depth, by their paths in it; sorted."""
    system, path = filesystem(url)
    start = len(path.rstrip("/")) + 1
    return sorted(name[start:] for name in system.find(path) if len(name) > start)


def stamps(url: str) -> list[list[str]]:
    """What tells whether the files of a URL have changed, without reading them: name, length, and time or tag."""
    system, path = filesystem(url)
    found = system.find(path, detail=True) if system.isdir(path) else {path: system.info(path)}
    return [
        [name, str(info.get("size")), str(info.get("ETag") or info.get("mtime") or info.get("LastModified") or "")]
        for name, info in sorted(found.items())
    ]


def read(url: str) -> bytes:
    """The bytes of a file."""
    system, path = filesystem(url)
    return system.cat_file(path)


def write(data: bytes, url: str) -> None:
    """Writes a small file, whole or not at all."""
    system, path = filesystem(url)
    if _protocol(system) in _OBJECT_STORES:
        system.pipe_file(path, data)
        return
    temporary = _temporary(path)
    system.pipe_file(temporary, data)
    _rename(system, temporary, path)


def fetch(url: str, names: Iterable[str], folder: Path) -> int:
    """Fetches files by their paths below a URL into a folder; returns their bytes. What isn't there is passed over."""
    system, path = filesystem(url)
    pairs = [(join(path, name), folder / name) for name in names]
    for parent in {local.parent for _, local in pairs}:
        parent.mkdir(parents=True, exist_ok=True)
    try:
        # At once, where the store can.
        if pairs:
            system.get([remote for remote, _ in pairs], [str(local) for _, local in pairs])
    except FileNotFoundError:
        for remote, local in pairs:
            with suppress(FileNotFoundError):
                system.get_file(remote, str(local))
    return sum(local.stat().st_size for _, local in pairs if local.exists())


def fetch_whole(url: str, target: Path) -> int:
    """Fetches a file or a folder under another name; returns its bytes."""
    system, path = filesystem(url)
    if system.isdir(path):
        target.mkdir(parents=True, exist_ok=True)
        return fetch(url, names(url), target)
    target.parent.mkdir(parents=True, exist_ok=True)
    system.get_file(path, str(target))
    return target.stat().st_size


def put(file: Path, url: str, by: str) -> int:
    """Puts a file under its name, whole or not at all; returns its bytes.

    Two attempts of one task may do so at once: they put the same bytes.

    by: the folder in which it has another name until it is whole, where the store renames.
    """
    system, path = filesystem(url)
    if _protocol(system) in _OBJECT_STORES:
        system.put_file(str(file), path)
    else:
        _, folder = filesystem(by)
        temporary = _temporary(join(folder, file.name))
        system.put_file(str(file), temporary)
        _rename(system, temporary, path)
    return file.stat().st_size


def _temporary(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/.{name}.{uuid.uuid4().hex}.partial"


def _rename(system: fsspec.AbstractFileSystem, source: str, target: str) -> None:
    if _protocol(system) in ("file", "local"):
        os.replace(source, target)
        return
    try:
        system.mv(source, target)
    except FileExistsError:
        # Stores such as HDFS rename onto nothing. What is there is another attempt's, or an earlier run's output.
        system.rm(target)
        system.mv(source, target)


def _protocol(system: fsspec.AbstractFileSystem) -> str:
    return system.protocol if isinstance(system.protocol, str) else system.protocol[0]

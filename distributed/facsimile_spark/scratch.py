"""Folders on a worker's own disk, which go when they are done with, whatever becomes of their owner."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "facsimile-spark-"
_LOCK = ".lock"


def default_base() -> Path:
    """Where Spark keeps its own scratch files, which it deletes with the application; else the system's folder for them."""
    return Path(os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0] or tempfile.gettempdir())


@contextmanager
def private_folder(base: Path) -> Iterator[Path]:
    """An empty folder, deleted in the end; what killed tasks have left is deleted first."""
    with _locked(base / f"{_PREFIX}base{_LOCK}", fcntl.LOCK_EX):
        _remove_leftovers(base)
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}task-", dir=base))
        held = _lock(_lock_of(folder), fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _lock_of(folder).unlink(missing_ok=True)
        os.close(held)


@contextmanager
def shared_folder(base: Path, name: str) -> Iterator[Path]:
    """A folder of that name for all tasks of this machine, which stays for the next one."""
    folder = base / f"{_PREFIX}inputs-{name}"
    with _locked(base / f"{_PREFIX}base{_LOCK}", fcntl.LOCK_EX):
        folder.mkdir(exist_ok=True)
        held = _lock(_lock_of(folder), fcntl.LOCK_SH)
    try:
        yield folder
    finally:
        os.close(held)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Waits until no other task of this machine works on a shared folder."""
    with _locked(folder / _LOCK, fcntl.LOCK_EX):
        yield


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK)


def _remove_leftovers(base: Path) -> None:
    """Removes the folders whose locks nobody holds: the system gives them up with the process."""
    for lock in base.glob(f"{_PREFIX}*{_LOCK}"):
        folder = lock.with_name(lock.name.removesuffix(_LOCK))
        if folder.name == f"{_PREFIX}base":
            continue
        with suppress(BlockingIOError):
            held = _lock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)
            os.close(held)


def _lock(file: Path, kind: int) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def _locked(file: Path, kind: int) -> Iterator[None]:
    descriptor = _lock(file, kind)
    try:
        yield
    finally:
        os.close(descriptor)

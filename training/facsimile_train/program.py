"""Runs facsimile."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from os import PathLike

from facsimile_train.errors import InputError

_SKIPPED_INPUTS = 3


def run(program: str, *arguments: str | PathLike[str]) -> str:
    """Runs a command of facsimile; returns what it printed. What it says on stderr, skipped photos included, is shown.

    Raises InputError where it isn't there or has failed.
    """
    if not shutil.which(program):
        raise InputError(f"{program}: no such program; expected facsimile (make build, or --program PATH)")
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in (0, _SKIPPED_INPUTS):
        words = " ".join(str(word) for word in arguments)
        raise InputError(f"{program} {words} ended with status {done.returncode}")
    return done.stdout


def path_list(arguments: Sequence[str | PathLike[str]], option: str) -> list[str | PathLike[str]]:
    """An option that is repeated before each of several paths."""
    return [word for path in arguments for word in (option, path)]

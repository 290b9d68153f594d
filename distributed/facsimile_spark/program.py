"""Runs facsimile, so that it ends with whoever started it."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

DONE = 0
FAILED = 1
SKIPPED_INPUTS = 3
BAD_USAGE = 64
#: Last lines of stderr that are kept.
_KEPT_LINES = 40
_PR_SET_PDEATHSIG = 1
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


class ProgramError(Exception):
    """The program has said that it can't do it; to try again would be in vain."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Ending:
    """How a run of the program ended: exit status, standard output, the last lines of standard error."""

    status: int
    output: str
    messages: str


def version(program: str) -> str:
    """What the program says of itself; raises ProgramError where it isn't there."""
    return run(program, ["--version"], Path.cwd()).output.strip()


def run(program: str, arguments: Sequence[str], folder: Path, log: TextIO | None = None) -> Ending:
    """Runs the program in a folder; what it says on stderr is passed on to a log as it comes.

    Raises ProgramError where it isn't there or has failed, ChildProcessError where a signal has ended it, as the lack of
    memory does: that may be otherwise on the next machine.
    """
    kept: deque[str] = deque(maxlen=_KEPT_LINES)
    with tempfile.TemporaryFile("w+", errors="surrogateescape") as printed:
        try:
            process = subprocess.Popen(
                [program, *arguments],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.PIPE,
                text=True,
                errors="surrogateescape",
                preexec_fn=_end_with_parent if _PRCTL else None,  # noqa: PLW1509 (nothing is imported or locked in it)
            )
        except OSError as error:
            where = program if folder.is_dir() else folder
            raise ProgramError(FAILED, f"facsimile-spark: error: {where}: {error.strerror}\n") from error
        with process:
            for line in process.stderr:
                kept.append(line)
                if log:
                    print(line, end="", file=log, flush=True)
        printed.seek(0)
        output = printed.read()
    messages = "".join(kept)
    if process.returncode in (FAILED, BAD_USAGE):
        raise ProgramError(process.returncode, messages or output)
    if process.returncode not in (DONE, SKIPPED_INPUTS):
        raise ChildProcessError(f"{program} ended with status {process.returncode}: {messages}")
    return Ending(process.returncode, output, messages)


def _end_with_parent() -> None:
    """A worker that is killed can't end its child: the system does."""
    _PRCTL(_PR_SET_PDEATHSIG, signal.SIGKILL)

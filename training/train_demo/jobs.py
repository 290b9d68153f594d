"""Commands of facsimile and facsimile-train, each on one thread, and the processor time that they take."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from facsimile_train.errors import InputError

_AT_ONCE = 2


@dataclass(frozen=True)
class Programs:
    """Where facsimile is; facsimile-train is the package of this process."""

    facsimile_path: str

    def facsimile(self, *words: str | Path) -> str:
        """Runs a command of facsimile without its messages; returns what it printed."""
        return _run([self.facsimile_path, *words, "--quiet"])[0]

    def train(self, *words: str | Path) -> tuple[str, float]:
        """Runs a command of facsimile-train; returns what it printed, and its seconds of processor."""
        return _run([sys.executable, "-m", "facsimile_train", *words])

    def train_all(self, commands: Sequence[Sequence[str | Path]]) -> list[float]:
        """Runs several, two at a time; returns their seconds of processor."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return [seconds for _, seconds in pool.map(lambda words: self.train(*words), commands)]


def _run(words: Sequence[str | Path]) -> tuple[str, float]:
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    try:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
    except OSError as error:
        raise InputError(f"{words[0]}: {error.strerror}; expected a program (make build)") from error
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise InputError(f"{' '.join(map(str, words))} ended with status {process.returncode}")
    return printed, usage.ru_utime + usage.ru_stime

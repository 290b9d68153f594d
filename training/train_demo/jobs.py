"""Commands of facsimile and facsimile-train, and the processor time that trainings take."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import onnxruntime

from facsimile_train import command_line, program
from facsimile_train.errors import InputError

_AT_ONCE = 2


@dataclass(frozen=True)
class Programs:
    """Where facsimile is; facsimile-train is the package of this process."""

    facsimile_path: str

    def facsimile(self, *words: str | Path) -> None:
        """Runs a command of facsimile, without its messages."""
        # What facsimile embed needs is in this Python's package.
        library = next((Path(onnxruntime.__file__).parent / "capi").glob("libonnxruntime.*"))
        os.environ.setdefault("FACSIMILE_ONNXRUNTIME", str(library))
        program.run(self.facsimile_path, *words, "--quiet")

    def train(self, *words: str | Path) -> str:
        """Runs a command of facsimile-train; returns what it printed."""
        return _train(words)[0]

    def train_all(self, commands: Sequence[Sequence[str | Path]]) -> Iterator[float]:
        """Runs several, two at a time; tells of each in turn its seconds of processor."""
        # One thread each: figures are then the same on every run, and two trainings faster than one on two threads.
        os.environ["OMP_NUM_THREADS"] = "1"
        with ProcessPoolExecutor(_AT_ONCE, multiprocessing.get_context("spawn")) as pool:
            for _, seconds in pool.map(_train, commands):
                yield seconds


def _train(words: Sequence[str | Path]) -> tuple[str, float]:
    start = time.process_time()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = command_line.main([str(word) for word in words])
    if status:
        raise InputError(f"facsimile-train {' '.join(map(str, words))} ended with status {status}")
    return printed.getvalue(), time.process_time() - start

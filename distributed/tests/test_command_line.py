"""The command as a user has it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FACSIMILE


def _run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # The script that pip has made.
    command = Path(sys.executable).with_name("facsimile-spark")
    if not command.exists():
        pytest.skip("facsimile-spark isn't installed: pip install ./distributed")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PYSPARK_"))}
    return subprocess.run(
        [command, "--program", FACSIMILE, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_status_and_words_of_the_program(alone, place: Path) -> None:
    (place / "references/broken.jpg").touch()
    master = ("--master", "local[1]", "--conf", "spark.ui.enabled=false", "--shards", "2", "--report", "report.json")
    done = _run(*master, "extract", "references", "-o", "s.h5", folder=place)
    single = alone("extract", "references", "-o", "one.h5")
    assert (done.returncode, done.stdout.replace("s.h5", "one.h5")) == (3, single.stdout)
    assert done.stderr.replace("s.h5", "one.h5").endswith(single.stderr)
    assert (place / "s.h5").read_bytes() == (place / "one.h5").read_bytes()
    assert (place / "report.json").read_text().count('"shard"') == 2


def test_bad_usage(place: Path) -> None:
    for words in (
        ["match", "a", "b"],
        ["--shards", "0", "extract", "references", "-o", "s.h5"],
        ["extract", "references", "-o", "s.h5", "--shard", "1/2"],
    ):
        done = _run(*words, folder=place)
        assert done.returncode == 64, done.stderr
        assert "error: " in done.stderr

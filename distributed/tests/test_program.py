"""Running the program."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from facsimile_spark import program


def _script(folder: Path, text: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_what_it_says_is_kept_and_passed_on(tmp_path: Path) -> None:
    # More than a pipe holds, on both.
    executable = _script(
        tmp_path, "i=0; while [ $i -lt 9000 ]; do echo out-$i; echo err-$i >&2; i=$((i+1)); done; exit 3"
    )
    log = io.StringIO()
    ending = program.run(executable, [], tmp_path, log=log)
    assert ending.status == 3
    assert ending.output.splitlines()[-1] == "out-8999"
    assert ending.messages.splitlines()[-1] == "err-8999"
    assert len(log.getvalue().splitlines()) == 9000


@pytest.mark.parametrize(
    ("status", "error"), [(1, program.ProgramError), (64, program.ProgramError), (130, ChildProcessError)]
)
def test_failures(tmp_path: Path, status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match="no luck"):
        program.run(_script(tmp_path, f"echo no luck >&2; exit {status}"), [], tmp_path)


def test_what_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(program.ProgramError, match="nowhere: No such file"):
        program.run("nowhere", [], tmp_path)
    with pytest.raises(program.ProgramError, match="gone: No such file"):
        program.run("true", [], tmp_path / "gone")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems don't end a child with its parent")
def test_it_ends_with_a_killed_parent(tmp_path: Path) -> None:
    executable = _script(tmp_path, f"echo $$ >{tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; exec sleep 600")
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, pathlib; from facsimile_spark import program; program.run(sys.argv[1], [], pathlib.Path())",
        ]
        + [executable]
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child = Path("/proc") / (tmp_path / "pid").read_text().strip()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    # It may be a zombie for as long as nobody asks for its status.
    while child.exists() and ") Z" not in (child / "stat").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not child.exists() or ") Z" in (child / "stat").read_text()

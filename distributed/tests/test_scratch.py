"""Folders that go with their owners."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from facsimile_spark import scratch


def test_private_folders_go_in_the_end(tmp_path: Path) -> None:
    with scratch.private_folder(tmp_path) as one, scratch.private_folder(tmp_path) as other:
        assert one != other
        (one / "file").touch()
        assert other.exists()
    with pytest.raises(KeyError), scratch.private_folder(tmp_path) as one:
        raise KeyError
    assert not [file for file in tmp_path.iterdir() if file.is_dir()]


def test_what_a_killed_task_leaves_goes_with_the_next(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib; from facsimile_spark import scratch\n"
        "with scratch.private_folder(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'much').write_bytes(bytes(9)); print(folder, flush=True); time.sleep(600)\n"
    )
    task = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    folder = Path(task.stdout.readline().strip())
    with scratch.private_folder(tmp_path):
        assert folder.exists(), "its owner lives"
    os.kill(task.pid, signal.SIGKILL)
    task.wait()
    with scratch.private_folder(tmp_path):
        assert not folder.exists()


def test_shared_folders_stay_for_their_job_alone(tmp_path: Path) -> None:
    with scratch.shared_folder(tmp_path, "job") as shared, scratch.private_folder(tmp_path):
        (shared / "input").touch()
    with scratch.shared_folder(tmp_path, "job") as shared, scratch.private_folder(tmp_path):
        assert (shared / "input").exists()
    with scratch.private_folder(tmp_path):
        assert not shared.exists()

"""The lines of docs/scale.md for other engines, as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import FACSIMILE, REPOSITORY

# What Slurm's does with these lines, for a machine without it: each task of the array in turn, its number in the environment.
_SBATCH = """#!/bin/bash
for word in "$@"; do
  case "$word" in
    --array=*) last=${word#--array=1-} ;;
    --wrap=*) line=${word#--wrap=} ;;
  esac
done
for task in $(seq "$last"); do SLURM_ARRAY_TASK_ID=$task sh -c "$line" || exit; done
"""


def _lines_below(title: str) -> str:
    text = (REPOSITORY / "docs/scale.md").read_text()
    return re.search(rf"^## {title}\n+```sh\n(.*?)```", text, re.MULTILINE | re.DOTALL)[1]


@pytest.mark.parametrize(("title", "tool"), [("GNU parallel", "parallel"), ("Slurm", "sbatch")])
def test_other_engines(alone, place: Path, title: str, tool: str) -> None:
    programs = place / "bin"
    programs.mkdir()
    (programs / "facsimile").symlink_to(FACSIMILE)
    if tool == "sbatch":
        (programs / "sbatch").write_text(_SBATCH)
        (programs / "sbatch").chmod(0o755)
    elif not shutil.which(tool):
        pytest.skip(f"{tool} isn't installed")
    (place / "references").rename(place / "photos")
    search_path = f"{programs}:/usr/local/bin:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", _lines_below(title)],
        cwd=place,
        env={"PATH": search_path, "HOME": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    alone("extract", "photos", "-o", "one.h5")
    assert (place / "features.h5").read_bytes() == (place / "one.h5").read_bytes()

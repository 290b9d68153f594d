"""Workers that die, disks that are full, and inputs that are wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import FACSIMILE, SHARDS, files_of

from facsimile_spark import driver, program, storage
from facsimile_spark.arguments import CommandLine, UsageError
from facsimile_spark.job import Job
from facsimile_spark.task import do_shard

# Tells who does shard 2 first; the program itself, which has its number, is stopped in its midst and then killed.
_DYING = """#!/bin/sh
case "$*" in
  *"--shard 2/"*)
    if mkdir "{marks}/first" 2>/dev/null; then
      echo $$ >"{marks}/pid.new"
      mv "{marks}/pid.new" "{marks}/pid"
    else
      echo "$$" >"{marks}/second"
    fi ;;
esac
exec "{facsimile}" "$@"
"""
# So that a shard is the work of a second, and its midst can't be missed.
_COPIES = 40
# Of processor time, since the program has begun to keep its work: it has nothing to write before some of it is done.
_WORKED_SECONDS = 0.1


def _run(spark, *words: str, executable: str = str(FACSIMILE), **options) -> driver.Report:
    return driver.run(spark, CommandLine.parse(words), SHARDS, executable, **options)


def _stat(process: int) -> list[str]:
    """What /proc tells of a process, from its state on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _state(process: int) -> str:
    return _stat(process)[0]


def _parent(process: int) -> int:
    return int(_stat(process)[1])


def _worked_seconds(process: int) -> float:
    return int(_stat(process)[11]) / os.sysconf("SC_CLK_TCK")


def _output(process: int) -> Path:
    """What a running program has been told to write."""
    words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    return Path(words[words.index("-o") + 1])


def _executor_of(process: int) -> int:
    """The JVM of a worker that has started a process."""
    while process > 1:
        if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{process}/cmdline").read_bytes():
            return process
        process = _parent(process)
    raise AssertionError("no executor has started it")


@dataclass(frozen=True)
class _Killed:
    """An executor, its program, and what was to be seen of the program when it was stopped."""

    executor: int
    program: int
    state: str
    has_begun: bool
    has_output: bool


def _wait(happened: Callable[[], bool], deadline: float) -> None:
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.005)


def _kill_executor(mark: Path, killed: list[_Killed]) -> None:
    """Stops a program that has done some of its work, and kills its executor."""
    deadline = time.monotonic() + 120
    with suppress(TimeoutError, FileNotFoundError, ProcessLookupError):
        _wait(mark.exists, deadline)
        child = int(mark.read_text())
        executor = _executor_of(child)
        output = _output(child)
        # What is beside an output until it is whole: docs/long-runs.md.
        journal = output.with_name(f"{output.name}.partial")
        _wait(journal.exists, deadline)
        start = _worked_seconds(child)
        _wait(lambda: _worked_seconds(child) >= start + _WORKED_SECONDS, deadline)
        os.kill(child, signal.SIGSTOP)
        _wait(lambda: _state(child) not in "RSD", deadline)
        seen = _Killed(executor, child, _state(child), journal.exists(), output.exists())
        os.kill(executor, signal.SIGKILL)
        killed.append(seen)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc")
@pytest.mark.parametrize("command", ["extract", "search"])
def test_worker_killed(spark, alone, place: Path, command: str) -> None:
    marks = place / "marks"
    marks.mkdir()
    dying = place / "dying"
    dying.write_text(_DYING.format(marks=marks, facsimile=FACSIMILE))
    dying.chmod(0o755)
    words = {
        "extract": ["extract", "references"],
        "search": ["search", "--queries", "queries", "--references", "references"],
    }[command]
    for folder in ("spark", "one"):
        (place / folder).mkdir()
    for photo in list((place / "references").iterdir()):
        for number in range(1, _COPIES):
            os.link(photo, photo.with_name(f"{number}-{photo.name}"))
    killed: list[_Killed] = []
    killer = threading.Thread(target=_kill_executor, args=(marks / "pid", killed))
    killer.start()
    report = _run(spark, *words, "-o", "spark/out", executable=str(dying))
    killer.join()
    assert killed, "the worker wasn't killed"
    (seen,) = killed
    assert seen.state == "T", "the program wasn't stopped"
    assert seen.has_begun and not seen.has_output, "the program wasn't in the midst of its work"
    assert (marks / "second").exists()
    assert sorted(outcome.shard for outcome in report.outcomes) == list(range(1, SHARDS + 1))
    assert alone(*words, "-o", "one/out").returncode == report.status == 0
    assert files_of(place / "spark/out") == files_of(place / "one/out")
    # Neither the job's folder nor anything under another name.
    assert sorted(os.listdir(place / "spark")) == sorted(os.listdir(place / "one"))
    deadline = time.monotonic() + 20
    while Path(f"/proc/{seen.program}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{seen.program}").exists(), "the program has outlived its worker"


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_two_attempts_at_once_leave_one(alone, place: Path, scheme: str) -> None:
    """As speculation has it, or a worker that was taken for lost."""
    line = CommandLine.parse(["extract", "references", "-o", "s.h5"])
    folder = f"{scheme}{place}/s.h5.shards-0123456789abcdef"
    version = program.version(str(FACSIMILE))
    job = Job(line, SHARDS, str(FACSIMILE), version, 1, folder, str(place), str(place))
    storage.make_folder(folder)
    with ThreadPoolExecutor(4) as attempts:
        outcomes = list(attempts.map(lambda shard: do_shard(job, shard), [1, 1, 2, 1]))
    assert {(outcome.shard, outcome.status) for outcome in outcomes} == {(1, 0), (2, 0)}
    assert storage.names(folder) == [
        name
        for shard in (1, 2)
        for name in (f"{shard}-of-3.json", f"{shard}-of-3/s.h5", f"{shard}-of-3/s.h5.manifest.json")
    ]
    alone("extract", "references", "-o", "one.h5", "--shard", "1/3")
    assert storage.read(job.output_of(1, "s.h5")) == (place / "one.h5").read_bytes()
    # The job has ended, and its folder is gone: nothing of it comes back.
    storage.remove(folder)
    with pytest.raises(FileNotFoundError):
        do_shard(job, 1)
    assert sorted(path.name for path in place.iterdir() if path.is_dir()) == ["queries", "references"]


def test_program_says_what_is_wrong(spark, alone, place: Path) -> None:
    (place / "notes.txt").write_text("a,b\nc,d\n")
    for photos in ("nowhere", "notes.txt"):
        single = alone("extract", photos, "-o", "one.h5")
        with pytest.raises(program.ProgramError) as caught:
            _run(spark, "extract", photos, "-o", "spark.h5")
        assert str(caught.value) == single.stderr
        assert caught.value.status == single.returncode
    assert not list(place.glob("spark.h5*"))


def test_bad_usage_is_not_tried_again(spark, alone, place: Path) -> None:
    with pytest.raises(program.ProgramError) as caught:
        _run(spark, "extract", "references", "-o", "spark.h5", "--extractor", "none")
    assert caught.value.status == 64
    assert "--extractor" in str(caught.value)
    assert not list(place.glob("spark.h5*"))


def test_finished_shards_are_taken_as_they_are(spark, alone, place: Path) -> None:
    failing = place / "failing"
    failing.write_text(
        f'#!/bin/sh\ncase "$*" in *"--shard 3/"*) sleep 3; echo "facsimile: error: no luck" >&2; exit 1 ;; esac\n'
        f'exec "{FACSIMILE}" "$@"\n'
    )
    failing.chmod(0o755)
    with pytest.raises(program.ProgramError, match="no luck\n.*2 of 3 shards are done"):
        _run(spark, "extract", "references", "-o", "s.h5", executable=str(failing))
    folder = next(place.glob("s.h5.shards-*"))
    # As a worker leaves it that is killed while it writes.
    (folder / ".s.h5.0123.partial").write_bytes(b"half")
    report = _run(spark, "extract", "references", "-o", "s.h5")
    assert [outcome.shard for outcome in report.outcomes] == [3]
    alone("extract", "references", "-o", "one.h5")
    assert (place / "s.h5").read_bytes() == (place / "one.h5").read_bytes()
    assert not list(place.glob("s.h5.shards-*"))


def test_changed_photos_are_another_job(spark, alone, place: Path) -> None:
    failing = place / "failing"
    failing.write_text(f'#!/bin/sh\ncase "$*" in *"--shard 3/"*) sleep 3; exit 1 ;; esac\nexec "{FACSIMILE}" "$@"\n')
    failing.chmod(0o755)
    with pytest.raises(program.ProgramError):
        _run(spark, "extract", "references", "-o", "s.h5", executable=str(failing))
    first = sorted(place.glob("references/*"))
    first[0].write_bytes(first[1].read_bytes())
    assert len(_run(spark, "extract", "references", "-o", "s.h5").outcomes) == SHARDS


def test_what_spark_gives_up(spark, place: Path) -> None:
    crashing = place / "crashing"
    crashing.write_text(
        f'#!/bin/sh\ncase "$*" in *"--shard 3/"*) echo x >>"{place}/tries"; kill -SEGV $$ ;; esac\nexec "{FACSIMILE}" "$@"\n'
    )
    crashing.chmod(0o755)
    with pytest.raises(program.ProgramError, match="crashing ended with status -11") as caught:
        _run(spark, "extract", "references", "-o", "s.h5", executable=str(crashing))
    assert caught.value.status == 1
    assert (place / "tries").read_text().count("x") == int(
        spark.sparkContext.getConf().get("spark.task.maxFailures", "4")
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_full_scratch_disk(spark, place: Path) -> None:
    disk = place / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr}")
    try:
        with pytest.raises(program.ProgramError, match="No space left on device") as caught:
            _run(spark, "extract", "references", "-o", "s.h5", scratch=str(disk))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert caught.value.status == 1
    assert not list(place.glob("s.h5*"))


def test_other_version_on_a_worker(spark, place: Path) -> None:
    other = place / "other"
    other.write_text(
        f'#!/bin/sh\nif [ "$1" = --version ]; then if mkdir "{place}/asked" 2>/dev/null; then echo 0.0.1; else echo 9; fi; exit; fi\n'
        f'exec "{FACSIMILE}" "$@"\n'
    )
    other.chmod(0o755)
    with pytest.raises(program.ProgramError, match="of version 9 on a worker, but 0.0.1 on the driver"):
        _run(spark, "extract", "references", "-o", "s.h5", executable=str(other))


def test_what_is_no_use_to_begin(spark, place: Path, object_store: str) -> None:
    (place / "r.index").mkdir()
    for words, message in [
        (["index", "r.h5", "-o", "r.index"], "there is something already"),
        (["extract", "references", "-o", "nowhere/r.h5"], "its folder isn't there"),
        (["extract", f"{object_store}/nothing/", "-o", f"{object_store}/r.h5"], "nothing/: no such file"),
    ]:
        with pytest.raises(UsageError, match=message):
            _run(spark, *words)
    assert not [name for name in storage.names(object_store) if ".shards-" in name]

"""What a task does: one shard."""

from __future__ import annotations

import errno
import hashlib
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from facsimile_spark import photos, program, scratch, storage
from facsimile_spark.job import Job, Outcome


def do_shard(job: Job, shard: int) -> Outcome:
    """Does a shard and puts its files into the job's folder, the record of it last.

    Nothing is raised for what another attempt wouldn't change: the outcome tells it, and so does the job's folder. All else is
    for Spark to try again.
    """
    begun = time.monotonic()
    if storage.exists(job.failure):
        return Outcome(shard, None)
    try:
        with ExitStack() as stack:
            outcome = _Shard(job, shard, stack).run()
    except program.ProgramError as error:
        return _failed(job, Outcome(shard, error.status, str(error)))
    except (FileNotFoundError, PermissionError) as error:
        return _failed(job, Outcome(shard, program.FAILED, f"facsimile-spark: error: {error}\n"))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return _failed(job, Outcome(shard, program.FAILED, f"facsimile-spark: error: {error}\n"))
    outcome = replace(outcome, seconds=time.monotonic() - begun)
    storage.write(outcome.encoded(), job.record(shard))
    return outcome


def _failed(job: Job, outcome: Outcome) -> Outcome:
    storage.write(outcome.encoded(), job.failure)
    return outcome


@dataclass
class _Shard:
    job: Job
    shard: int
    stack: ExitStack
    fetched: int = 0
    _base: Path = field(init=False)
    _private: Path = field(init=False)

    def run(self) -> Outcome:
        job = self.job
        self._base = Path(job.scratch) if job.scratch else scratch.default_base()
        arguments, directory = self._inputs()
        output_folder = self._private / "output"
        output_folder.mkdir()
        found = program.version(job.program)
        if found != job.version:
            raise program.ProgramError(
                program.FAILED,
                f"facsimile-spark: error: {job.program} is of version {found} on a worker, but {job.version} on the driver\n",
            )
        options = [] if job.line.has_threads else ["--threads", str(job.threads)]
        for name, output in job.line.outputs:
            options += [name, str(output_folder / Path(job.output_of(self.shard, output)).name)]
        begun = time.monotonic()
        ending = program.run(
            job.program,
            [job.line.command, *arguments, *options, "--shard", job.label(self.shard)],
            directory,
            log=sys.stderr,
        )
        seconds = time.monotonic() - begun
        return Outcome(
            self.shard,
            ending.status,
            ending.messages,
            program_seconds=seconds,
            fetched=self.fetched,
            put=self._put(output_folder),
        )

    def _inputs(self) -> tuple[list[str], Path]:
        """The program's arguments, and the folder in which it finds what they name.

        What is behind URLs lies there as if all stores were below it.
        """
        line = self.job.line
        if not line.urls:
            self._private = self.stack.enter_context(scratch.private_folder(self._base))
            return list(line.arguments), Path(self.job.directory)
        shared = self.stack.enter_context(scratch.shared_folder(self._base, self.job.identity))
        self._private = self.stack.enter_context(scratch.private_folder(self._base))
        names = json.loads(storage.read(self.job.photos)) if line.photo_set else None
        root = shared
        places: dict[str, str] = {}
        if line.photo_set and names is not None:
            root = self._private / "inputs"
            root.mkdir()
            naming = line.value("--ids")
            places[line.photo_set], self.fetched = photos.fetch_share(
                line.photo_set,
                names,
                self.job.label(self.shard),
                ["--ids", naming] if naming else [],
                self.job.program,
                root,
                self._private,
            )
        for url in line.urls:
            if url not in places:
                places[url] = self._fetch_whole(url, root)
        # The program runs in another folder than that in which paths were typed.
        for path in line.paths:
            place = Path(self.job.directory) / path
            if place.exists():
                places[path] = str(place)
        return [places.get(word, word) for word in line.arguments], root

    def _fetch_whole(self, url: str, root: Path) -> str:
        """Fetches what isn't there yet, one task of a machine at a time; returns its place below `root`."""
        place = storage.mirrored(url)
        mark = root / f".{hashlib.sha256(url.encode()).hexdigest()}.complete"
        with scratch.one_at_a_time(root):
            if not mark.exists():
                self.fetched += storage.fetch_whole(url, root / place)
                mark.touch()
        return place

    def _put(self, folder: Path) -> int:
        part = self.job.part(self.shard)
        storage.make_folder(part)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        for parent in sorted({file.parent for file in files}):
            if parent != folder:
                storage.make_folder(storage.join(part, parent.relative_to(folder).as_posix()))
        return sum(
            storage.put(file, storage.join(part, file.relative_to(folder).as_posix()), by=self.job.folder)
            for file in files
        )

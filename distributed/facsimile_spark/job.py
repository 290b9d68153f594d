"""What is to be done, as the driver tells it to the tasks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from facsimile_spark import storage
from facsimile_spark.arguments import CommandLine, UsageError


@dataclass(frozen=True)
class Job:
    """One command, shared out.

    folder: the URL or path in which the shards' outputs are until they are merged; its name is made of all that they depend
    on, so that a shard that is there is the one that is wanted.
    directory: where the program runs if no input is behind a URL: paths are as they were typed.
    threads: of the program in a task, where the command line doesn't tell.
    scratch: on each worker; None for Spark's own.
    """

    line: CommandLine
    shards: int
    program: str
    version: str
    threads: int
    folder: str
    directory: str
    scratch: str | None

    @property
    def identity(self) -> str:
        """A name for what it works on."""
        return self.folder.rpartition("-")[2]

    def label(self, shard: int) -> str:
        """What the program calls a shard."""
        return f"{shard}/{self.shards}"

    def part(self, shard: int) -> str:
        """Where a shard's files are."""
        return storage.join(self.folder, f"{shard}-of-{self.shards}")

    def output_of(self, shard: int, output: str) -> str:
        """Where a shard's share of an output is."""
        return storage.join(self.part(shard), PurePosixPath(output.rstrip("/")).name)

    def record(self, shard: int) -> str:
        """What says that all of a shard's files are there: its outcome."""
        return storage.join(self.folder, f"{shard}-of-{self.shards}.json")

    @property
    def failure(self) -> str:
        """What tells tasks that there is no use in beginning."""
        return storage.join(self.folder, "failure.json")

    @property
    def photos(self) -> str:
        """The photos of a set behind a URL."""
        return storage.join(self.folder, "photos.json")


@dataclass(frozen=True)
class Outcome:
    """What became of a shard.

    status: the program's, or None where it wasn't begun, as another had failed.
    seconds: of the whole task, and of the program's run in it.
    fetched, put: bytes from and to URLs.
    """

    shard: int
    status: int | None
    messages: str = ""
    seconds: float = 0.0
    program_seconds: float = 0.0
    fetched: int = 0
    put: int = 0

    def encoded(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def decoded(data: bytes) -> Outcome:
        return Outcome(**json.loads(data))


def identity(line: CommandLine, shards: int, version: str, directory: str) -> str:
    """16 hexadecimal digits that change with all that the shards' outputs depend on, as far as it shows without reading.

    Of the photos that a list names, the names alone. Raises UsageError for a URL where nothing is.
    """
    inputs = []
    for url in line.urls:
        try:
            inputs.append([url, storage.stamps(url)])
        except FileNotFoundError:
            raise UsageError(f"{url}: no such file or folder") from None
    for path in line.paths:
        place = Path(directory) / path
        inputs.append([path, storage.stamps(str(place)) if place.exists() else []])
    content = json.dumps([line.command, line.with_effect, [name for name, _ in line.outputs], shards, version, inputs])
    return hashlib.sha256(content.encode()).hexdigest()[:16]

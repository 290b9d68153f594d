"""What the driver does: divides, lets Spark run the shards, and merges what they have written."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from facsimile_spark import photos, program, storage
from facsimile_spark.arguments import CommandLine, UsageError, is_url
from facsimile_spark.job import Job, Outcome, identity
from facsimile_spark.task import do_shard

_SCHEMA = "outcome binary"
_FINE = (program.DONE, program.SKIPPED_INPUTS)
_ARCHIVE = "facsimile_spark.zip"
#: What stands beside an output.
_COMPANIONS = (".manifest.json", ".failures.csv", ".evidence.csv")


@dataclass(frozen=True)
class Report:
    """What a job has come to: the program's exit status, what it printed and said, and the outcomes of the shards run now."""

    status: int
    output: str
    messages: str
    outcomes: tuple[Outcome, ...]


def run(
    spark: SparkSession, line: CommandLine, shards: int, executable: str = "facsimile", scratch: str | None = None
) -> Report:
    """Runs a command on Spark and writes what one machine would have written.

    Shards that an earlier run of the same command on the same inputs has finished are taken as they are. Raises
    ProgramError where the program has failed, in its own words, or Spark has, and UsageError for what is no use to begin.
    """
    directory = os.getcwd()
    version = program.version(executable)
    _check(line, directory)
    job = Job(
        line,
        shards,
        executable,
        version,
        threads=int(spark.conf.get("spark.task.cpus", "1")),
        folder=f"{_place(line.outputs[0][1], directory)}.shards-{identity(line, shards, version, directory)}",
        directory=directory,
        scratch=scratch,
    )
    with tempfile.TemporaryDirectory(prefix="facsimile-spark-") as temporary:
        _prepare(job, Path(temporary))
        done = _done(job)
        wanted = [shard for shard in range(1, shards + 1) if shard not in done]
        try:
            outcomes = _run_shards(spark, job, wanted) if wanted else []
            merged = _merge(job, Path(temporary))
        except program.ProgramError as error:
            raise program.ProgramError(error.status, str(error) + _stays(job)) from error
    storage.remove(job.folder)
    return Report(merged.status, merged.output, merged.messages, tuple(outcomes))


def _place(output: str, directory: str) -> str:
    """Where an output is, for whoever is in another folder."""
    return output.rstrip("/") if is_url(output) else os.path.join(directory, output.rstrip("/"))


def _check(line: CommandLine, directory: str) -> None:
    """What would be found only when the shards are merged."""
    for _, output in line.outputs:
        place = _place(output, directory)
        if line.command == "index" and storage.exists(place):
            raise UsageError(f"{output}: there is something already")
        if not is_url(output) and not os.path.isdir(os.path.dirname(place)):
            raise UsageError(f"{output}: its folder isn't there")


def _prepare(job: Job, temporary: Path) -> None:
    """Makes the job's folder; of a set of photos behind a URL, it holds the names."""
    storage.make_folder(job.folder)
    storage.remove(job.failure)
    if job.line.photo_set:
        names = photos.names_of(job.line.photo_set, job.program, temporary)
        if names == []:
            storage.remove(job.folder)
            raise UsageError(f"{job.line.photo_set}: no images in it")
        storage.write(json.dumps(names).encode(), job.photos)


def _done(job: Job) -> set[int]:
    """Shards whose records are there: they come last."""
    known = {storage.join(job.folder, name) for name in storage.names(job.folder)}
    return {shard for shard in range(1, job.shards + 1) if job.record(shard) in known}


def _stays(job: Job) -> str:
    """What to say of finished shards; where there are none, nothing of the job stays."""
    count = len(_done(job))
    if count == 0:
        storage.remove(job.folder)
        return ""
    return (
        f"facsimile-spark: {count} of {job.shards} shards are done and stay in {job.folder}: the same command goes on from "
        "there\n"
    )


def _run_shards(spark: SparkSession, job: Job, shards: list[int]) -> list[Outcome]:
    """One task a shard. Spark starts a task anew that was lost with its worker; a second attempt writes the same bytes.

    Raises ProgramError for the first shard that has failed, and where Spark has given up.
    """

    def work(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        for batch in batches:
            for place in batch["id"]:
                yield pandas.DataFrame({"outcome": [do_shard(job, shards[place]).encoded()]})

    _ship(spark)
    table = spark.range(0, len(shards), 1, numPartitions=len(shards))
    try:
        rows = table.mapInPandas(work, schema=_SCHEMA).collect()
    except PySparkException as error:
        # Spark has tried it as often as it was told to.
        raise program.ProgramError(program.FAILED, f"facsimile-spark: error: {_cause(error)}\n") from error
    outcomes = [Outcome.decoded(bytes(row.outcome)) for row in rows]
    failure = next((outcome for outcome in outcomes if outcome.status not in (*_FINE, None)), None)
    if failure:
        raise program.ProgramError(failure.status, failure.messages)
    return outcomes


def _cause(error: PySparkException) -> str:
    """What went wrong in a worker, of all that Spark says of it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.lstrip().startswith("at ")]
    causes = [line for line in lines if line.partition(":")[0].endswith(("Error", "Exception"))]
    return (causes or lines or ["Spark has failed"])[-1]


def _ship(spark: SparkSession) -> None:
    """Gives the workers this package, once a session: they need Spark's Python and fsspec alone."""
    context = spark.sparkContext
    if any(PurePosixPath(file).name == _ARCHIVE for file in context.listFiles):
        return
    folder = Path(__file__).parent
    # Workers that join later fetch it, too.
    target = Path(tempfile.mkdtemp(prefix="facsimile-spark-"))
    atexit.register(shutil.rmtree, target, ignore_errors=True)
    with zipfile.ZipFile(target / _ARCHIVE, "w") as archive:
        for file in sorted(folder.glob("*.py")):
            archive.write(file, f"{folder.name}/{file.name}")
    context.addPyFile(str(target / _ARCHIVE))


def _merge(job: Job, temporary: Path) -> program.Ending:
    """Merges each output of the shards; the first one's ending is the job's."""
    merge = ["index", "merge"] if job.line.command == "index" else ["merge"]
    flags = [word for word in job.line.arguments if word in ("--json", "--quiet")]
    endings = []
    for _, output in job.line.outputs:
        parts = [_part(job, shard, output, temporary) for shard in range(1, job.shards + 1)]
        target = storage.mirrored(output) if is_url(output) else output
        directory = temporary if is_url(output) else Path(job.directory)
        if is_url(output):
            (temporary / target).parent.mkdir(parents=True, exist_ok=True)
        endings.append(program.run(job.program, [*merge, *parts, "-o", target, *flags], directory))
        if is_url(output):
            _put(temporary / target, output, job)
    return endings[0]


def _part(job: Job, shard: int, output: str, temporary: Path) -> str:
    """A shard's output as a path; what is behind a URL is fetched, with what stands beside it."""
    place = job.output_of(shard, output)
    if not is_url(place):
        return place
    folder = temporary / "parts" / str(shard)
    if not folder.exists():
        storage.fetch_whole(job.part(shard), folder)
    return str(folder / Path(place).name)


def _put(merged: Path, output: str, job: Job) -> None:
    """Puts what was merged to its URL. What stands beside it comes first, of a folder the manifest last: so it is whole."""
    output = output.rstrip("/")
    for suffix in _COMPANIONS:
        file = merged.with_name(merged.name + suffix)
        if file.exists():
            storage.put(file, output + suffix, by=job.folder)
        else:
            # One of another run would be believed.
            storage.remove(output + suffix)
    if merged.is_file():
        storage.put(merged, output, by=job.folder)
        return
    storage.make_folder(output)
    for file in sorted(merged.iterdir(), key=lambda file: (file.name == "manifest", file.name)):
        storage.put(file, storage.join(output, file.name), by=job.folder)

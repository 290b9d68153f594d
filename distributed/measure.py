"""Prints what Spark costs beside the program alone: the speed-up from one worker to two, and the overhead of a shard.

    python distributed/measure.py PHOTOS [--shards 16]

Each way runs `extract` with one thread a task; the first job of each Spark is not counted, as its workers start in it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyspark.sql import SparkSession

from facsimile_spark import driver
from facsimile_spark.arguments import CommandLine


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(prog="measure.py", description=__doc__.partition("\n")[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--program", default="facsimile")
    options = parser.parse_args()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    photos = str(options.photos.resolve())
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        begun = time.monotonic()
        subprocess.run(
            [options.program, "extract", photos, "-o", "alone.h5", "--threads", "1", "--quiet"],
            check=True,
            stdout=sys.stderr,
        )
        alone = time.monotonic() - begun
        timings = {workers: _timing(workers, photos, options.shards, options.program) for workers in (1, 2)}
        if any(Path(f"{workers}.h5").read_bytes() != Path("alone.h5").read_bytes() for workers in timings):
            raise SystemExit("the files differ from those of one machine")
    print("| `extract` | s | of that, the program | overhead of a shard, s |")
    print("|---|---|---|---|")
    print(f"| alone, one thread | {alone:.1f} | {alone:.1f} | |")
    for workers, (seconds, in_program) in timings.items():
        overhead = (seconds * workers - in_program) / options.shards
        print(
            f"| {workers} worker{'s' * (workers > 1)}, {options.shards} shards | {seconds:.1f} | {in_program / workers:.1f} "
            f"| {overhead:.2f} |"
        )
    print(f"\nspeed-up from 1 to 2 workers: {timings[1][0] / timings[2][0]:.2f}")


def _timing(workers: int, photos: str, shards: int, program: str) -> tuple[float, float]:
    """Seconds of a job on so many workers, merge included, and of the program in its tasks."""
    spark = (
        SparkSession.builder.master(f"local-cluster[{workers},1,2048]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "512m")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        words = ["extract", photos, "-o", f"{workers}.h5"]
        # One shard for each worker, and a few more: so all of them have started.
        driver.run(spark, CommandLine.parse(words), 4 * workers, program)
        begun = time.monotonic()
        report = driver.run(spark, CommandLine.parse(words), shards, program)
        return time.monotonic() - begun, sum(outcome.program_seconds for outcome in report.outcomes)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()

"""The command facsimile-spark."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import NoReturn

from pyspark.sql import SparkSession

from facsimile_spark import driver, program
from facsimile_spark.arguments import COMMANDS, CommandLine, UsageError

_ABOUT = """
Runs a command of facsimile on Apache Spark: the same files, byte for byte, as on one machine.
Paths are those that every worker sees; URLs (s3://, hdfs://) are read and written by fsspec. Exit status: as of facsimile.
"""


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command line; returns its exit status."""
    parser = _parser()
    options = parser.parse_args(words)
    if options.shards < 1:
        parser.error(f"--shards is {options.shards}, but must be at least 1")
    try:
        line = CommandLine.parse([options.command, *options.arguments])
    except UsageError as error:
        return _fail(str(error), program.BAD_USAGE)
    spark = _session(options.master, options.conf)
    try:
        report = driver.run(spark, line, options.shards, options.program, options.scratch)
    except UsageError as error:
        return _fail(str(error), program.FAILED)
    except program.ProgramError as error:
        print(error, end="", file=sys.stderr)
        return error.status
    except OSError as error:
        return _fail(str(error), program.FAILED)
    finally:
        spark.stop()
    if options.report:
        with open(options.report, "w", encoding="utf-8") as file:
            json.dump([asdict(outcome) for outcome in report.outcomes], file, indent=2)
    print(report.messages, end="", file=sys.stderr)
    print(report.output, end="")
    return report.status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(_fail(message, program.BAD_USAGE))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="facsimile-spark",
        description=_ABOUT,
        usage="facsimile-spark [--shards n] [--master url] [--conf name=value] COMMAND ARGUMENTS …",
    )
    parser.add_argument(
        "--shards", type=int, default=16, metavar="n", help="parts of the work, a task each (default: 16)"
    )
    parser.add_argument("--master", metavar="url", help="of Spark; by default what its configuration says")
    parser.add_argument(
        "--conf", action="append", default=[], metavar="name=value", help="a setting of Spark; may be repeated"
    )
    parser.add_argument("--program", default="facsimile", metavar="path", help="of facsimile on every worker")
    parser.add_argument("--scratch", metavar="folder", help="on every worker; by default where Spark has its own")
    parser.add_argument("--report", metavar="file", help="write seconds and bytes of each shard there (JSON)")
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help=", ".join(COMMANDS))
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="ARGUMENTS", help="as facsimile COMMAND --help says"
    )
    return parser


def _session(master: str | None, settings: Sequence[str]) -> SparkSession:
    builder = SparkSession.builder.appName("facsimile")
    if master:
        builder = builder.master(master)
        if master.startswith("local"):
            # Workers on this machine have what this Python has.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for setting in settings:
        name, _, value = setting.partition("=")
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _fail(message: str, status: int) -> int:
    print(f"facsimile-spark: error: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())

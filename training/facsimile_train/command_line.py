"""The command facsimile-train."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from facsimile_train import __version__
from facsimile_train.errors import InputError

FAILED, BAD_USAGE, INTERRUPTED = 1, 64, 130
_COMMANDS = ("fit", "mine", "edit", "fit-pairs", "export", "report", "throughput")
_ABOUT = """
Trains descriptors for image copy detection on packs of facsimile (facsimile pack --store pixels), and gives them back
as ONNX for facsimile embed. docs/training.md has the whole loop. Exit status: 0 done, 1 failed, 64 bad usage,
130 interrupted.
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(_fail(message, BAD_USAGE))


def main(words: Sequence[str] | None = None) -> int:
    """Runs the command line; returns its exit status."""
    try:
        options = _parser().parse_args(words)
        options.run(options)
    except InputError as error:
        return _fail(str(error), FAILED)
    except OSError as error:
        # Of two names, the former is that of a file that was to be renamed.
        name = error.filename2 or error.filename
        return _fail(f"{name}: {error.strerror}" if name else str(error), FAILED)
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="facsimile-train", description=_ABOUT)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for name in _COMMANDS:
        # Here, for PyTorch takes seconds to load, and Ctrl-C may come meanwhile.
        command = import_module(f"facsimile_train.commands.{name.replace('-', '_')}")
        about = command.__doc__ or ""
        added = commands.add_parser(
            name, help=about.splitlines()[0], description=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter
        )
        command.add_options(added)
        added.set_defaults(run=command.run)
    return parser


def _fail(message: str, status: int) -> int:
    print(f"facsimile-train: error: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())

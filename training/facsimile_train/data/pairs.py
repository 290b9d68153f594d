"""Pairs of ids as facsimile writes them: `query_id,reference_id[,score…]`."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from facsimile_train.errors import InputError
from facsimile_train.files import write_whole

_HEADER = ["query_id", "reference_id"]


def read_pairs(path: str | os.PathLike[str]) -> list[tuple[str, str, float | None]]:
    """The pairs of a file with their scores; the header is needed, and a reference may be empty."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected a CSV of pairs") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}; expected a CSV of pairs") from error
    if not rows or rows[0][:2] != _HEADER:
        found = ",".join(rows[0]) if rows else ""
        raise InputError(f'{path}: begins with "{found}"; expected the header query_id,reference_id')
    pairs = []
    scored = rows[0][2:3] == ["score"]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise InputError(f"{path}, line {number}: {len(row)} fields; expected {len(rows[0])}, as the header has")
        try:
            pairs.append((row[0], row[1], float(row[2]) if scored else None))
        except ValueError as error:
            raise InputError(f'{path}, line {number}: score is "{row[2]}"; expected a number') from error
    return pairs


def write_pairs(path: str | os.PathLike[str], rows: Iterable[tuple[str, str, float | None]]) -> None:
    """Writes pairs; without a column of scores where the first has none."""
    rows = list(rows)
    scored = bool(rows) and rows[0][2] is not None
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_HEADER + ["score"] * scored)
    table.writerows(row if scored else row[:2] for row in rows)
    write_whole({Path(path): text.getvalue().encode()})

"""Name hard negatives: pairs that a model finds alike, and that geometry finds no copies.

Takes what facsimile neighbors named and what facsimile verify said of the same list, and writes pairs for
facsimile-train fit --negatives. A pair that verify lists with a score above 0 may be a copy, and is left out.
docs/training.md has the commands.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from facsimile_train.data.pairs import read_pairs, write_pairs
from facsimile_train.errors import InputError
from facsimile_train.mining.false_positives import false_positives


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add = parser.add_argument
    add("candidates", type=Path, metavar="CANDIDATES", help="of facsimile neighbors")
    add("verified", type=Path, metavar="VERIFIED", help="of facsimile verify, given the same candidates")
    add("-o", "--output", type=Path, required=True, metavar="CSV", help="negatives to write")
    add(
        "--truth",
        type=Path,
        metavar="CSV",
        help="of which photo each query is a copy; else queries are the photos themselves",
    )


def run(options: argparse.Namespace) -> None:
    """Writes the list, and says what was left out."""
    candidates, verified = read_pairs(options.candidates), read_pairs(options.verified)
    truth = dict(pair[:2] for pair in read_pairs(options.truth)) if options.truth else None
    named = {pair[:2] for pair in candidates}
    for query, reference, _ in verified:
        if (query, reference) not in named:
            raise InputError(
                f"{options.verified}: {query},{reference} isn't in {options.candidates}; expected its pairs"
            )
    if not candidates:
        raise InputError(f"{options.candidates}: no pairs")
    if truth is not None and not any(query in truth for query, _, _ in candidates):
        raise InputError(f"{options.truth}: knows no query of {options.candidates}, such as {candidates[0][0]}")
    mined = false_positives(candidates, verified, truth)
    if not mined.negatives:
        raise InputError(
            f"{options.candidates}: no pair is left of {mined.false_positives}; expected more (neighbors -k)"
        )
    write_pairs(options.output, mined.negatives)
    print(
        f"{len(mined.negatives)} hard negatives of {mined.false_positives} pairs of photos; "
        f"geometry proves {mined.proved} to be copies, and {mined.doubtful} may be"
    )

"""Recall among a growing number of references."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from facsimile_train.data.vectors import Vectors
from facsimile_train.errors import InputError

_BLOCK = 1024


@dataclass(frozen=True)
class Growth:
    """The recall at rank 1 to be expected among so many references."""

    counts: list[int]
    recalls: list[float]


def closer_counts(queries: Vectors, references: Vectors, truth: dict[str, str]) -> numpy.ndarray:
    """For each query with an original, how many other references are at least as near, by Euclidean distance."""
    place = {name: number for number, name in enumerate(references.ids)}
    rows = [(number, truth[name]) for number, name in enumerate(queries.ids) if truth.get(name)]
    if not rows:
        raise InputError(f'the truth knows no original of a query, such as "{queries.ids[0]}"')
    for _, name in rows:
        if name not in place:
            raise InputError(
                f'the truth names "{name}", which isn\'t among the references, such as "{references.ids[0]}"'
            )
    counts = []
    squares = (references.values.astype(numpy.float64) ** 2).sum(1)
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK]
        own = numpy.array([place[name] for _, name in block])
        values = queries.values[[number for number, _ in block]].astype(numpy.float64)
        # The squared distance, less what is the same for all references.
        distances = squares - 2 * values @ references.values.astype(numpy.float64).T
        counts.append((distances <= distances[numpy.arange(len(block)), own][:, None]).sum(1) - 1)
    return numpy.concatenate(counts)


def growth(closer: numpy.ndarray, references: int) -> Growth:
    """Recall at rank 1 where a query's original stands among n - 1 of the other references, drawn at random.

    With c of N - 1 others closer than the original, none of them is drawn with probability C(N - 1 - c, n - 1) / C(N
    - 1, n - 1): an expectation over all draws, not a draw.
    """
    counts = [2**power for power in range(1, 64) if 2**power < references] + [references]
    return Growth(counts, [float(_none_drawn(closer, references - 1, count - 1).mean()) for count in counts])


def _none_drawn(closer: numpy.ndarray, others: int, drawn: int) -> numpy.ndarray:
    """Product over the draws k of (others - closer - k) / (others - k)."""
    steps = numpy.arange(drawn)
    shares = numpy.clip(others - closer[:, None] - steps, 0, None) / (others - steps)
    return shares.prod(1)

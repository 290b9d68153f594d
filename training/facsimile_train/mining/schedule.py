"""Which mining a step uses."""

from __future__ import annotations

from random import Random

from torch import Tensor

from facsimile_train.mining.hard import hard
from facsimile_train.mining.semi_hard import semi_hard
from facsimile_train.mining.triplets import Triplets

#: By name; `semi-hard-then-hard` changes after half of the steps.
MINING = ("random", "semi-hard", "hard", "semi-hard-then-hard")


def mine(
    name: str, copies: Tensor, originals: Tensor, keep: int, margin: float, progress: float, draw: Random
) -> Triplets:
    """Triplets of a batch by its current vectors [N, D]; `progress` is the share of the steps that are done."""
    if name == "semi-hard-then-hard":
        name = "semi-hard" if progress < 0.5 else "hard"
    if name == "hard":
        return hard(copies, originals, keep)
    return semi_hard(copies, originals, keep, margin, draw)


def needs_vectors(name: str) -> bool:
    """Whether all of a batch has to be described before its triplets are chosen."""
    return name != "random"

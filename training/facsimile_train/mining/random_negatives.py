"""Negatives by chance."""

from __future__ import annotations

from random import Random

import torch

from facsimile_train.mining.triplets import Triplets


def random_negatives(count: int, keep: int, draw: Random) -> Triplets:
    """`keep` photos of a batch of `count`, each with another one."""
    photos = torch.tensor(draw.sample(range(count), min(keep, count)))
    steps = torch.tensor([draw.randrange(1, count) for _ in photos])
    return Triplets(photos, (photos + steps) % count)

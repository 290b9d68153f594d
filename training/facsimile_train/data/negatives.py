"""Photos that a model takes for copies of one another, and that are none."""

from __future__ import annotations

import os
from random import Random

from facsimile_train.data.chunk_shuffle import Batch
from facsimile_train.data.pack import PixelPack
from facsimile_train.data.pairs import read_pairs
from facsimile_train.errors import InputError


class Negatives:
    """The pairs of a list, as `facsimile-train mine` writes it; their photos are of one pack."""

    def __init__(self, path: str | os.PathLike[str], pack: PixelPack) -> None:
        self._partners: dict[int, list[int]] = {}
        for query, reference, _ in read_pairs(path):
            try:
                first, second = pack.place(query), pack.place(reference)
            except InputError as error:
                raise InputError(f"{path}: {query},{reference} isn't of the photos; {error}") from None
            if first == second:
                raise InputError(f'{path}: "{query}" beside itself; expected two photos')
            for one, other in ((first, second), (second, first)):
                self._partners.setdefault(one, []).append(other)
        if not self._partners:
            raise InputError(f"{path}: no pairs")
        self._pack = pack

    def join(self, batch: Batch, draw: Random) -> Batch:
        """The batch with some of its later photos replaced by partners of the first ones, so that they meet; as many
        photos as before.
        """
        places, squares = batch.places.copy(), batch.squares.copy()
        held = set(places.tolist())
        last = len(places)
        for place in batch.places[: len(places) // 2].tolist():
            partners = [other for other in self._partners.get(place, ()) if other not in held]
            if not partners:
                continue
            last -= 1
            held.discard(int(places[last]))
            places[last] = draw.choice(partners)
            squares[last] = self._pack.read_one(places[last])
            held.add(int(places[last]))
        return Batch(places, squares)

"""Hard negatives of a whole set: what vectors name, less what geometry proves."""

from __future__ import annotations

from dataclasses import dataclass

#: `facsimile verify` says of such a pair that one in a hundred is no copy.
PROVED = 2.0


@dataclass(frozen=True)
class Mined:
    """Pairs of photos with their similarity, most alike first, and what became of the other candidates."""

    negatives: list[tuple[str, str, float | None]]
    #: Named by vectors, and neither a photo with itself nor a query with its original.
    false_positives: int
    #: Of these: copies after all, by a score of 2 or more, and pairs that may be (a score above 0).
    proved: int
    doubtful: int


def false_positives(
    candidates: list[tuple[str, str, float | None]],
    verified: list[tuple[str, str, float | None]],
    originals: dict[str, str] | None = None,
) -> Mined:
    """The candidates that `verify` finds no copies.

    `originals` says of which photo each query was made; without it queries are the photos themselves. A pair of
    photos is listed once, in whichever order it is named, with the largest similarity.
    """
    scores = {(query, reference): score or 0.0 for query, reference, score in verified}
    proved: dict[tuple[str, str], float] = {}
    similarity: dict[tuple[str, str], float | None] = {}
    for query, reference, value in candidates:
        photo = originals.get(query, "") if originals is not None else query
        # A query without an original is no photo of the set.
        if not photo or photo == reference:
            continue
        pair = (min(photo, reference), max(photo, reference))
        proved[pair] = max(proved.get(pair, 0.0), scores.get((query, reference), 0.0))
        known = similarity.get(pair)
        similarity[pair] = value if known is None or (value is not None and value > known) else known
    kept = [(*pair, value) for pair, value in similarity.items() if proved[pair] <= 0]
    kept.sort(key=lambda row: (-(row[2] or 0.0), row[0], row[1]))
    surely = sum(score >= PROVED for score in proved.values())
    return Mined(kept, len(similarity), surely, sum(score > 0 for score in proved.values()) - surely)

"""The model says of the run that it was fitted on what was measured, and of others what grows as it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from scale_model.measured import EXACT_QUERIES, QUERIES, Cost, Run
from scale_model.model import Model, candidates_for, figures_of, words_for


def _run(photos: int, words: int, building: bool) -> Run:
    """Costs that grow just as the model has it."""
    descriptors, root = 480 * photos, words**0.5
    pairs = round(QUERIES * candidates_for(photos))
    postings = 2 * 480 * 12 * descriptors / words
    indexing = Cost(1e-8 * descriptors * root, 300 << 20, 0)
    learnt = 480 * photos if photos < 2184 else (1 << 20) // min(photos, 1 << 14) * min(photos, 1 << 14)
    return Run(
        photos=photos,
        photo_bytes=40_000 * photos,
        descriptors=descriptors,
        words=words,
        store_bytes=90_000 * photos,
        index_bytes=22 * descriptors + 128 * words,
        pairs=pairs,
        extracting=Cost(0.5 + 0.01 * photos, (50 << 20) + 300 * photos, 0),
        building=Cost(indexing.seconds + 2e-7 * learnt * root, 300 << 20, 0) if building else None,
        indexing=None if building else indexing,
        searching=Cost(QUERIES * (1e-4 * root + 1e-9 * postings) + 3e-4 * pairs, (60 << 20) + 11_000 * photos, 0),
        verifying=Cost(3e-4 * pairs, 0, 0),
        exact=Cost(EXACT_QUERIES * 5e-7 * descriptors, 0, 0),
        merging=Cost(2e-4 * photos, 0, 0),
    )


@pytest.mark.parametrize(("small", "large"), [(2_000, 2_000), (10_000, 10_000), (10_000, 30_000)])
def test_predictions(small: int, large: int) -> None:
    words = words_for(480 * small)
    model = Model.fit(_run(small // 4, words, building=False), _run(small, words, building=True))
    predicted = model.predict(large)
    for name, value in figures_of(_run(large, words_for(480 * large), building=True)).items():
        if name != "read a query, bytes":
            assert predicted[name] == pytest.approx(value, rel=0.02), name


def test_what_is_read_is_the_index_once_and_candidates() -> None:
    model = Model.fit(_run(2500, 1 << 16, building=False), _run(10_000, 1 << 16, building=True))
    assert model.read_alone(1e6) < model.read_alone(1e7) < 10.001 * model.read_alone(1e6)


def test_constants_of_the_program() -> None:
    assert [words_for(count) for count in (1, 9_000, 10**6, 10**9)] == [16, 256, 1 << 14, 1 << 16]
    assert candidates_for(10) == 10
    assert candidates_for(1_000) == pytest.approx(25)
    assert candidates_for(1e6) == pytest.approx(250)

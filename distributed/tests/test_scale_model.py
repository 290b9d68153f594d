"""The model says of the run that it was fitted on what was measured, and of others what grows as it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from scale_model.measured import FEW_QUERIES, QUERIES, Cost, Run
from scale_model.model import Model, candidates_for, figures_of, words_for


def _run(photos: int, words: int, building: bool) -> Run:
    """Costs that grow just as the model has it."""
    descriptors, root = 480 * photos, words**0.5
    pairs = round(QUERIES * candidates_for(photos))
    read_pairs = round(FEW_QUERIES * candidates_for(photos))
    votes = QUERIES * (0.02 + 5e-9 * 2 * 480 * 12 * descriptors / words)
    indexing = Cost(3e-6 * descriptors, 300 << 20, 0)
    learnt = min(480, (1 << 20) // min(photos, 1 << 14)) * min(photos, 1 << 14)
    index_bytes = 22 * descriptors + 128 * words
    return Run(
        photos=photos,
        photo_bytes=40_000 * photos,
        descriptors=descriptors,
        words=words,
        store_bytes=5_000_000 + 80_000 * photos,
        index_bytes=index_bytes,
        pairs=pairs,
        voted_pairs=2 * QUERIES,
        read_pairs=read_pairs,
        extracting=Cost(0.5 + 0.01 * photos, (50 << 20) + 300 * photos, 0),
        building=Cost(indexing.seconds + 2e-8 * learnt * root, 300 << 20, 0) if building else None,
        indexing=None if building else indexing,
        searching=Cost(votes + 3e-4 * pairs, (60 << 20) + 11_000 * photos, 0),
        voting=Cost(votes + 3e-4 * 2 * QUERIES, 0, 0),
        reading=Cost(0, 0, index_bytes + 200_000 * read_pairs),
        verifying=Cost(3e-4 * pairs, 0, 0),
        exact=Cost(FEW_QUERIES * 5e-7 * descriptors, 0, 0),
        merging=Cost(0.1 + 2e-4 * photos, 0, 0),
    )


@pytest.mark.parametrize(("small", "large"), [(2_000, 2_000), (10_000, 10_000), (10_000, 30_000), (12_000, 300_000)])
def test_predictions(small: int, large: int) -> None:
    words = words_for(480 * small)
    model = Model.fit(_run(small // 4, words, building=False), _run(small, words, building=True))
    predicted = model.predict(large)
    for name, value in figures_of(_run(large, words_for(480 * large), building=True)).items():
        assert predicted[name] == pytest.approx(value, rel=0.02), name


def test_two_runs_that_have_learnt_their_words_tell_the_same() -> None:
    runs = [_run(20_000, 1 << 16, building=True), _run(40_000, 1 << 16, building=True)]
    measured = figures_of(_run(10**6, 1 << 16, building=True))
    for name, value in Model.fit(*runs).predict(10**6).items():
        assert value == pytest.approx(measured[name], rel=0.02), name


def test_one_query_reads_a_part_of_the_index() -> None:
    model = Model.fit(_run(2500, 1 << 16, building=False), _run(10_000, 1 << 16, building=True))
    candidates = 200_000 * candidates_for(1e7)
    index = 22 * 480 * 1e7
    assert 0.1 * index < model.read_alone(1e7) - candidates < 0.2 * index


def test_constants_of_the_program() -> None:
    assert [words_for(count) for count in (1, 9_000, 10**6, 10**9)] == [16, 256, 1 << 14, 1 << 16]
    assert candidates_for(10) == 10
    assert candidates_for(1_000) == pytest.approx(25)
    assert candidates_for(1e6) == pytest.approx(250)

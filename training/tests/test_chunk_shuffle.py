from __future__ import annotations

from pathlib import Path

import pytest
from conftest import invented, write_pack

from facsimile_train.data.chunk_shuffle import ChunkShuffle
from facsimile_train.data.pack import PixelPack


def _places(order: ChunkShuffle, epoch: int) -> list[int]:
    return [place for batch in order.epoch(epoch) for place in batch.places.tolist()]


def test_each_photo_once_with_its_pixels(pack_path: Path) -> None:
    squares = invented(24)
    with PixelPack(pack_path) as pack:
        order = ChunkShuffle(pack, batch=6, seed=1, buffer=2)
        for epoch in range(3):
            for batch in order.epoch(epoch):
                assert (batch.squares == squares[batch.places]).all()
            assert sorted(_places(order, epoch)) == list(range(24))


def test_what_does_not_fill_a_batch_waits_for_the_next_chunks(tmp_path: Path) -> None:
    with PixelPack(write_pack(tmp_path / "photos.h5", invented(23))) as pack:
        order = ChunkShuffle(pack, batch=5, seed=0, buffer=2)
        places = _places(order, 0)
    assert order.steps == 4
    assert (len(places), len(set(places))) == (20, 20)


def test_order_depends_on_seed_and_epoch_alone(pack_path: Path) -> None:
    with PixelPack(pack_path) as pack:
        first = _places(ChunkShuffle(pack, 4, seed=0), 5)
        assert first == _places(ChunkShuffle(pack, 4, seed=0), 5)
        assert first != _places(ChunkShuffle(pack, 4, seed=0), 6)
        assert first != _places(ChunkShuffle(pack, 4, seed=1), 5)


def test_reads_are_whole_chunks_each_once(pack_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with PixelPack(pack_path) as pack:
        spans, read = [], pack.read
        monkeypatch.setattr(pack, "read", lambda first, end: spans.append((first, end)) or read(first, end))
        order = [batch.places for batch in ChunkShuffle(pack, batch=8, seed=0, buffer=3).epoch(0)]
    assert sorted(spans) == [(first, first + 4) for first in range(0, 24, 4)]
    # Photos of several chunks are mixed.
    assert len({place // 4 for place in order[0]}) > 2


def test_a_batch_is_never_larger_than_the_pack(pack_path: Path) -> None:
    with PixelPack(pack_path) as pack:
        assert len(_places(ChunkShuffle(pack, 200, seed=0), 0)) == 24

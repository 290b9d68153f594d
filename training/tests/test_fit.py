from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

import numpy
import pytest
import torch
from conftest import invented, write_pack

from facsimile_train.command_line import main
from facsimile_train.data.chunk_shuffle import Batch
from facsimile_train.data.negatives import Negatives
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError
from facsimile_train.fitting import run_folder
from facsimile_train.fitting.settings import LOSSES
from facsimile_train.fitting.validation import recall_at_one

_SMALL = ("--side", "32", "--width", "8", "--dimensions", "16", "--batch", "12", "--keep", "6")


@pytest.fixture
def packs(tmp_path: Path) -> list[str]:
    """Words that name packs of photos, of others, and of photos to validate on."""
    train, others, held = (
        str(write_pack(tmp_path / f"{name}.h5", invented(count, seed=seed)))
        for seed, (name, count) in enumerate((("train", 24), ("others", 6), ("held", 16)))
    )
    return [train, "--others", others, "--validation", held]


def _fit(packs: list[str], folder: Path, *words: str) -> dict[str, torch.Tensor]:
    assert main(["fit", *packs, "-o", str(folder), *_SMALL, "--validate-every", "2", *words]) == 0
    return run_folder.load(folder).state_dict()


@pytest.mark.parametrize("loss", LOSSES)
def test_two_runs_on_one_thread_give_the_same_weights(packs: list[str], tmp_path: Path, loss: str) -> None:
    words = ("--loss", loss, "--steps", "6", "--progressive", "--threads", "1")
    first, second = (_fit(packs, tmp_path / name, *words, "--seed", "3") for name in ("first", "second"))
    other = _fit(packs, tmp_path / "other", *words, "--seed", "4")
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["embedding.weight"], other["embedding.weight"])
    assert (tmp_path / "first/log.csv").read_bytes() == (tmp_path / "second/log.csv").read_bytes()


def test_a_training_learns(packs: list[str], tmp_path: Path) -> None:
    _fit(packs, tmp_path / "run", "--steps", "40", "--entropy-weight", "0")
    rows = run_folder.read_log(tmp_path / "run")
    assert rows[-1]["training_loss"] < 0.6 * rows[0]["training_loss"]
    assert rows[-1]["validation_loss"] < rows[0]["validation_loss"]


def test_what_a_training_leaves(packs: list[str], tmp_path: Path) -> None:
    _fit(packs, tmp_path / "run", "--steps", "5", "--progressive")
    with open(tmp_path / "run/log.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == run_folder.COLUMNS
    assert [row["step"] for row in rows] == ["2", "4", "5"]
    assert float(rows[0]["intensity"]) < float(rows[2]["intensity"]) == 1
    record = json.loads((tmp_path / "run/run.json").read_text())
    assert (record["settings"]["steps"], record["photo_count"], record["model"]["side"]) == (5, 24, 32)
    assert record["versions"]["torch"] == torch.__version__


def test_going_on_from_weights(packs: list[str], tmp_path: Path) -> None:
    start = _fit(packs, tmp_path / "start", "--steps", "2")
    same = _fit(packs, tmp_path / "same", "--steps", "0", "--from", str(tmp_path / "start"))
    assert all(torch.equal(start[name], same[name]) for name in start)


def test_models_that_are_not_whole(packs: list[str], tmp_path: Path) -> None:
    _fit(packs, tmp_path / "run", "--steps", "0")
    path = tmp_path / "run/model.pt"
    whole, content = path.read_bytes(), torch.load(path, weights_only=True)
    for kept in (0, 1000, 5000, len(whole) - 1000):
        path.write_bytes(whole[:kept])
        with pytest.raises(InputError, match=r"model\.pt: nothing that torch\.save wrote"):
            run_folder.load(path.parent)
    for change, message in (
        ({"format": "other"}, "no model of facsimile-train"),
        ({"version": 2}, "format version 2; expected 1"),
        ({"kind": "other"}, "isn.t whole .*'other'"),
        ({"options": {"sides": 32}}, "isn.t whole .*sides"),
        ({"options": {"side": 33}}, "isn.t whole .*--side is 33"),
        ({"weights": {}}, r"isn.t whole .*Missing key"),
    ):
        torch.save(content | change, path)
        with pytest.raises(InputError, match=rf"model\.pt: {message}") as found:
            run_folder.load(path.parent)
        assert "\n" not in str(found.value)


def test_byol_follows_with_its_target() -> None:
    from facsimile_train.models.byol import BYOLHeads
    from facsimile_train.models.descriptor import Descriptor, DescriptorOptions

    net = Descriptor(DescriptorOptions(side=32, width=8, dimensions=8))
    heads = BYOLHeads(net)
    before = net.embedding.weight.detach().clone()
    with torch.no_grad():
        net.embedding.weight += 1
    heads.follow(net, 0.9)
    torch.testing.assert_close(heads.target.embedding.weight, before + 0.1)
    assert not any(parameter.requires_grad for parameter in heads.target.parameters())


def test_negatives_meet_in_a_batch(tmp_path: Path) -> None:
    squares = invented(24)
    (tmp_path / "pairs.csv").write_text("query_id,reference_id,score\nP000,P020,-0.1\nP001,P021,-0.2\nP022,P002,-0.3\n")
    with PixelPack(write_pack(tmp_path / "photos.h5", squares)) as pack:
        negatives = Negatives(tmp_path / "pairs.csv", pack)
        batch = Batch(numpy.arange(8), squares[:8])
        joined = negatives.join(batch, Random(0))
    # P000, P001 and P002 are among the first half, and have partners.
    assert joined.places[:5].tolist() == [0, 1, 2, 3, 4]
    assert set(joined.places[5:].tolist()) == {20, 21, 22}
    assert (joined.squares == squares[joined.places]).all()
    assert batch.places.tolist() == list(range(8))


def test_a_partner_that_is_there_is_not_doubled(tmp_path: Path) -> None:
    squares = invented(8)
    (tmp_path / "pairs.csv").write_text("query_id,reference_id\nP000,P007\nP001,P000\n")
    with PixelPack(write_pack(tmp_path / "photos.h5", squares)) as pack:
        joined = Negatives(tmp_path / "pairs.csv", pack).join(Batch(numpy.arange(8), squares), Random(0))
    assert joined.places.tolist() == list(range(8))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\nP000,P001\n", 'begins with "a,b"; expected the header query_id,reference_id'),
        ("query_id,reference_id\nP000\n", "line 2: 1 fields; expected 2"),
        ("query_id,reference_id,score\nP000,P001,x\n", 'line 2: score is "x"; expected a number'),
        ("query_id,reference_id\nP000,Q9\n", 'no photo "Q9"'),
        ("query_id,reference_id\nP000,P000\n", '"P000" beside itself'),
        ("query_id,reference_id\n", "no pairs"),
    ],
)
def test_bad_lists_of_negatives(pack_path: Path, tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pairs.csv").write_text(text)
    with PixelPack(pack_path) as pack, pytest.raises(InputError, match=message):
        Negatives(tmp_path / "pairs.csv", pack)


def test_recall_at_one() -> None:
    originals = torch.eye(3)
    copies = torch.tensor([[1.0, 0.0, 0.0], [0.9, 0.1, 0.0], [0.5, 0.0, 0.5]])
    # The first is right, the second isn't, the third is undecided.
    assert recall_at_one(copies, originals) == pytest.approx(1 / 3)


def test_a_pair_model_is_calibrated_and_repeatable(packs: list[str], tmp_path: Path) -> None:
    words = ["--side", "32", "--width", "8", "--batch", "8", "--steps", "4", "--validate-every", "2"]
    _fit(packs, tmp_path / "descriptor", "--steps", "2")
    words += ["--descriptor", str(tmp_path / "descriptor")]
    for name in ("first", "second"):
        assert main(["fit-pairs", *packs, "-o", str(tmp_path / name), *words]) == 0
    first, second = (run_folder.load(tmp_path / name) for name in ("first", "second"))
    assert all(
        torch.equal(one, other)
        for one, other in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )
    assert (first.temperature.item(), first.bias.item()) != (1, 0)
    assert [row["step"] for row in run_folder.read_log(tmp_path / "first")] == [2, 4]

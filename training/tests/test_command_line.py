"""The command as a user has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import FIXTURES, invented, write_pack

from facsimile_train import program
from facsimile_train.command_line import main
from facsimile_train.data.pairs import read_pairs


def _refused(capsys: pytest.CaptureFixture[str], status: int, message: str, *words: str | Path) -> None:
    try:
        found = main([str(word) for word in words])
    except SystemExit as end:
        found = end.code
    error = capsys.readouterr().err
    assert (found, error.startswith("facsimile-train: error: "), error.count("\n")) == (status, True, 1)
    assert re.search(message, error), error


@pytest.mark.parametrize(
    "command", [[], ["fit"], ["mine"], ["edit"], ["fit-pairs"], ["export"], ["report"], ["throughput"]]
)
def test_help(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command, "--help"])
    assert end.value.code == 0
    assert "usage: facsimile-train" in capsys.readouterr().out


def test_bad_usage(capsys: pytest.CaptureFixture[str], pack_path: Path) -> None:
    _refused(capsys, 64, "required: COMMAND")
    _refused(capsys, 64, "required: PACK", "fit")
    _refused(
        capsys,
        64,
        "--loss: invalid choice: 'hinge'",
        "fit",
        pack_path,
        "--others",
        pack_path,
        "-o",
        "x",
        "--loss",
        "hinge",
    )


def test_options_out_of_range(capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path) -> None:
    fit = ("fit", pack_path, "--others", pack_path, "-o", tmp_path / "run")
    for option, value, expected in (
        ("--batch", "1", "--batch is 1; expected at least 2"),
        ("--learning-rate", "0", r"--learning-rate is 0\.0; expected a number above 0"),
        ("--margin", "nan", "--margin is nan; expected a distance above 0, up to 2"),
        ("--side", "33", "--side is 33; expected a multiple of 32"),
        ("--weights", "w.pt", "--weights beside --model small-resnet; expected one of torchvision's networks"),
        ("--from", "nowhere", "nowhere/model.pt: .*expected the folder of a training"),
    ):
        _refused(capsys, 1, expected, *fit, option, value)
    assert not (tmp_path / "run").exists()


def test_a_cut_pack(capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path) -> None:
    pack_path.write_bytes(pack_path.read_bytes()[:-100])
    _refused(capsys, 1, "photos.h5: .* cut short", "fit", pack_path, "--others", pack_path, "-o", tmp_path / "run")


def test_negatives_beside_a_loss_without_any(
    capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "pairs.csv").write_text("query_id,reference_id\nP000,P001\n")
    words = ("--others", pack_path, "-o", tmp_path / "run", "--loss", "byol", "--negatives", tmp_path / "pairs.csv")
    _refused(capsys, 1, "--negatives beside --loss byol", "fit", pack_path, *words)


def test_copies_and_their_answers(capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path) -> None:
    others = write_pack(tmp_path / "others.h5", invented(4, seed=1))
    words = ["edit", str(pack_path), "--others", str(others), "--copies", "2"]
    for name in ("first", "second"):
        assert main([*words, "-o", str(tmp_path / name)]) == 0
    truth = read_pairs(tmp_path / "first/ground_truth.csv")
    assert (len(truth), truth[25][:2]) == (48, ("Q000025", "P001"))
    photos = sorted(path.name for path in (tmp_path / "first/queries").iterdir())
    assert photos == [f"{query}.jpg" for query, _, _ in truth]
    assert all((tmp_path / f"{name}/queries/Q000007.jpg").read_bytes() for name in ("first", "second"))
    for photo in photos:
        assert (tmp_path / "first/queries" / photo).read_bytes() == (tmp_path / "second/queries" / photo).read_bytes()
    _refused(capsys, 1, "first: isn't empty", *words, "-o", tmp_path / "first")
    _refused(capsys, 1, "--intensity is 2", *words, "-o", tmp_path / "third", "--intensity", "2")
    _refused(capsys, 1, "is the pack of the photos", "edit", pack_path, "--others", pack_path, "-o", tmp_path / "third")


def test_throughput(capsys: pytest.CaptureFixture[str], facsimile: str, tmp_path: Path) -> None:
    pack = tmp_path / "squares.h5"
    program.run(facsimile, "pack", FIXTURES / "references", "-o", pack, "--store", "pixels", "--side", "64", "--quiet")
    assert main(["throughput", str(FIXTURES / "references"), "--pack", str(pack), "--rounds", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "18 photos, medians of 2 rounds"
    assert [line.partition(",")[0] for line in lines[1:]] == ["pack", "pack", "single files"]
    _refused(capsys, 1, "18 photos beside 28 files", "throughput", FIXTURES / "queries", "--pack", pack)


def test_reports_of_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _refused(capsys, 1, "nothing to report", "report", "-o", tmp_path)
    _refused(capsys, 1, "1 --queries, 0 --references", "report", "-o", tmp_path, "--queries", "q.h5")
    _refused(
        capsys, 1, "nowhere/log.csv: .*expected the log of a training", "report", tmp_path / "nowhere", "-o", tmp_path
    )
    both = ("--queries", "q.h5", "--references", "r.h5")
    _refused(capsys, 1, "--queries without --truth", "report", "-o", tmp_path, *both)


def test_a_missing_program(capsys: pytest.CaptureFixture[str], facsimile: str, tmp_path: Path) -> None:
    vectors = tmp_path / "v.h5"
    program.run(facsimile, "embed", FIXTURES / "references", "--model", "gist", "-o", vectors, "--quiet")
    (tmp_path / "truth.csv").write_text("query_id,reference_id\nR000000,R000000\n")
    words = (
        "--queries",
        vectors,
        "--references",
        vectors,
        "--truth",
        tmp_path / "truth.csv",
        "--program",
        "no-facsimile",
    )
    _refused(capsys, 1, "no-facsimile: no such program", "report", "-o", tmp_path / "report", *words)

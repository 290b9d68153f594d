"""The command as a user has it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FIXTURES, invented, write_pack

from facsimile_train import program
from facsimile_train.command_line import main
from facsimile_train.data.pairs import read_pairs
from facsimile_train.fitting.run_folder import COLUMNS


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
        ("--threads", "100000", "--threads is 100000; expected at most 1024"),
        ("--learning-rate", "nan", "--learning-rate is nan; expected a number above 0"),
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


def test_too_few_photos(capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path) -> None:
    one = write_pack(tmp_path / "one.h5", invented(1))
    rest = ("--others", pack_path, "-o", tmp_path / "run")
    two, eight = (f"one.h5: photos: 1; expected at least {least}" for least in ("2, to be told apart", "8, half"))
    _refused(capsys, 1, two, "fit", one, *rest)
    _refused(capsys, 1, two, "fit", pack_path, *rest, "--validation", one)
    _refused(capsys, 1, two, "fit-pairs", one, *rest, "--validation", pack_path)
    _refused(capsys, 1, eight, "fit-pairs", pack_path, *rest, "--validation", one)
    assert not (tmp_path / "run").exists()


def test_outputs_that_are_there(capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path) -> None:
    folder, file = tmp_path / "folder", tmp_path / "file"
    (folder / "theirs").mkdir(parents=True)
    file.write_text("theirs")
    both = (pack_path, "--others", write_pack(tmp_path / "others.h5", invented(8, seed=1)))
    small = ("--side", "32", "--width", "8", "--batch", "8", "--steps", "1")
    (tmp_path / "log.csv").write_text(f"{','.join(COLUMNS)}\n1,0,1,2.5,,\n")
    for words in (
        ("fit", *both, *small),
        ("fit-pairs", *both, "--validation", pack_path, *small),
        ("edit", *both),
        ("report", tmp_path),
    ):
        _refused(capsys, 1, "folder: isn't empty; expected a new folder", *words, "-o", folder)
        _refused(capsys, 1, "file: is a file; expected a new folder", *words, "-o", file)
        _refused(capsys, 1, "file: File exists", *words, "-o", file / "below")
    assert ([path.name for path in folder.iterdir()], file.read_text()) == (["theirs"], "theirs")
    assert not list(tmp_path.glob("*.part"))


def test_models_and_lists_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path
) -> None:
    small = ("--side", "32", "--width", "8", "--batch", "8", "--steps", "0")
    assert main([str(word) for word in ("fit", pack_path, "--others", pack_path, "-o", tmp_path / "run", *small)]) == 0
    capsys.readouterr()
    (tmp_path / "folder.onnx").mkdir()
    _refused(
        capsys,
        1,
        r"folder\.onnx: is a folder; expected the name of a file",
        "export",
        tmp_path / "run",
        "-o",
        tmp_path / "folder.onnx",
    )
    _refused(capsys, 1, r"photos\.h5: File exists", "export", tmp_path / "run", "-o", pack_path / "below.onnx")
    candidates, verified = tmp_path / "candidates.csv", tmp_path / "verified.csv"
    candidates.write_text("query_id,reference_id,score\na,b,-1\n")
    verified.write_text("query_id,reference_id,score\n")
    for folder in ("nowhere", "candidates.csv"):
        _refused(capsys, 1, f"{folder}/x.csv: No", "mine", candidates, verified, "-o", tmp_path / folder / "x.csv")
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".part", ".json") and path.parent == tmp_path]


def test_negatives_that_are_no_photos(capsys: pytest.CaptureFixture[str], pack_path: Path, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("query_id,reference_id\nP000,nobody\n")
    words = (pack_path, "--others", pack_path, "-o", tmp_path / "run", "--negatives", tmp_path / "pairs.csv")
    message = r'pairs\.csv: P000,nobody isn.t of the photos; .*photos\.h5: no photo "nobody"; it has 24, the first'
    _refused(capsys, 1, message, "fit", *words)
    _refused(capsys, 1, message, "fit-pairs", *words, "--validation", pack_path)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("after", ["step 5/", None])
def test_ctrl_c(pack_path: Path, tmp_path: Path, after: str | None) -> None:
    """In the midst of a training, and while PyTorch is loaded."""
    words = ("fit", pack_path, "--others", pack_path, "-o", tmp_path / "run", "--steps", "100000")
    small = ("--side", "32", "--width", "8", "--batch", "8", "--validate-every", "5")
    command = [sys.executable, "-c", _TELLING if after is None else _PLAIN, *map(str, words), *small]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A shell's background jobs, of which a test may be part, pass over the signal.
    with subprocess.Popen(command, **pipes, text=True, preexec_fn=_listen, cwd=Path(__file__).parents[1]) as process:
        assert process.stdout.readline().startswith(after or "loading")
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()
    assert (process.returncode, error) == (130, "facsimile-train: error: interrupted\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos.h5"]


_PLAIN = "import sys; from facsimile_train.command_line import main; sys.exit(main())"
_TELLING = f"""
import sys, importlib.abc
class Telling(importlib.abc.MetaPathFinder):
    def find_spec(self, name, *_):
        if name == "torch":
            print("loading", flush=True)
sys.meta_path.insert(0, Telling())
{_PLAIN}"""


def _listen() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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

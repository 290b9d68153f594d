from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import h5py
import numpy
import pytest
from conftest import FIXTURES, REPOSITORY, invented, write_pack

from facsimile_train import program
from facsimile_train.command_line import main
from facsimile_train.data.vectors import Vectors, read_vectors
from facsimile_train.errors import InputError
from facsimile_train.fitting.run_folder import COLUMNS, read_log
from facsimile_train.report.photo_map import lay_out
from facsimile_train.report.recall import closer_counts, growth


def test_closer_counts() -> None:
    references = Vectors(["a", "b", "c"], numpy.array([[0.0], [10.0], [12.0]], numpy.float32))
    queries = Vectors(["q", "r", "s", "none"], numpy.array([[1.0], [11.0], [1.0], [0.0]], numpy.float32))
    truth = {"q": "a", "r": "c", "s": "c", "none": ""}
    # Of r, both b and c are 1 away, which doesn't help.
    assert closer_counts(queries, references, truth).tolist() == [0, 1, 2]


def test_truth_of_other_photos() -> None:
    vectors = Vectors(["a"], numpy.zeros((1, 2), numpy.float32))
    with pytest.raises(InputError, match='the truth knows no original of a query, such as "a"'):
        closer_counts(vectors, vectors, {"x": "a"})
    with pytest.raises(InputError, match='the truth names "b", which isn\'t among the references'):
        closer_counts(vectors, vectors, {"a": "b"})


def test_growth_is_the_mean_over_all_draws() -> None:
    closer, references = numpy.array([0, 1, 3, 5]), 6
    found = growth(closer, references)
    assert found.counts == [2, 4, 6]
    for count, recall in zip(found.counts, found.recalls, strict=True):
        draws = [set(draw) for draw in combinations(range(references - 1), count - 1)]
        # The first of the others are the closer ones.
        share = numpy.mean([[not draw & set(range(each)) for each in closer] for draw in draws])
        assert recall == pytest.approx(share)


def test_equal_vectors_give_equal_maps() -> None:
    vectors = numpy.random.default_rng(0).normal(size=(20, 8)).astype(numpy.float32)
    assert (lay_out(vectors) == lay_out(vectors)).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'begins with ""; expected the log of a training'),
        ("step,loss\n1,2\n", 'begins with "step,loss"; expected the log of a training'),
        (f"{','.join(COLUMNS)}\n1,0,1,2.5\n", "line 2: 4 fields; expected 6, as the header has"),
        (f"{','.join(COLUMNS)}\n1,0,1,2.5,x,\n", "could not convert string to float: 'x'; expected numbers"),
    ],
)
def test_logs_that_are_cut(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "log.csv").write_text(text)
    with pytest.raises(InputError, match=f"log.csv.*{message}"):
        read_log(tmp_path)


def _vector_file(path: Path, values: numpy.ndarray, names: list[str]) -> Path:
    with h5py.File(path, "w") as file:
        file["image_names"] = numpy.array(names, dtype=h5py.string_dtype())
        file["vectors"] = values
    return path


def test_vector_files_that_are_none(tmp_path: Path) -> None:
    ones = numpy.ones((2, 4), numpy.float32)
    for values, names, message in (
        (ones * numpy.nan, ["a", "b"], 'the vector of "a" has numbers that are not finite'),
        (ones, ["a"], "1 photos, 2 vectors"),
        (ones[:0], [], "0 photos, 0 vectors; expected as many of either, and some"),
        (ones[0], ["a"], "expected a vector file of facsimile embed"),
    ):
        with pytest.raises(InputError, match=f"v.h5: .*{message}"):
            read_vectors(_vector_file(tmp_path / "v.h5", values, names))


def test_vectors_of_two_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [_vector_file(tmp_path / f"{size}.h5", numpy.ones((2, size)), ["a", "b"]) for size in (4, 8)]
    (tmp_path / "truth.csv").write_text("query_id,reference_id\na,a\n")
    words = ["--queries", files[0], "--references", files[1], "--truth", tmp_path / "truth.csv"]
    assert main(["report", *map(str, words), "-o", str(tmp_path / "report")]) == 1
    assert "8.h5: vectors of 8 numbers; expected 4, as " in capsys.readouterr().err
    assert not (tmp_path / "report").exists()


def test_the_page(facsimile: str, tmp_path: Path) -> None:
    train, others = (
        str(write_pack(tmp_path / f"{name}.h5", invented(12, seed=len(name)))) for name in ("train", "others")
    )
    small = ("--side", "32", "--width", "8", "--steps", "2", "--batch", "6")
    assert main(["fit", train, "--others", others, "--validation", train, "-o", str(tmp_path / "run"), *small]) == 0
    for side in ("queries", "references"):
        folder = tmp_path / side
        folder.mkdir()
        program.run(facsimile, "embed", FIXTURES / side, "--model", "gist", "-o", folder / "gist.h5", "--quiet")
    words = ["--queries", tmp_path / "queries/gist.h5", "--references", tmp_path / "references/gist.h5"]
    words += ["--truth", FIXTURES / "ground_truth.csv", "--program", facsimile, "-o", tmp_path / "report"]
    assert main(["report", str(tmp_path / "run"), *map(str, words)]) == 0
    written = {path.name: path for path in (tmp_path / "report").iterdir()}
    assert set(written) == {"index.html", "loss.svg", "validation.svg", "recall.svg", "map.svg", "map.csv"}
    page = written["index.html"].read_text()
    assert all(f'src="{name}"' in page for name in written if name.endswith(".svg"))
    with open(written["map.csv"], newline="") as file:
        rows = list(csv.reader(file))
    assert (rows[0], len(rows), rows[1][0]) == (["id", "x", "y"], 1 + 28 + 18, "Q00000")
    # script/photo-map prints the same.
    import subprocess
    import sys

    files = [tmp_path / f"{side}/gist.h5" for side in ("queries", "references")]
    done = subprocess.run(
        [sys.executable, REPOSITORY / "script/photo-map", *files], capture_output=True, text=True, check=True
    )
    assert done.stdout == written["map.csv"].read_text()

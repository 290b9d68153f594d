"""Geometry labels what vectors name: copies that nobody knew of are no negatives."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FIXTURES
from PIL import Image

from facsimile_train import program
from facsimile_train.command_line import main
from facsimile_train.data.pairs import read_pairs


def test_an_unknown_copy_among_the_photos_is_left_out(
    facsimile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for path in sorted((FIXTURES / "references").iterdir())[:9]:
        (photos / path.name).symlink_to(path)
    with Image.open(FIXTURES / "references/R000004.jpg") as photo:
        width, height = photo.size
        photo.crop((width // 8, height // 8, width, height)).save(photos / "unknown.jpg", quality=80)
    vectors, candidates, verified = (tmp_path / name for name in ("vectors.h5", "candidates.csv", "verified.csv"))
    program.run(facsimile, "embed", photos, "--model", "gist", "-o", vectors, "--quiet")
    both = ("--queries", vectors, "--references", vectors)
    program.run(facsimile, "neighbors", *both, "-k", "10", "-o", candidates, "--quiet")
    both = ("--queries", photos, "--references", photos)
    rules = ("--combine", "replace", "--extractor", "sift")
    program.run(facsimile, "verify", "--candidates", candidates, *both, *rules, "-o", verified, "--quiet")
    capsys.readouterr()
    assert main(["mine", str(candidates), str(verified), "-o", str(tmp_path / "negatives.csv")]) == 0
    negatives = {pair[:2] for pair in read_pairs(tmp_path / "negatives.csv")}
    # All pairs of ten photos were named.
    assert len(negatives) == 10 * 9 // 2 - 1
    assert ("R000004", "unknown") not in negatives
    assert (
        "44 hard negatives of 45 pairs of photos; geometry proves 1 to be copies, and 0 may be"
        in capsys.readouterr().out
    )


def test_lists_that_do_not_belong_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    candidates, verified, truth = (tmp_path / f"{name}.csv" for name in ("candidates", "verified", "truth"))
    candidates.write_text("query_id,reference_id,score\na,b,-1\n")
    verified.write_text("query_id,reference_id,score\na,c,3\n")
    words = ["mine", str(candidates), str(verified), "-o", str(tmp_path / "negatives.csv")]
    assert main(words) == 1
    assert "verified.csv: a,c isn't in" in capsys.readouterr().err
    verified.write_text("query_id,reference_id,score\na,b,3\n")
    assert main(words) == 1
    assert "no pair is left of 1" in capsys.readouterr().err
    truth.write_text("query_id,reference_id\nx,b\n")
    assert main([*words, "--truth", str(truth)]) == 1
    assert "truth.csv: knows no query" in capsys.readouterr().err
    candidates.write_text("query_id,reference_id,score\n")
    verified.write_text("query_id,reference_id,score\n")
    assert main([*words, "--truth", str(truth)]) == 1
    assert "candidates.csv: no pairs" in capsys.readouterr().err
    assert not (tmp_path / "negatives.csv").exists()

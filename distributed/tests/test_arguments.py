"""What the driver reads of a command line."""

from __future__ import annotations

import pytest

from facsimile_spark.arguments import CommandLine, UsageError


def test_outputs_are_taken_out() -> None:
    line = CommandLine.parse(
        ["search", "--write-candidates=c.csv", "--queries", "q", "--output", "p.csv", "--threads=3", "--quiet"]
    )
    assert line.outputs == (("-o", "p.csv"), ("--write-candidates", "c.csv"))
    assert line.arguments == ("--queries", "q", "--threads", "3", "--quiet")
    assert line.has_threads
    assert line.with_effect == ["--queries", "q"]
    words = ["embed", "photos", "--model", "gist", "--ids", "path", "--threads", "2", "-o", "x"]
    assert CommandLine.parse(words).paths == ("photos", "2")
    assert CommandLine.parse(["verify", "--min-score=-1", "-o", "x"]).arguments == ("--min-score=-1",)
    assert CommandLine.parse(["extract", "x", "-oy.h5"]).outputs == (("-o", "y.h5"),)


def test_urls_and_photo_sets() -> None:
    line = CommandLine.parse(["embed", "s3://b/p/", "--model", "s3://b/m.onnx", "-o", "s3://b/v.h5", "--ids=path"])
    assert line.photo_set == "s3://b/p/"
    assert line.urls == ("s3://b/p/", "s3://b/m.onnx")
    assert line.value("--ids") == "path"
    words = ["embed", "--model", "s3://b/m.onnx", "--quiet", "s3://b/p/", "-o", "x"]
    assert CommandLine.parse(words).photo_set == "s3://b/p/"
    assert CommandLine.parse(["extract", "photos", "-o", "s3://b/v.h5"]).photo_set is None
    assert CommandLine.parse(["search", "--queries", "s3://b/p/", "-o", "x"]).photo_set is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "none of extract"),
        (["match", "a", "b", "-o", "x"], '"match" is none of'),
        (["extract", "photos"], "one output is needed"),
        (["extract", "photos", "-o"], "-o needs a value"),
        (["extract", "photos", "-o", "a", "-o", "b"], "one output is needed"),
        (["extract", "photos", "-o", "a", "--shard", "1/2"], "--shards, before the command"),
        (["extract", "photos", "-o", "a", "--resume"], "goes on from the shards that are done"),
        (["duplicates", "photos", "-o", "a", "--html=b"], "on one machine"),
        (["index", "merge", "a", "-o", "b"], "index merge is for one machine"),
        (["search", "-o", "a/x.csv", "--write-candidates", "b/x.csv"], "two outputs are called x.csv"),
    ],
)
def test_bad_usage(words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        CommandLine.parse(words)

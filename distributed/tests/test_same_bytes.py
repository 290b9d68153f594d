"""Whatever Spark does, the files are those of one machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import FACSIMILE, SHARDS, files_of

from facsimile_spark import driver
from facsimile_spark.arguments import CommandLine


def _takes_shards(alone, command: str) -> bool:
    return "--shard" in alone(command, "--help-hidden").stdout


def _run(spark, *words: str, **options) -> driver.Report:
    return driver.run(spark, CommandLine.parse(words), SHARDS, str(FACSIMILE), **options)


def _both(spark, alone, place: Path, command: str, *arguments: str, output: str) -> driver.Report:
    """Runs it on Spark and alone, and compares all that they leave."""
    for name in ("spark", "one"):
        (place / name).mkdir(exist_ok=True)
    report = _run(spark, command, *arguments, "-o", f"spark/{output}")
    single = alone(command, *arguments, "-o", f"one/{output}")
    assert report.status == single.returncode
    assert files_of(place / "spark" / output) == files_of(place / "one" / output)
    assert files_of(place / "one" / output)
    return report


def test_extract_index_search_and_verify(spark, alone, place: Path) -> None:
    report = _both(spark, alone, place, "extract", "references", "--extractor", "sift", output="r.h5")
    assert sorted(outcome.shard for outcome in report.outcomes) == [1, 2, 3]
    _both(spark, alone, place, "extract", "queries/", "--extractor", "sift", "--ids", "path", output="q.h5")
    _both(spark, alone, place, "index", "one/r.h5", output="r.index")
    sets = ("--queries", "one/q.h5", "--references", "one/r.h5")
    _both(spark, alone, place, "search", *sets, "--index", "one/r.index", output="by-index.csv")
    for name in ("spark", "one"):
        (place / name / "by-index.csv").unlink()
    lists = {name: place / name / "named.csv" for name in ("spark", "one")}
    _run(spark, "search", *sets, "-o", "spark/p.csv", "--write-candidates=spark/named.csv")
    assert alone("search", *sets, "-o", "one/p.csv", "--write-candidates", "one/named.csv").returncode == 0
    assert files_of(place / "spark/p.csv") == files_of(place / "one/p.csv")
    assert files_of(lists["spark"]) == files_of(lists["one"])
    _both(spark, alone, place, "verify", *sets, "--candidates", "one/named.csv", output="verified.csv")
    assert not list(place.glob("spark/*.shards-*"))
    assert not list(place.glob("spark/.*"))


def test_search_of_a_set_in_itself(spark, alone, place: Path) -> None:
    _both(spark, alone, place, "search", "--queries", "queries", "--references", "queries", output="p.csv")


@pytest.mark.parametrize("command", [("embed", "queries", "--model", "gist"), ("duplicates", "queries", "references")])
def test_embed_and_duplicates(spark, alone, place: Path, command: tuple[str, ...]) -> None:
    if not _takes_shards(alone, command[0]):
        pytest.skip(f"this facsimile has no {command[0]} --shard")
    _both(spark, alone, place, *command, output="groups.csv" if command[0] == "duplicates" else "v.h5")


def test_more_shards_than_photos(spark, alone, place: Path) -> None:
    for file in sorted(place.glob("references/*"))[2:]:
        file.unlink()
    report = driver.run(spark, CommandLine.parse(["extract", "references", "-o", "s.h5"]), 7, str(FACSIMILE))
    assert len(report.outcomes) == 7
    alone("extract", "references", "-o", "one.h5")
    assert (place / "s.h5").read_bytes() == (place / "one.h5").read_bytes()


def test_broken_photos_are_listed_as_on_one_machine(spark, alone, place: Path) -> None:
    for number, name in enumerate(["R000001.jpg", "empty.png", "none, of it.jpg"]):
        (place / "references" / name).write_bytes(b"\xff\xd8\xff no photo"[: 100 * (number != 1)])
    report = _both(spark, alone, place, "extract", "references", output="r.h5")
    assert report.status == 3
    assert (place / "spark/r.h5.failures.csv").read_text().count("\n") == 4
    assert "3 inputs were skipped" in report.messages


def test_object_store(spark, alone, place: Path, object_store: str) -> None:
    """As if the bucket's files were below the folder in which one machine works."""
    import fsspec

    system = fsspec.filesystem("s3")
    shop = place / "shop"
    (shop / "a").mkdir(parents=True)
    (place / "references").rename(shop / "a/references")
    (place / "queries").rename(shop / "queries")
    (shop / "a/references/broken, too.jpg").write_bytes(b"")
    (shop / "a/references/notes.txt").write_text("no photo")
    (shop / "a/references/.hidden.jpg").write_bytes(b"")
    (shop / "queries/list.txt").write_text("# those to look for\nQ00001.jpg\nQ00000.jpg\n\nmissing.jpg\n")
    system.put(str(shop / "a"), "shop/a", recursive=True)
    system.put(str(shop / "queries"), "shop/queries", recursive=True)

    def equal(output: str) -> None:
        found = {
            name.removeprefix("shop/out/"): system.cat_file(name)
            for name in system.find("shop/out")
            if name.startswith(f"shop/out/{output}")
        }
        assert found == files_of(shop / "out" / output)

    (shop / "out").mkdir()
    report = _run(spark, "extract", "s3://shop/a/references/", "-o", "s3://shop/out/r.h5", "--extractor", "sift")
    single = alone("extract", "shop/a/references", "-o", "shop/out/r.h5", "--extractor", "sift")
    assert report.status == single.returncode == 3
    equal("r.h5")
    # A shard fetches its own photos and, perhaps, one more.
    whole = sum(file.stat().st_size for file in (shop / "a/references").iterdir())
    largest = max(file.stat().st_size for file in (shop / "a/references").iterdir())
    assert sum(outcome.fetched for outcome in report.outcomes) <= whole + SHARDS * largest

    report = _run(spark, "extract", "s3://shop/queries/list.txt", "-o", "s3://shop/out/q.h5", "--extractor", "sift")
    assert (
        report.status
        == alone("extract", "shop/queries/list.txt", "-o", "shop/out/q.h5", "--extractor", "sift").returncode
    )
    equal("q.h5")
    _run(spark, "index", "s3://shop/out/r.h5", "-o", "s3://shop/out/r.index")
    alone("index", "shop/out/r.h5", "-o", "shop/out/r.index")
    equal("r.index")
    sets = ("--queries", "{}shop/out/q.h5", "--references", "{}shop/out/r.h5", "--index", "{}shop/out/r.index")
    _run(spark, "search", *[word.format("s3://") for word in sets], "-o", "s3://shop/out/p.csv")
    alone("search", *[word.format("") for word in sets], "-o", "shop/out/p.csv")
    equal("p.csv")
    # What has no scheme is where it was typed, whatever else is fetched.
    mixed = ["search", "--queries", "shop/out/q.h5", "--references", "s3://shop/out/r.h5", "-o", "mixed.csv", "--exact"]
    _run(spark, *mixed)
    alone(*[word.removeprefix("s3://") for word in mixed[:-2]], "shop/out/mixed.csv", "--exact")
    assert (place / "mixed.csv").read_bytes() == (shop / "out/mixed.csv").read_bytes()
    system.invalidate_cache()
    assert not [name for name in system.find("shop") if ".shards-" in name or name.endswith(".partial")]

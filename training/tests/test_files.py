"""Nothing half written has a name that is believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from facsimile_train.errors import InputError
from facsimile_train.files import new_folder, write_whole


def test_a_folder_has_its_name_when_all_is_written(tmp_path: Path) -> None:
    with new_folder(tmp_path / "deep/run") as folder:
        (folder / "first").write_text("1")
        assert not (tmp_path / "deep/run").exists()
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["run"]
    assert (tmp_path / "deep/run/first").read_text() == "1"


@pytest.mark.parametrize("end", [InputError("no"), OSError("no"), KeyboardInterrupt()])
def test_what_fails_leaves_nothing(tmp_path: Path, end: BaseException) -> None:
    with pytest.raises(type(end)), new_folder(tmp_path / "run") as folder:
        (folder / "first").write_text("1")
        raise end
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    with new_folder(Path()) as folder:
        (folder / "first").write_text("1")
    assert (tmp_path / "run/first").read_text() == "1"


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/theirs").write_text("theirs")
    (tmp_path / "begun.part").mkdir()
    for name, message in (
        ("run", "run: isn't empty; expected a new folder"),
        ("run/theirs", "theirs: is a file; expected a new folder"),
        ("begun", r"begun\.part: is there; another command writes .*begun, or was killed: delete it then"),
    ):
        with pytest.raises(InputError, match=message), new_folder(tmp_path / name):
            pytest.fail("has begun")
    with pytest.raises(OSError), new_folder(tmp_path / "run/theirs/new"):
        pytest.fail("has begun")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["begun.part", "run", "theirs"]


def test_files_are_replaced_by_whole_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, beside = tmp_path / "model.onnx", tmp_path / "model.json"
    model.write_text("old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", fail)
        write_whole({beside: b"new", model: b"new"})
    assert (model.read_text(), os.listdir(tmp_path)) == ("old", ["model.onnx"])
    with pytest.raises(NotADirectoryError):
        write_whole({beside: b"new", model / "below": b"new"})
    assert os.listdir(tmp_path) == ["model.onnx"]
    write_whole({beside: b"new", model: b"new"})
    assert (model.read_text(), beside.read_text()) == ("new", "new")
    assert sorted(os.listdir(tmp_path)) == ["model.json", "model.onnx"]


def test_a_full_disk_is_told_of_with_a_name(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    with pytest.raises(OSError, match="No space left") as found, new_folder(tmp_path / "run"):
        Path("/dev/full").write_text("1")
    assert (found.value.filename, list(tmp_path.iterdir())) == (str(tmp_path / "run"), [])

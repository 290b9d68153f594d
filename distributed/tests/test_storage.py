"""Files behind URLs."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from facsimile_spark import storage


class _Unwilling(LocalFileSystem):
    """A store that renames onto nothing, as HDFS, and knows no atomic put."""

    protocol = "unwilling"

    def mv(self, path1: str, path2: str, **options: object) -> None:
        if self.exists(path2):
            raise FileExistsError(path2)
        super().mv(path1, path2, **options)


@pytest.fixture(params=["file", "unwilling", "memory"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty folder's URL, in stores of three kinds."""
    fsspec.register_implementation("unwilling", _Unwilling, clobber=True)
    if request.param == "memory":
        system = fsspec.filesystem("memory")
        for path in system.find("/"):
            system.rm(path)
        return "memory://folder"
    folder = tmp_path / "folder"
    folder.mkdir()
    return f"{request.param}://{folder}"


def test_put_replaces_and_leaves_nothing_else(root: str, tmp_path: Path) -> None:
    file = tmp_path / "new"
    for text in ("one", "another"):
        file.write_text(text)
        assert storage.put(file, f"{root}/name", by=root) == len(text)
        assert storage.read(f"{root}/name") == text.encode()
        storage.write(text.encode() * 2, f"{root}/record")
        assert storage.read(f"{root}/record") == text.encode() * 2
    assert storage.names(root) == ["name", "record"]
    before = storage.stamps(root)
    file.write_text("longer still")
    storage.put(file, f"{root}/name", by=root)
    assert storage.stamps(root) != before


def test_folders(root: str, tmp_path: Path) -> None:
    for _ in range(2):
        storage.make_folder(f"{root}/in")
        storage.write(b"x", f"{root}/in/a b.jpg")
    assert storage.names(root) == storage.names(f"{root}/") == ["in/a b.jpg"]
    assert storage.is_folder(f"{root}/in/")
    assert not storage.is_folder(f"{root}/in/a b.jpg")
    assert storage.fetch(root, ["in/a b.jpg", "in/none"], tmp_path / "here") == 1
    assert [file.name for file in (tmp_path / "here/in").iterdir()] == ["a b.jpg"]
    assert storage.fetch_whole(root, tmp_path / "whole") == 1
    assert (tmp_path / "whole/in/a b.jpg").read_bytes() == b"x"
    storage.remove(f"{root}/in")
    storage.remove(f"{root}/in")
    assert not storage.exists(f"{root}/in/a b.jpg")


def test_no_folder_is_made_where_its_parent_is_gone(tmp_path: Path) -> None:
    """What an attempt does that comes after its job has ended."""
    with pytest.raises(FileNotFoundError):
        storage.make_folder(str(tmp_path / "gone/part"))


def test_places_of_urls() -> None:
    assert storage.mirrored("s3://shop/a/photos/") == "shop/a/photos"
    assert storage.mirrored("file:///a/photos") == "a/photos"

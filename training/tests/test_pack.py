from __future__ import annotations

from pathlib import Path

import h5py
import numpy
import pytest
from conftest import FIXTURES, invented, write_pack

from facsimile_train import program
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError


def test_photos_and_names(pack_path: Path) -> None:
    with PixelPack(pack_path) as pack:
        assert (len(pack), pack.side, pack.chunk, pack.names[7], pack.place("P007")) == (24, 32, 4, "P007", 7)
        assert (pack.read(3, 9) == invented(24)[3:9]).all()
        assert (pack.read_one(5) == invented(24)[5]).all()


def test_a_pack_of_the_program(facsimile: str, tmp_path: Path) -> None:
    path = tmp_path / "squares.h5"
    program.run(facsimile, "pack", FIXTURES / "references", "-o", path, "--store", "pixels", "--side", "48", "--quiet")
    with PixelPack(path) as pack, h5py.File(path) as file:
        assert (len(pack), pack.side, pack.names[0]) == (18, 48, "R000000")
        assert (pack.read(0, 18) == file["pixels"][:]).all()


def test_every_cut_is_told_of(pack_path: Path) -> None:
    content = pack_path.read_bytes()
    for kept in (0, 10, len(content) // 2, len(content) - 21, len(content) - 1):
        pack_path.write_bytes(content[:kept])
        with pytest.raises(InputError, match=r"photos\.h5: \d+ bytes without a seal at their end; it was cut short"):
            PixelPack(pack_path)


def test_bytes_lost_in_the_middle(pack_path: Path) -> None:
    content = pack_path.read_bytes()
    pack_path.write_bytes(content[:500] + content[600:])
    with pytest.raises(
        InputError, match=rf"{len(content) - 120} bytes before the seal, which tells of {len(content) - 20}"
    ):
        PixelPack(pack_path)


@pytest.mark.parametrize("name", ["pixels", "image_names", "image_sizes"])
def test_a_missing_dataset(tmp_path: Path, name: str) -> None:
    path = write_pack(tmp_path / "photos.h5", invented(4), without=name)
    with pytest.raises(InputError, match=f'photos.h5: no dataset "{name}"; expected image_names, image_sizes, pixels'):
        PixelPack(path)


def test_other_files(facsimile: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere.h5: No such file"):
        PixelPack(tmp_path / "nowhere.h5")
    encoded, vectors = tmp_path / "encoded.h5", tmp_path / "vectors.h5"
    program.run(facsimile, "pack", FIXTURES / "references", "-o", encoded, "--quiet")
    with pytest.raises(InputError, match="holds encoded photos; expected pixels: facsimile pack --store pixels"):
        PixelPack(encoded)
    program.run(facsimile, "embed", encoded, "--model", "gist", "-o", vectors, "--quiet")
    with pytest.raises(InputError, match='format is "facsimile-vectors"; expected "facsimile-images"'):
        PixelPack(vectors)


def test_no_such_photo(pack_path: Path) -> None:
    with PixelPack(pack_path) as pack, pytest.raises(InputError, match='no photo "Q1"; it has 24, the first is "P000"'):
        pack.place("Q1")


def test_pixels_of_another_shape(tmp_path: Path) -> None:
    path = write_pack(tmp_path / "photos.h5", numpy.zeros((4, 32, 16, 3), numpy.uint8))
    with pytest.raises(InputError, match=r"pixels are uint8 \(4, 32, 16, 3\); expected uint8 \(4, 32, 32, 3\)"):
        PixelPack(path)


def test_damage(pack_path: Path, tmp_path: Path) -> None:
    content = pack_path.read_bytes()
    opened = 0
    for place in range(0, len(content) - 20, 97):
        damaged = tmp_path / "damaged.h5"
        damaged.write_bytes(
            content[:place] + bytes(byte ^ 0xA5 for byte in content[place:][:32]) + content[place + 32 :]
        )
        # Damaged pixels are pixels; all else is told of.
        try:
            with PixelPack(damaged) as pack:
                pack.read(0, len(pack))
                opened += 1
        except InputError as error:
            assert str(error).startswith(f"{damaged}: ")
    assert 0 < opened

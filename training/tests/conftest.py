"""Invented photos, packs as docs/packs.md describes them, and the program."""

from __future__ import annotations

import json
import os
import struct
import zlib
from pathlib import Path

import h5py
import numpy
import pytest
from PIL import Image

REPOSITORY = Path(__file__).parents[2]
FIXTURES = REPOSITORY / "fixtures"
FACSIMILE = Path(os.environ.get("FACSIMILE", REPOSITORY / ".build/release/facsimile"))
SIDE = 32


@pytest.fixture(scope="session")
def facsimile() -> str:
    """The program."""
    if not FACSIMILE.exists():
        pytest.fail(f"{FACSIMILE} isn't there: make build")
    return str(FACSIMILE)


def invented(count: int, side: int = SIDE, seed: int = 0) -> numpy.ndarray:
    """Squares [count, side, side, 3] of smooth colours, no two alike."""
    coarse = numpy.random.default_rng(seed).integers(0, 256, (count, 6, 6, 3), dtype=numpy.uint8)
    return numpy.stack([numpy.asarray(Image.fromarray(each).resize((side, side))) for each in coarse])


def write_pack(path: Path, squares: numpy.ndarray, chunk: int = 4, without: str = "") -> Path:
    """A pack of squares that are called P000, P001 and so on."""
    with h5py.File(path, "w") as file:
        file.attrs["format"] = numpy.bytes_(b"facsimile-images")
        file.attrs["options"] = numpy.bytes_(json.dumps({"side": squares.shape[1], "store": "pixels"}).encode())
        names = numpy.array([f"P{number:03d}".encode() for number in range(len(squares))])
        file["image_names"] = names.astype(h5py.string_dtype("utf-8", 4))
        file["image_sizes"] = numpy.full((len(squares), 2), squares.shape[1], numpy.int32)
        file.create_dataset("pixels", data=squares, chunks=(min(chunk, len(squares)), *squares.shape[1:]))
        if without:
            del file[without]
    content = path.read_bytes()
    path.write_bytes(content + b"\x89FSL\r\n\x1a\n" + struct.pack("<QI", len(content), zlib.crc32(content)))
    return path


@pytest.fixture
def pack_path(tmp_path: Path) -> Path:
    """A pack of 24 photos."""
    return write_pack(tmp_path / "photos.h5", invented(24))

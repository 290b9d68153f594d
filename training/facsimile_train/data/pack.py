"""Squares of RGB as `facsimile pack --store pixels` writes them: docs/packs.md."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from types import TracebackType

import h5py
import numpy

from facsimile_train.errors import InputError

#: Signature of the last 20 bytes; behind it the number of bytes before them, and their CRC-32.
_SEAL = b"\x89FSL\r\n\x1a\n"
_SEAL_BYTES = 20
_DATASETS = ("image_names", "image_sizes", "pixels")


class PixelPack:
    """A pack of N squares, [N, side, side, 3] of UInt8; photos are read when they are asked for.

    Opening it raises InputError where it is cut short, of another kind, or lacks a dataset.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._check_seal()
        try:
            self._file = h5py.File(self.path, "r")
        except OSError as error:
            raise InputError(f"{self.path}: no HDF5 file ({error}); expected a pack of facsimile") from error
        try:
            self._check_layout()
            self._pixels = self._file["pixels"]
            #: Photos that lie together in the file.
            self.chunk = self._pixels.chunks[0] if self._pixels.chunks else len(self._pixels)
            self.names: list[str] = list(self._file["image_names"].asstr()[:])
            self.side: int = self._pixels.shape[1]
        except InputError:
            self._file.close()
            raise
        # Whatever h5py makes of what isn't as it was written.
        except (AttributeError, KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
            self._file.close()
            raise InputError(f"{self.path}: damaged ({error}); see facsimile check") from error

    def __len__(self) -> int:
        return len(self.names)

    def __enter__(self) -> PixelPack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """No photo can be read afterwards."""
        self._file.close()

    def read(self, first: int, end: int) -> numpy.ndarray:
        """The squares `first` up to `end`, in one contiguous read where they are of one chunk."""
        try:
            return self._pixels[first:end]
        except OSError as error:
            raise InputError(f"{self.path}: damaged at photos {first} to {end - 1} ({error})") from error

    def read_one(self, index: int) -> numpy.ndarray:
        """One square, [side, side, 3]."""
        return self.read(index, index + 1)[0]

    def expect(self, least: int, why: str) -> None:
        """Raises InputError where there are fewer photos."""
        if len(self) < least:
            raise InputError(f"{self.path}: photos: {len(self)}; expected at least {least}, {why}")

    def place(self, name: str) -> int:
        """Where the photo of that id is; raises InputError where there is none."""
        if not hasattr(self, "_places"):
            self._places = {each: place for place, each in enumerate(self.names)}
        if name not in self._places:
            raise InputError(f'{self.path}: no photo "{name}"; it has {len(self)}, the first is "{self.names[0]}"')
        return self._places[name]

    def _check_seal(self) -> None:
        try:
            with open(self.path, "rb") as file:
                file.seek(0, os.SEEK_END)
                total = file.tell()
                file.seek(max(0, total - _SEAL_BYTES))
                seal = file.read()
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror}; expected a pack of facsimile") from error
        if seal[:8] != _SEAL:
            raise InputError(
                f"{self.path}: {total} bytes without a seal at their end; it was cut short, or is no pack of facsimile"
            )
        before = struct.unpack("<Q", seal[8:16])[0]
        if before != total - _SEAL_BYTES:
            raise InputError(f"{self.path}: {total - _SEAL_BYTES} bytes before the seal, which tells of {before}")

    def _check_layout(self) -> None:
        kind = self._file.attrs.get("format", b"")
        kind = kind.decode() if isinstance(kind, bytes) else str(kind)
        if kind != "facsimile-images":
            raise InputError(f'{self.path}: format is "{kind}"; expected "facsimile-images", as facsimile pack writes')
        if "encoded" in self._file:
            raise InputError(f"{self.path}: holds encoded photos; expected pixels: facsimile pack --store pixels")
        for name in _DATASETS:
            if name not in self._file:
                raise InputError(f'{self.path}: no dataset "{name}"; expected {", ".join(_DATASETS)}')
        pixels, count = self._file["pixels"], len(self._file["image_names"])
        side = json.loads(self._file.attrs["options"]).get("side") if "options" in self._file.attrs else None
        expected = (count, side, side, 3)
        if pixels.shape != expected or pixels.dtype != numpy.uint8:
            raise InputError(f"{self.path}: pixels are {pixels.dtype} {pixels.shape}; expected uint8 {expected}")
        if not count:
            raise InputError(f"{self.path}: no photos")

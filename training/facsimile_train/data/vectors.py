"""Vector files of `facsimile embed`."""

from __future__ import annotations

import os
from dataclasses import dataclass

import h5py
import numpy

from facsimile_train.errors import InputError


@dataclass(frozen=True)
class Vectors:
    """Ids [N] and their vectors [N, D] of Float32; of several views, the first."""

    ids: list[str]
    values: numpy.ndarray


def read_vectors(path: str | os.PathLike[str]) -> Vectors:
    """Reads a file; raises InputError where it is none."""
    try:
        with h5py.File(path) as file:
            names, values = file["image_names"][:], file["vectors"]
            views = str(file.attrs.get("views", "full")).split(",")
            values = values[:, : values.shape[1] // len(views)].astype(numpy.float32)
    except (OSError, KeyError) as error:
        raise InputError(f"{path}: {error}; expected a vector file of facsimile embed") from error
    return Vectors([name.decode() for name in names], values)

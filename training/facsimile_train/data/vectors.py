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
            ids, values = list(file["image_names"].asstr()[:]), file["vectors"]
            views = str(file.attrs.get("views", "full")).split(",")
            values = values[:, : values.shape[1] // len(views)].astype(numpy.float32)
    except (AttributeError, IndexError, KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
        raise InputError(f"{path}: {error}; expected a vector file of facsimile embed") from error
    if not ids or len(ids) != len(values):
        raise InputError(f"{path}: {len(ids)} photos, {len(values)} vectors; expected as many of either, and some")
    for name, vector in zip(ids, values, strict=True):
        if not numpy.isfinite(vector).all():
            raise InputError(f'{path}: the vector of "{name}" has numbers that are not finite')
    return Vectors(ids, values)

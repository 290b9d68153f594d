"""Photos laid out on a plane by t-SNE of their vectors: what `script/photo-map` prints, and the report draws."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from typing import TextIO

import numpy
from sklearn.manifold import TSNE

from facsimile_train.data.vectors import read_vectors
from facsimile_train.errors import InputError

_MOST_PERPLEXITY = 30


def lay_out(vectors: numpy.ndarray) -> numpy.ndarray:
    """Places [N, 2] of vectors [N, D]; equal vectors give equal places (van der Maaten & Hinton, JMLR 2008)."""
    perplexity = min(_MOST_PERPLEXITY, max(1, (len(vectors) - 1) / 3))
    return TSNE(perplexity=perplexity, init="pca", random_state=0).fit_transform(vectors)


def write_map(file: TextIO, ids: Sequence[str], places: numpy.ndarray) -> None:
    """`id,x,y`, as `facsimile inspect --map` reads it."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["id", "x", "y"])
    table.writerows((name, f"{x:.4f}", f"{y:.4f}") for name, (x, y) in zip(ids, places, strict=True))


def main(paths: Sequence[str]) -> int:
    """Prints the map of vector files; of several views of a photo, the first one counts."""
    try:
        files = [read_vectors(path) for path in paths]
    except InputError as error:
        print(f"photo-map: error: {error}", file=sys.stderr)
        return 1
    ids = [name for each in files for name in each.ids]
    write_map(sys.stdout, ids, lay_out(numpy.concatenate([each.values for each in files])))
    return 0

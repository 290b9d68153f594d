"""A training as a folder: the weights, how they came about, and the log."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from textwrap import shorten

import torch
from torch import nn

import facsimile_train
from facsimile_train.errors import InputError
from facsimile_train.models.descriptor import Descriptor, DescriptorOptions
from facsimile_train.models.pair_classifier import PairClassifier, PairOptions
from facsimile_train.models.weights_file import read_weights

_FORMAT = "facsimile-train"
_VERSION = 1
_KINDS = {"descriptor": (Descriptor, DescriptorOptions), "pair": (PairClassifier, PairOptions)}
MODEL, LOG, RECORD = "model.pt", "log.csv", "run.json"
COLUMNS = ("step", "epoch", "intensity", "training_loss", "validation_loss", "validation_recall")
_A_LOG = f"the log of a training ({','.join(COLUMNS)})"


@dataclass
class Log:
    """Rows of numbers by `COLUMNS`; None where there is none."""

    rows: list[dict[str, float | None]] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Writes `log.csv`."""
        with open(folder / LOG, "w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(["" if row[name] is None else f"{row[name]:.6g}" for name in COLUMNS] for row in self.rows)


def read_log(folder: Path) -> list[dict[str, float | None]]:
    """The rows of a training's log."""
    path = folder / LOG
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected {_A_LOG}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}; expected {_A_LOG}") from error
    if not rows or rows[0] != list(COLUMNS):
        raise InputError(f'{path}: begins with "{",".join(rows[0]) if rows else ""}"; expected {_A_LOG}')
    found = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS):
            raise InputError(f"{path}, line {number}: {len(row)} fields; expected {len(COLUMNS)}, as the header has")
        try:
            found.append({name: float(text) if text else None for name, text in zip(COLUMNS, row, strict=True)})
        except ValueError as error:
            raise InputError(f"{path}, line {number}: {error}; expected numbers") from error
    return found


def save(folder: Path, net: Descriptor | PairClassifier, record: dict[str, object], log: Log) -> None:
    """Writes the folder's files."""
    kind = "descriptor" if isinstance(net, Descriptor) else "pair"
    content = {"format": _FORMAT, "version": _VERSION, "kind": kind, "options": asdict(net.options)}
    # Writing itself, torch.save says of a full disk that its own code is wrong.
    weights = io.BytesIO()
    torch.save({**content, "weights": net.state_dict()}, weights)
    (folder / MODEL).write_bytes(weights.getvalue())
    versions = {"facsimile_train": facsimile_train.__version__, "torch": torch.__version__}
    text = json.dumps({"kind": kind, "model": asdict(net.options), **record, "versions": versions}, indent=2)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")
    log.write(folder)


def load(folder: Path) -> nn.Module:
    """The network of a training, which is ready to be used; raises InputError where there is none."""
    path = folder / MODEL
    content = read_weights(path, "the folder of a training (facsimile-train fit -o)")
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise InputError(f"{path}: no model of facsimile-train")
    if content.get("version") != _VERSION:
        raise InputError(f"{path}: format version {content.get('version')}; expected {_VERSION}")
    try:
        kind, options = _KINDS[content["kind"]]
        net = kind(options(**content["options"]))
        net.load_state_dict(content["weights"])
    except (KeyError, TypeError, RuntimeError, InputError) as error:
        raise InputError(
            f"{path}: isn't whole ({shorten(str(error), 200)}); expected what facsimile-train fit leaves"
        ) from error
    return net.eval()


def load_descriptor(folder: Path) -> Descriptor:
    """The same, of a descriptor alone."""
    net = load(folder)
    if not isinstance(net, Descriptor):
        raise InputError(f"{folder}: holds a pair model; expected a descriptor (facsimile-train fit)")
    return net

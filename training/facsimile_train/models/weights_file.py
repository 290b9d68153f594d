"""Files of torch.save."""

from __future__ import annotations

import io
import os
from pathlib import Path

import torch

from facsimile_train.errors import InputError


def read_weights(path: str | os.PathLike[str], expected: str) -> object:
    """What a file holds; of tensors, numbers, text and containers alone, so that no code of the file is run."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected {expected}") from error
    try:
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    # Bytes that are no such file are taken for instructions, which fail in whatever way.
    except Exception as error:
        raise InputError(f"{path}: nothing that torch.save wrote, or more than weights; expected {expected}") from error

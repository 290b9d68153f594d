"""Files of torch.save."""

from __future__ import annotations

import os
import pickle

import torch

from facsimile_train.errors import InputError


def read_weights(path: str | os.PathLike[str], expected: str) -> object:
    """What a file holds; of tensors, numbers, text and containers alone, so that no code of the file is run."""
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected {expected}") from error
    except (RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise InputError(f"{path}: nothing that torch.save wrote, or more than weights; expected {expected}") from error

"""Options of how a training goes, which all trainings have."""

from __future__ import annotations

from collections.abc import Callable

from facsimile_train.fitting.settings import Settings


def add_course(add: Callable[..., object], default: Settings) -> None:
    """Adds them to a command's options by `add`, which is `add_argument`."""
    add(
        "--progressive",
        action="store_true",
        help="edits grow harder over the training, instead of being hard from the start",
    )
    add("--validate-every", type=int, metavar="N", default=default.validate_every, help="steps between rows of the log")
    add("--seed", type=int, metavar="N", default=default.seed, help="of weights, order and edits")
    add("--threads", type=int, metavar="N", default=default.threads, help="of PyTorch; the weights depend on it")

"""What a training is told."""

from __future__ import annotations

from dataclasses import dataclass

from facsimile_train.errors import InputError
from facsimile_train.mining.schedule import MINING

LOSSES = ("info-nce", "triplet", "two-term-triplet", "byol")


@dataclass(frozen=True)
class Settings:
    """Of the training of a descriptor; which of them counts depends on the loss."""

    loss: str = "info-nce"
    #: Photos of a batch; each is there as it is and as an edited copy.
    batch: int = 200
    steps: int = 1000
    learning_rate: float = 1e-3
    #: Of the triplet losses: which triplets of a batch are learnt from, how many, and the margin, a distance (0 to 2).
    mining: str = "semi-hard-then-hard"
    keep: int = 16
    margin: float = 0.5
    #: Of InfoNCE: SSCD's temperature, and the weight of its entropy term.
    temperature: float = 0.05
    entropy_weight: float = 1.0
    #: Of BYOL: how much of the target network stays at the first step.
    target_decay: float = 0.99
    progressive: bool = False
    seed: int = 0
    threads: int = 1
    #: Steps from one look at the validation set to the next.
    validate_every: int = 100

    def validate(self) -> None:
        """Raises InputError for the first that is out of range."""
        _expect(self.loss in LOSSES, "loss", self.loss, f"one of {', '.join(LOSSES)}")
        _expect(self.mining in MINING, "mining", self.mining, f"one of {', '.join(MINING)}")
        for name, least in (("batch", 2), ("steps", 0), ("keep", 1), ("threads", 1), ("validate_every", 1)):
            _expect(getattr(self, name) >= least, name, getattr(self, name), f"at least {least}")
        _expect(self.threads <= 1024, "threads", self.threads, "at most 1024")
        _expect(0 < self.learning_rate <= 1, "learning_rate", self.learning_rate, "a number above 0, up to 1")
        _expect(0 < self.margin <= 2, "margin", self.margin, "a distance above 0, up to 2")
        _expect(0 < self.temperature <= 10, "temperature", self.temperature, "a number above 0, up to 10")
        _expect(0 <= self.entropy_weight <= 100, "entropy_weight", self.entropy_weight, "a number from 0 to 100")
        _expect(0 <= self.target_decay < 1, "target_decay", self.target_decay, "a number from 0, below 1")
        _expect(0 <= self.seed < 2**63, "seed", self.seed, "a number from 0, below 2^63")


def _expect(holds: bool, name: str, value: object, expected: str) -> None:
    if not holds:
        raise InputError(f"--{name.replace('_', '-')} is {value}; expected {expected}")

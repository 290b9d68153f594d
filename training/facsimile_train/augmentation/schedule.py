"""How hard edits are over a training."""

from __future__ import annotations

_FIRST = 0.2
_RISING_SHARE = 0.75


def intensity(step: int, steps: int, progressive: bool) -> float:
    """The intensity of a step in 0…1: full, or rising from 0.2 along a line over three quarters of the steps."""
    if not progressive:
        return 1.0
    return min(1.0, _FIRST + (1 - _FIRST) * step / max(1, _RISING_SHARE * steps))

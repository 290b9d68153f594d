"""What a training of a descriptor makes small, step by step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from random import Random

import torch
from torch import Tensor, nn

from facsimile_train.fitting.settings import Settings
from facsimile_train.losses.byol import byol, target_decay
from facsimile_train.losses.info_nce import info_nce
from facsimile_train.losses.koleo import koleo
from facsimile_train.losses.triplet import triplet
from facsimile_train.losses.two_term_triplet import two_term_triplet
from facsimile_train.mining.random_negatives import random_negatives
from facsimile_train.mining.schedule import mine, needs_vectors
from facsimile_train.mining.triplets import Triplets
from facsimile_train.models.byol import BYOLHeads
from facsimile_train.models.descriptor import Descriptor


class Objective(ABC):
    """A loss of copies and their originals [B, 3, side, side]."""

    @abstractmethod
    def loss(self, copies: Tensor, originals: Tensor, progress: float, draw: Random) -> Tensor:
        """One number; `progress` is the share of the steps that are done."""

    def parameters(self) -> Iterable[nn.Parameter]:
        """What is trained beside the network."""
        return ()

    def after_step(self, step: int) -> None:  # noqa: B027 (most have nothing to do)
        """Called when the network has been changed."""


def objective(net: Descriptor, settings: Settings) -> Objective:
    """The one that the settings name."""
    if settings.loss == "info-nce":
        return _Contrastive(net, settings)
    if settings.loss == "byol":
        return _BYOL(net, settings)
    return _Triplet(net, settings)


class _Contrastive(Objective):
    """InfoNCE, and the entropy term with its weight."""

    def __init__(self, net: Descriptor, settings: Settings) -> None:
        self._net, self._settings = net, settings

    def loss(self, copies: Tensor, originals: Tensor, progress: float, draw: Random) -> Tensor:
        first, second = self._net(torch.cat([copies, originals])).chunk(2)
        value = info_nce(first, second, self._settings.temperature)
        if self._settings.entropy_weight:
            value = value + self._settings.entropy_weight * koleo(first, second)
        return value


class _Triplet(Objective):
    """The mean over the triplets that mining has chosen, by the vectors of the whole batch as the network gives them
    now.
    """

    def __init__(self, net: Descriptor, settings: Settings) -> None:
        self._net, self._settings = net, settings
        self._loss = triplet if settings.loss == "triplet" else two_term_triplet

    def loss(self, copies: Tensor, originals: Tensor, progress: float, draw: Random) -> Tensor:
        chosen = self._choose(copies, originals, progress, draw)
        vectors = self._net(torch.cat([copies[chosen.photos], originals[chosen.photos], originals[chosen.negatives]]))
        return self._loss(*vectors.chunk(3), self._settings.margin).mean()

    def _choose(self, copies: Tensor, originals: Tensor, progress: float, draw: Random) -> Triplets:
        settings = self._settings
        if needs_vectors(settings.mining):
            with torch.no_grad():
                vectors = self._net(torch.cat([copies, originals])).chunk(2)
            chosen = mine(settings.mining, *vectors, settings.keep, settings.margin, progress, draw)
            if len(chosen):
                return chosen
        # Nothing is semi-hard: a step by chance rather than none.
        return random_negatives(len(copies), settings.keep, draw)


class _BYOL(Objective):
    """Both pictures foretold from each other (Grill et al., 2020, section 3.1)."""

    def __init__(self, net: Descriptor, settings: Settings) -> None:
        self._net, self._settings = net, settings
        self._heads = BYOLHeads(net)

    def loss(self, copies: Tensor, originals: Tensor, progress: float, draw: Random) -> Tensor:
        heads = self._heads
        return byol(heads.predict(self._net, copies), heads.project(originals)) + byol(
            heads.predict(self._net, originals), heads.project(copies)
        )

    def parameters(self) -> Iterable[nn.Parameter]:
        return [*self._heads.projector.parameters(), *self._heads.predictor.parameters()]

    def after_step(self, step: int) -> None:
        self._heads.follow(self._net, target_decay(step, self._settings.steps, self._settings.target_decay))

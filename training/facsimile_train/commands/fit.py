"""Train a descriptor.

Each photo of a batch is there as it is and as an edited copy. The folder gets the weights (model.pt), a log (log.csv)
and what was told (run.json). On one thread, equal photos, options and versions give equal weights.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

from facsimile_train.commands.course import add_course
from facsimile_train.data.negatives import Negatives
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError
from facsimile_train.files import new_folder
from facsimile_train.fitting import determinism, run_folder
from facsimile_train.fitting.descriptor import centre, fit
from facsimile_train.fitting.settings import LOSSES, Settings
from facsimile_train.mining.schedule import MINING
from facsimile_train.models.descriptor import NAMES, Descriptor, DescriptorOptions
from facsimile_train.models.torchvision_resnet import TorchvisionResNet

_DEFAULT, _NET = Settings(), DescriptorOptions()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add = parser.add_argument
    add("photos", type=Path, metavar="PACK", help="photos to learn from (facsimile pack --store pixels)")
    add("-o", "--output", type=Path, required=True, metavar="FOLDER", help="what the training leaves")
    add("--others", type=Path, required=True, metavar="PACK", help="photos to paste, or to paste onto: none of PACK")
    add("--validation", type=Path, metavar="PACK", help="other photos, for the log's validation loss and recall")
    add(
        "--negatives",
        type=Path,
        metavar="CSV",
        help="pairs that are no copies, to meet in a batch (facsimile-train mine)",
    )
    add("--from", dest="start", type=Path, metavar="FOLDER", help="go on from a training's weights, with its network")
    add("--weights", type=Path, metavar="FILE", help="a state dict of torchvision's, for --model resnet18 and the like")
    add("--model", choices=NAMES, default=_NET.name, help="the network")
    add("--side", type=int, metavar="N", default=_NET.side, help="pixels of the network's pictures")
    add("--dimensions", type=int, metavar="N", default=_NET.dimensions, help="numbers of a vector")
    add("--width", type=int, metavar="N", default=_NET.width, help="channels of a small network's first layer")
    add("--loss", choices=LOSSES, default=_DEFAULT.loss, help="what is made small")
    add("--batch", type=int, metavar="N", default=_DEFAULT.batch, help="photos of a step")
    add("--steps", type=int, metavar="N", default=_DEFAULT.steps, help="steps of the training")
    add("--learning-rate", type=float, metavar="X", default=_DEFAULT.learning_rate, help="the largest, of AdamW")
    add("--mining", choices=MINING, default=_DEFAULT.mining, help="triplets: which negatives of a batch")
    add("--keep", type=int, metavar="N", default=_DEFAULT.keep, help="triplets: how many of a batch are learnt from")
    add("--margin", type=float, metavar="X", default=_DEFAULT.margin, help="triplets: in units of distance")
    add("--temperature", type=float, metavar="X", default=_DEFAULT.temperature, help="info-nce: of the cosines")
    add(
        "--entropy-weight",
        type=float,
        metavar="X",
        default=_DEFAULT.entropy_weight,
        help="info-nce: of SSCD's entropy term",
    )
    add(
        "--target-decay",
        type=float,
        metavar="X",
        default=_DEFAULT.target_decay,
        help="byol: of the target network at first",
    )
    add_course(add, _DEFAULT)


def run(options: argparse.Namespace) -> None:
    """Trains, and says how it goes."""
    settings = Settings(**{field.name: getattr(options, field.name) for field in fields(Settings)})
    settings.validate()
    determinism.begin(settings.seed, settings.threads)
    photos, others = PixelPack(options.photos), PixelPack(options.others)
    photos.expect(2, "to be told apart")
    net = _network(options)
    if not options.start:
        centre(net, photos, settings.seed)
    validation = PixelPack(options.validation) if options.validation else None
    if validation:
        validation.expect(2, "to be told apart")
    negatives = Negatives(options.negatives, photos) if options.negatives else None
    with new_folder(options.output) as folder:
        fit(net, photos, others, validation, negatives, settings, folder, lambda text: print(text, flush=True))
    print(f"{options.output / run_folder.MODEL}")


def _network(options: argparse.Namespace) -> Descriptor:
    if options.start and options.weights:
        raise InputError("--from beside --weights; expected one of them")
    if options.start:
        return run_folder.load_descriptor(options.start)
    net = Descriptor(DescriptorOptions(options.model, options.side, options.dimensions, options.width))
    if options.weights:
        if not isinstance(net.trunk, TorchvisionResNet):
            raise InputError(f"--weights beside --model {options.model}; expected one of torchvision's networks")
        net.trunk.load(options.weights)
    return net

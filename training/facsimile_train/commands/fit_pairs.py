"""Train a pair model: whether a query was made from a reference, by one look at both.

Each copy of a batch is shown beside its original and beside another photo. The logit is calibrated on half of the
validation photos, with as many copies as others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from facsimile_train.commands.course import add_course
from facsimile_train.data.negatives import Negatives
from facsimile_train.data.pack import PixelPack
from facsimile_train.errors import InputError
from facsimile_train.files import new_folder
from facsimile_train.fitting import determinism, run_folder
from facsimile_train.fitting.pair import fit_pair
from facsimile_train.fitting.settings import Settings
from facsimile_train.models.pair_classifier import PairClassifier, PairOptions
from facsimile_train.models.small_resnet import SmallResNet

_NET = PairOptions()
_DEFAULT = Settings(batch=32, learning_rate=5e-4)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add = parser.add_argument
    add("photos", type=Path, metavar="PACK", help="photos to learn from (facsimile pack --store pixels)")
    add("-o", "--output", type=Path, required=True, metavar="FOLDER", help="what the training leaves")
    add("--others", type=Path, required=True, metavar="PACK", help="photos to paste, or to paste onto: none of PACK")
    add("--validation", type=Path, required=True, metavar="PACK", help="other photos, to validate and to calibrate on")
    add(
        "--negatives",
        type=Path,
        metavar="CSV",
        help="pairs that are no copies, to meet in a batch (facsimile-train mine)",
    )
    add(
        "--descriptor",
        type=Path,
        metavar="FOLDER",
        help="a training of small-resnet: gives its first stages, and names alike photos",
    )
    add("--side", type=int, metavar="N", default=_NET.side, help="pixels of each picture")
    add("--width", type=int, metavar="N", default=_NET.width, help="channels of the first layer")
    add("--batch", type=int, metavar="N", default=_DEFAULT.batch, help="photos of a step")
    add("--steps", type=int, metavar="N", default=_DEFAULT.steps, help="steps of the training")
    add("--learning-rate", type=float, metavar="X", default=_DEFAULT.learning_rate, help="the largest, of AdamW")
    add_course(add, _DEFAULT)


def run(options: argparse.Namespace) -> None:
    """Trains, calibrates, and says how it goes."""
    names = ("batch", "steps", "learning_rate", "progressive", "validate_every", "seed", "threads")
    settings = Settings(**{name: getattr(options, name) for name in names})
    settings.validate()
    determinism.begin(settings.seed, settings.threads)
    net = PairClassifier(PairOptions(options.side, options.width))
    guide = run_folder.load_descriptor(options.descriptor) if options.descriptor else None
    if guide:
        trunk = guide.trunk
        if not isinstance(trunk, SmallResNet) or (guide.options.side, guide.options.width) != (
            options.side,
            options.width,
        ):
            raise InputError(
                f"{options.descriptor}: {guide.options}; "
                f"expected small-resnet, side {options.side}, width {options.width}"
            )
        net.take_stem(trunk)
    photos, others, held = (PixelPack(path) for path in (options.photos, options.others, options.validation))
    photos.expect(2, "to be told apart")
    held.expect(8, "half of them to calibrate on")
    negatives = Negatives(options.negatives, photos) if options.negatives else None
    with new_folder(options.output) as folder:
        fit_pair(net, photos, others, held, negatives, guide, settings, folder, lambda text: print(text, flush=True))
    print(f"{options.output / run_folder.MODEL}")

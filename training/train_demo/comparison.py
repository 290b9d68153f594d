"""The trainings of the demo, and what each finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, stdev

from facsimile_train.data.pairs import read_pairs
from facsimile_train.data.vectors import Vectors, read_vectors
from facsimile_train.report.recall import closer_counts
from train_demo.colour_histogram import colour_histograms
from train_demo.jobs import Programs

_SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Arm:
    """A way of training: its name, its steps and options of `facsimile-train fit`."""

    name: str
    steps: int
    options: tuple[str, ...]
    #: The arm from whose weights of the same seed it goes on, and whether with the negatives that are mined by these.
    after: str | None = None
    mined: bool = False


_START = Arm("start", 0, ())
_PROGRESSIVE = Arm("progressive", 300, ("--batch", "64", "--progressive"))
_FULL = Arm("full from the start", 300, ("--batch", "64"))
_TRIPLETS = ("--loss", "triplet", "--margin", "0.3", "--learning-rate", "5e-4", "--progressive", "--mining")
_HARD = Arm("semi-hard, then hard negatives", 100, (*_TRIPLETS, "semi-hard-then-hard"))
_SEMI_HARD = Arm("semi-hard negatives", 100, (*_TRIPLETS, "semi-hard"))
# A step of it learns from 16 triplets, too, and needs no larger batch to choose from.
_RANDOM = Arm("random negatives", 100, (*_TRIPLETS, "random", "--batch", "32"))
_ON_STEPS = 100
_ON = ("--batch", "64", "--learning-rate", "3e-4")
_WITH_MINED = Arm("on, with mined negatives", _ON_STEPS, _ON, _PROGRESSIVE.name, mined=True)
_WITHOUT = Arm("on, without", _ON_STEPS, _ON, _PROGRESSIVE.name)
_LEARNT = (_PROGRESSIVE, _FULL, _HARD, _SEMI_HARD, _RANDOM)


@dataclass(frozen=True)
class Found:
    """Recall at rank 1 of each seed, and seconds of processor of each training."""

    recalls: list[float]
    seconds: list[float]


def run(folder: Path, programs: Programs, share: float) -> dict[str, object]:
    """Trains, searches and prints; returns all figures."""
    print(programs.train("throughput", folder / "pieces/train", "--pack", folder / "train.h5"), end="", flush=True)
    programs.train(
        "edit", folder / "test.h5", "--others", folder / "test-others.h5", "--copies", "2", "-o", folder / "edited"
    )
    search = _Search(folder, programs)
    found = {}
    for arms, seeds in (((_START,), _SEEDS[:1]), (_LEARNT, _SEEDS)):
        found |= _train(folder, programs, search, arms, seeds, share)
    for seed in _SEEDS:
        _mine(folder, programs, _folder(folder, _PROGRESSIVE.name, seed))
    found |= _train(folder, programs, search, (_WITH_MINED, _WITHOUT), _SEEDS, share)
    gist = search.embedded("gist", "--model", "gist")
    histogram = search.recall(colour_histograms(folder / "edited/queries"), colour_histograms(folder / "pieces/test"))
    print(
        f"\nrecall@1 of {search.queries} copies among all {search.references} pieces of photos that nothing learnt from"
    )
    _table(
        [
            ("colour histogram", f"{histogram:.3f}"),
            ("GIST (facsimile embed --model gist)", f"{gist:.3f}"),
            ("the network at its start", f"{found['start'].recalls[0]:.3f}"),
            *(
                (f"InfoNCE, {arm.name}", _spread(found[arm.name]))
                for arm in (_PROGRESSIVE, _FULL, _WITH_MINED, _WITHOUT)
            ),
            *((f"triplets, {arm.name}", _spread(found[arm.name])) for arm in (_HARD, _SEMI_HARD, _RANDOM)),
        ]
    )
    print(
        f"{_PROGRESSIVE.steps} steps of InfoNCE, {_ON_STEPS} more from the progressive one, {_HARD.steps} of triplets; "
        f"mean and deviation of {len(_SEEDS)} seeds, each of them\n"
    )
    _say_which(found, _HARD.name, _RANDOM.name)
    _say_which(found, _SEMI_HARD.name, _RANDOM.name)
    _say_which(found, _WITH_MINED.name, _WITHOUT.name)
    _say_which(found, _PROGRESSIVE.name, _FULL.name)
    print(f"\nseconds of processor: {sum(sum(each.seconds) for each in found.values()):.0f}")
    _report(folder, programs)
    figures = {name: {"recalls": each.recalls, "seconds": each.seconds} for name, each in found.items()}
    return {**figures, "gist": gist, "colour histogram": histogram}


class _Search:
    """The copies, searched among the pieces of the test."""

    def __init__(self, folder: Path, programs: Programs) -> None:
        self._folder, self._programs = folder, programs
        self._truth = {query: reference for query, reference, _ in read_pairs(folder / "edited/ground_truth.csv")}
        self.queries = len(self._truth)
        self.references = sum(1 for _ in (folder / "pieces/test").iterdir())

    def embedded(self, name: str, *model: str | Path) -> float:
        """Recall by the vectors of `facsimile embed`, which are left as NAME.queries.h5 and NAME.references.h5."""
        vectors = []
        for side, photos in (("queries", "edited/queries"), ("references", "pieces/test")):
            path = self._folder / side / f"{name}.h5"
            path.parent.mkdir(exist_ok=True)
            self._programs.facsimile("embed", self._folder / photos, *model, "-o", path)
            vectors.append(read_vectors(path))
        return self.recall(*vectors)

    def recall(self, queries: Vectors, references: Vectors) -> float:
        """The share of queries whose original is nearer than all others."""
        return float((closer_counts(queries, references, self._truth) == 0).mean())


def _train(
    folder: Path, programs: Programs, search: _Search, arms: tuple[Arm, ...], seeds: tuple[int, ...], share: float
) -> dict[str, Found]:
    jobs = [(arm, seed) for seed in seeds for arm in arms]
    seconds = programs.train_all([_fit(folder, arm, seed, share) for arm, seed in jobs])
    found = {arm.name: Found([], []) for arm in arms}
    for (arm, seed), spent in zip(jobs, seconds, strict=True):
        training = _folder(folder, arm.name, seed)
        programs.train("export", training, "-o", training / "model.onnx")
        model = ("--model", training / "model.onnx", "--preprocess", training / "model.json")
        recall = search.embedded(training.name, *model)
        print(f"{training.name}: recall@1 {recall:.3f}, {spent:.0f} s of processor", flush=True)
        found[arm.name].recalls.append(recall)
        found[arm.name].seconds.append(spent)
    return found


def _mine(folder: Path, programs: Programs, training: Path) -> None:
    photos, vectors = folder / "pieces/train", training / "train.h5"
    model = ("--model", training / "model.onnx", "--preprocess", training / "model.json")
    programs.facsimile("embed", photos, *model, "-o", vectors)
    candidates, verified = training / "candidates.csv", training / "verified.csv"
    programs.facsimile("neighbors", "--queries", vectors, "--references", vectors, "-k", "10", "-o", candidates)
    rules = ("--extractor", "sift", "--combine", "replace")
    both = ("--queries", photos, "--references", photos)
    programs.facsimile("verify", "--candidates", candidates, *both, *rules, "-o", verified)
    print(programs.train("mine", candidates, verified, "-o", training / "negatives.csv"), end="", flush=True)


def _fit(folder: Path, arm: Arm, seed: int, share: float) -> list[str | Path]:
    words: list[str | Path] = ["fit", folder / "train.h5", "-o", _folder(folder, arm.name, seed)]
    words += ["--others", folder / "others.h5", "--validation", folder / "validation.h5", "--validate-every", "50"]
    words += ["--seed", f"{seed}", "--steps", f"{round(arm.steps * share)}", *arm.options]
    if arm.after:
        words += ["--from", _folder(folder, arm.after, seed)]
    if arm.mined:
        words += ["--negatives", _folder(folder, arm.after, seed) / "negatives.csv"]
    return words


def _folder(folder: Path, name: str, seed: int) -> Path:
    return folder / "runs" / f"{name.replace(',', '').replace(' ', '-')}-{seed}"


def _report(folder: Path, programs: Programs) -> None:
    trainings = [_folder(folder, arm.name, 0) for arm in (_PROGRESSIVE, _FULL)]
    vectors = []
    for name in (trainings[0].name, _folder(folder, _START.name, 0).name, "gist"):
        vectors += ["--queries", folder / f"queries/{name}.h5", "--references", folder / f"references/{name}.h5"]
    truth = folder / "edited/ground_truth.csv"
    words = [*trainings, "-o", folder / "report", *vectors, "--truth", truth, "--program", programs.facsimile_path]
    print(programs.train("report", *words), end="")


def _say_which(found: dict[str, Found], one: str, other: str) -> None:
    """Whether it is better with every seed, which chance does one time in eight."""
    pairs = list(zip(found[one].recalls, found[other].recalls, strict=True))
    wins = sum(first > second for first, second in pairs)
    if wins == len(pairs):
        print(f"{one}: better than {other} with each of {len(pairs)} seeds")
    elif fmean(found[one].recalls) > fmean(found[other].recalls):
        print(f"{one}: better than {other} on the average, but with {wins} of {len(pairs)} seeds only")
    else:
        print(f"{one}: no better than {other} (better with {wins} of {len(pairs)} seeds)")


def _spread(found: Found) -> str:
    recalls = found.recalls
    each = ", ".join(f"{recall:.3f}" for recall in recalls)
    return f"{fmean(recalls):.3f} ± {stdev(recalls):.3f}  ({each}), {fmean(found.seconds):.0f} s of processor each"


def _table(rows: list[tuple[str, str]]) -> None:
    for name, figure in rows:
        print(f"  {name:<42} {figure}")

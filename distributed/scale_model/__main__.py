"""Measures with some photos, predicts a larger run and compares, and tells what many more would cost."""

from __future__ import annotations

import argparse
from pathlib import Path

from scale_model.measured import Measurement
from scale_model.model import Model, figures_of

_LARGE = {"a million": 1e6, "ten million": 1e7, "a billion": 1e9}
#: A worker of a usual cluster: what the extrapolation divides by.
_CORES, _MEMORY, _DISK = 32, 128e9, 4e12
_REPOSITORY = Path(__file__).parents[2]


def main() -> None:
    """Prints two tables in Markdown."""
    parser = argparse.ArgumentParser(prog="script/scale-model", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=[10_000, 30_000], metavar="n", help="photos of both runs")
    parser.add_argument("--folder", type=Path, default=_REPOSITORY / ".build/scale", help="keeps photos and results")
    parser.add_argument("--program", type=Path, default=_REPOSITORY / ".build/release/facsimile")
    options = parser.parse_args()
    small, large = options.sizes
    measurement = Measurement(options.program.resolve(), options.folder.resolve())
    whole = measurement.run(small, with_exact=True)
    model = Model.fit(measurement.run(small // 4, words_of=small), whole)
    check(model, small, figures_of(whole), large, figures_of(measurement.run(large, with_exact=True)))
    print()
    extrapolate(model)


def check(model: Model, small: int, known: dict[str, float], large: int, measured: dict[str, float]) -> None:
    """What the smaller run tells of the larger, beside what that took."""
    predicted = model.predict(large)
    print(f"| one thread, `sift` | {small:,} photos | {large:,}, predicted | {large:,}, measured | error |")
    print("|---|---|---|---|---|")
    for name, value in measured.items():
        error = predicted[name] / value - 1
        print(f"| {name} | {_short(known[name])} | {_short(predicted[name])} | {_short(value)} | {error:+.0%} |")


def extrapolate(model: Model) -> None:
    """What larger numbers would cost by the model."""
    rows: dict[str, list[str]] = {}

    def row(name: str, value: str) -> None:
        rows.setdefault(name, []).append(value)

    for photos in _LARGE.values():
        costs = model.predict(photos)
        both = costs["store, bytes"] + costs["index, bytes"]
        alone = model.read_alone(photos)
        row("photos, TB", _short(model.photo_bytes * photos / 1e12))
        row("store, TB", _short(costs["store, bytes"] / 1e12))
        row("index, GB", _short(costs["index, bytes"] / 1e9))
        row("extract, hours of a core", _short(costs["extract, s"] / 3600))
        row("index, hours of a core", _short(costs["index, s"] / 3600))
        row("merge of the stores, hours of one machine", _short(costs["merge, s"] / 3600))
        row("candidates of a query", _short(costs["candidates of a query"]))
        row("search by index, s of a core a query", _short(costs["search by index, s a query"]))
        row("of that, votes", _short(costs["of that, votes"]))
        row("search exactly, s of a core a query", _short(costs["search exactly, s a query"]))
        row("all photos as queries, years of a core", _short(costs["search by index, s a query"] * photos / 3.156e7))
        row(
            f"index beside the memory of a worker ({_MEMORY / 1e9:.0f} GB)",
            f"{costs['index, bytes'] / _MEMORY:.2g} : 1",
        )
        row(f"store and index beside its disk ({_DISK / 1e12:.0f} TB)", f"{both / _DISK:.2g} : 1")
        row("network, MB a query, index in memory", _short(model.candidate_read * costs["candidates of a query"] / 1e6))
        row("network, MB a query, nothing in memory", _short(alone / 1e6))
        row("network, GB, index and store fetched by a worker", _short(both / 1e9))
    print(f"| by the model | {' | '.join(_LARGE)} |")
    print("|---|---|---|---|")
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(values)} |")


def _short(value: float) -> str:
    """Three digits; whole numbers from 100 on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()

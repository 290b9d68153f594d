"""Measures with some photos, predicts a larger run and compares, and tells what many more would cost."""

from __future__ import annotations

import argparse
from pathlib import Path

from scale_model.measured import Measurement, Run
from scale_model.model import Model, figures_of, rates_of

_LARGE = {"a million": 1e6, "ten million": 1e7, "a billion": 1e9}
#: A worker of a usual cluster: what the extrapolation divides by.
_MEMORY, _DISK = 128e9, 4e12
_REPOSITORY = Path(__file__).parents[2]


def main() -> None:
    """Prints tables in Markdown."""
    parser = argparse.ArgumentParser(prog="script/scale-model", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=[10_000, 30_000], metavar="n", help="photos of both runs")
    parser.add_argument("--folder", type=Path, default=_REPOSITORY / ".build/scale", help="keeps photos and results")
    parser.add_argument("--program", type=Path, default=_REPOSITORY / ".build/release/facsimile")
    options = parser.parse_args()
    measurement = Measurement(options.program.resolve(), options.folder.resolve())
    small, large = (measurement.run(count, with_exact=True) for count in options.sizes)
    quarter = measurement.run(small.photos // 4, words_of=small.photos)
    for name, value in rates_of(large).items():
        print(f"- {name}: {value:,.0f}")
    print()
    # The larger run is no part of what is to foretell it, but of what is said of still larger ones.
    check(Model.fit(quarter, small), small, large)
    print()
    extrapolate(Model.fit(small, large))


def check(model: Model, small: Run, large: Run) -> None:
    """What the smaller run tells of the larger, beside what that took."""
    known, predicted, measured = figures_of(small), model.predict(large.photos), figures_of(large)
    print(f"| one thread, `sift` | {small.photos:,} photos | {large.photos:,}, predicted | measured | error |")
    print("|---|---|---|---|---|")
    for name, value in measured.items():
        error = predicted[name] / value - 1
        print(
            f"| {name} | {_short(known[name])} | {_short(predicted[name])} | {_short(value)} | {100 * error:+.0f} % |"
        )


def extrapolate(model: Model) -> None:
    """What larger numbers would cost by the model."""
    rows: dict[str, list[str]] = {}

    def row(name: str, value: str) -> None:
        rows.setdefault(name, []).append(value)

    for photos in _LARGE.values():
        costs = model.predict(photos)
        store, index = costs["store, MB"] * 1e6, costs["index, MB"] * 1e6
        row("store, TB", _short(store / 1e12))
        row("index, GB", _short(index / 1e9))
        row("extract, hours of a core", _short(costs["extract, s"] / 3600))
        row("index, hours of a core", _short(costs["index, s"] / 3600))
        row("merge of the stores, hours of one machine", _short(costs["merge of the store, s"] / 3600))
        row("candidates of a query", _short(costs["candidates of a query"]))
        row("search by the index, s of a core a query", _short(costs["search by the index, s a query"]))
        row("of that, votes", _short(costs["votes by the index, s a query"]))
        row("search exactly, s of a core a query", _short(costs["search exactly, s a query"]))
        row(
            "all photos as queries, years of a core", _short(costs["search by the index, s a query"] * photos / 3.156e7)
        )
        row(f"index : memory of a worker ({_MEMORY / 1e9:.0f} GB)", f"{_short(index / _MEMORY)} : 1")
        row(f"store and index : its disk ({_DISK / 1e12:.0f} TB)", f"{_short((store + index) / _DISK)} : 1")
        candidates = model.candidate_read * costs["candidates of a query"]
        row("network, MB a query, index in memory", _short(candidates / 1e6))
        row("network, MB a query, nothing in memory", _short(model.read_alone(photos) / 1e6))
        row("network, GB a worker, index and store fetched", _short((store + index) / 1e9))
    print(f"| by the model | {' | '.join(_LARGE)} |")
    print("|---|---|---|---|")
    for name, values in rows.items():
        print(f"| {name} | {' | '.join(values)} |")


def _short(value: float) -> str:
    """Two or three digits; whole numbers from 100 on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.2g}"


if __name__ == "__main__":
    main()

"""The report's pictures, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy

matplotlib.use("svg")
# Equal figures give equal bytes; letters are paths, so that they look the same everywhere.
matplotlib.rcParams.update({"svg.hashsalt": "facsimile-train", "svg.fonttype": "path", "font.size": 10})

from matplotlib import pyplot  # noqa: E402 (after the backend is chosen)
from matplotlib.axes import Axes  # noqa: E402

from facsimile_train.report.recall import Growth  # noqa: E402

Rows = Sequence[dict[str, float | None]]
_SIZE = (6.4, 4)


def draw_losses(path: Path, logs: dict[str, Rows]) -> None:
    """The training and the validation loss of each training over its steps."""
    figure, axes = pyplot.subplots(figsize=_SIZE)
    for number, (name, rows) in enumerate(logs.items()):
        for column, style in (("training_loss", "-"), ("validation_loss", "--")):
            points = [(row["step"], row[column]) for row in rows if row[column] is not None]
            if points:
                label = f"{name}, {column.partition('_')[0]}"
                axes.plot(*zip(*points, strict=True), style, color=f"C{number}", marker="o", markersize=3, label=label)
    _finish(axes, "step", "loss")
    _save(figure, path)


def draw_recalls(path: Path, logs: dict[str, Rows]) -> bool:
    """The validation recall of each training over its steps; False where none has one."""
    figure, axes = pyplot.subplots(figsize=_SIZE)
    for name, rows in logs.items():
        points = [(row["step"], row["validation_recall"]) for row in rows if row["validation_recall"] is not None]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
    if not axes.lines:
        pyplot.close(figure)
        return False
    axes.set_ylim(0, 1)
    _finish(axes, "step", "recall@1 of validation photos")
    _save(figure, path)
    return True


def draw_growth(path: Path, growths: dict[str, Growth]) -> None:
    """Recall at rank 1 over the number of references."""
    figure, axes = pyplot.subplots(figsize=_SIZE)
    for name, each in growths.items():
        axes.plot(each.counts, each.recalls, marker="o", markersize=3, label=name)
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_formatter(matplotlib.ticker.StrMethodFormatter("{x:.0f}"))
    axes.set_ylim(0, 1)
    _finish(axes, "references", "recall@1")
    _save(figure, path)


def draw_map(path: Path, places: numpy.ndarray, queries: int, pairs: Sequence[tuple[int, int]]) -> None:
    """Places [N, 2] of queries, then of references; a line from each query to its original."""
    figure, axes = pyplot.subplots(figsize=(6.4, 6.4))
    for query, reference in pairs:
        axes.plot(*places[[query, reference]].T, color="0.75", linewidth=0.5, zorder=1)
    axes.scatter(*places[queries:].T, s=9, color="C0", label="references", zorder=2)
    axes.scatter(*places[:queries].T, s=9, color="C1", marker="x", linewidth=0.8, label="queries", zorder=3)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_aspect("equal")
    axes.legend()
    _save(figure, path)


def _finish(axes: Axes, across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(color="0.9")
    if axes.lines:
        axes.legend()


def _save(figure: pyplot.Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)

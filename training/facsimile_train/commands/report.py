"""Draw what trainings were worth: losses, recall among a growing number of references, a map.

Writes OUTPUT/index.html with SVGs beside it, and OUTPUT/map.csv for facsimile inspect --map. Vector files are those
of facsimile embed; the first pair of --queries and --references is drawn as the map, and each further one joins the
figures, as gist may. The micro-average precision is that of facsimile neighbors and facsimile evaluate.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy

from facsimile_train import program
from facsimile_train.data.pairs import read_pairs
from facsimile_train.data.vectors import Vectors, read_vectors
from facsimile_train.errors import InputError
from facsimile_train.files import new_folder
from facsimile_train.fitting.run_folder import read_log
from facsimile_train.report.page import Section, write_page
from facsimile_train.report.photo_map import lay_out, write_map
from facsimile_train.report.pictures import draw_growth, draw_losses, draw_map, draw_recalls
from facsimile_train.report.recall import Growth, closer_counts, growth


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add = parser.add_argument
    add(
        "trainings",
        type=Path,
        nargs="*",
        metavar="FOLDER",
        help="of facsimile-train fit or fit-pairs, for their losses",
    )
    add("-o", "--output", type=Path, required=True, metavar="FOLDER", help="what to write")
    add("--queries", type=Path, action="append", default=[], metavar="FILE", help="vectors of the queries; repeatable")
    add(
        "--references",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="vectors of the references; repeatable",
    )
    add("--truth", type=Path, metavar="CSV", help="query_id,reference_id")
    add("--program", default="facsimile", metavar="PATH", help="of facsimile")


def run(options: argparse.Namespace) -> None:
    """Writes the page."""
    if len(options.queries) != len(options.references):
        raise InputError(
            f"{len(options.queries)} --queries, {len(options.references)} --references; expected as many of either"
        )
    if options.queries and not options.truth:
        raise InputError("--queries without --truth; expected the ground truth of the queries")
    if not options.trainings and not options.queries:
        raise InputError("nothing to report; expected trainings, or --queries and --references")
    with new_folder(options.output) as folder:
        sections = _losses(folder, options.trainings)
        if options.queries:
            sections += _vectors(folder, options)
        write_page(folder / "index.html", "Training report", sections)
    print(options.output / "index.html")


def _losses(folder: Path, trainings: list[Path]) -> list[Section]:
    if not trainings:
        return []
    logs = {_name(path): read_log(path) for path in trainings}
    if len(logs) < len(trainings):
        raise InputError(f"two trainings are called {_name(trainings[0])}; expected different names")
    draw_losses(folder / "loss.svg", logs)
    sections = [
        Section(
            "Loss",
            "Training at the intensity of its steps; validation at full intensity, on photos that are not learnt from.",
            "loss.svg",
        )
    ]
    if draw_recalls(folder / "validation.svg", logs):
        sections.append(Section("Recall of validation photos", picture="validation.svg"))
    return sections


def _vectors(folder: Path, options: argparse.Namespace) -> list[Section]:
    truth = {query: reference for query, reference, _ in read_pairs(options.truth)}
    growths: dict[str, Growth] = {}
    rows = [("vectors", "recall@1", "µAP")]
    first: tuple[Vectors, Vectors] | None = None
    for query_path, reference_path in zip(options.queries, options.references, strict=True):
        queries, references = read_vectors(query_path), read_vectors(reference_path)
        if queries.values.shape[1] != references.values.shape[1]:
            raise InputError(
                f"{reference_path}: vectors of {references.values.shape[1]} numbers; "
                f"expected {queries.values.shape[1]}, as {query_path} has"
            )
        first = first or (queries, references)
        name = _name(query_path)
        try:
            growths[name] = growth(closer_counts(queries, references, truth), len(references.ids))
        except InputError as error:
            raise InputError(f"{options.truth}: {error}") from error
        precision = _micro_average_precision(query_path, reference_path, options.truth, options.program)
        rows.append((name, f"{growths[name].recalls[-1]:.3f}", f"{precision:.3f}"))
        print(f"{name}: recall@1 {rows[-1][1]}, micro-average precision {rows[-1][2]}")
    draw_growth(folder / "recall.svg", growths)
    _map(folder, *first, truth)
    words = "The recall to be expected where a query's original stands among so many references, drawn at random."
    return [
        Section("Figures", f"Among all {len(first[1].ids)} references.", table=tuple(rows)),
        Section("Recall among a growing number of references", words, "recall.svg"),
        Section("Map", f"t-SNE of {_name(options.queries[0])}; a line joins a query with its original.", "map.svg"),
    ]


def _map(folder: Path, queries: Vectors, references: Vectors, truth: dict[str, str]) -> None:
    places = lay_out(numpy.concatenate([queries.values, references.values]))
    with open(folder / "map.csv", "w", newline="", encoding="utf-8") as file:
        write_map(file, queries.ids + references.ids, places)
    at = {name: len(queries.ids) + number for number, name in enumerate(references.ids)}
    pairs = [(number, at[truth[name]]) for number, name in enumerate(queries.ids) if truth.get(name) in at]
    draw_map(folder / "map.svg", places, len(queries.ids), pairs)


def _micro_average_precision(queries: Path, references: Path, truth: Path, name: str) -> float:
    with tempfile.TemporaryDirectory() as scratch:
        candidates = Path(scratch) / "candidates.csv"
        program.run(
            name, "neighbors", "--queries", queries, "--references", references, "-k", "10", "-o", candidates, "--quiet"
        )
        printed = program.run(name, "evaluate", candidates, truth, "--json", "--quiet")
    return json.loads(printed)["micro_average_precision"]


def _name(path: Path) -> str:
    return path.resolve().name.removesuffix(".h5")

"""What runs of the program have cost: processor time, memory, bytes on disk and bytes read."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from scale_model.photos import make_library, make_queries

_SOURCES = Path(__file__).parents[2] / "fixtures/references"
QUERIES = 60
#: For what takes long, or is to find files that nobody has read yet.
FEW_QUERIES = 6
#: Of what is over in seconds, the quickest of so many runs counts.
_RUNS = 3
_PRINTED = "printed.json"


@dataclass(frozen=True)
class Cost:
    """Of one run of the program with one thread: seconds of processor, most bytes in memory, bytes read from the disk."""

    seconds: float
    memory: int
    read: int


@dataclass(frozen=True)
class Run:
    """All commands over one number of photos, and the sizes of their files.

    `indexing` is that of an index by given words, where there was one, `building` one that learns them, too. `searching` is by
    the index, `voting` as well, with `voted_pairs` alone to be judged, and `reading` with few queries, of files that are not in
    memory; `verifying` judges the pairs of `searching` from a list; `exact` is a search of few queries without an index.
    """

    photos: int
    photo_bytes: int
    descriptors: int
    words: int
    store_bytes: int
    index_bytes: int
    pairs: int
    voted_pairs: int
    read_pairs: int
    extracting: Cost
    building: Cost | None
    indexing: Cost | None
    searching: Cost
    voting: Cost
    reading: Cost
    verifying: Cost
    exact: Cost | None
    merging: Cost


class Measurement:
    """Runs the program in a folder, which keeps photos and results for the next time."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def run(self, count: int, words_of: int | None = None, with_exact: bool = False) -> Run:
        """Measures with `count` photos; with the words of a larger index, where one is named by its number of photos."""
        result = self._folder / f"{count}{'' if words_of is None else f'-by-{words_of}'}.json"
        if result.exists():
            return _decoded(json.loads(result.read_text()))
        photos = make_library(_SOURCES, self._folder / "photos", count)
        queries = self._queries(photos)
        name = f"{count}"
        (self._folder / f"{name}.txt").write_text("".join(f"photos/{path.name}\n" for path in photos))
        self._remove(f"{name}.h5", f"{name}.index", "p.csv", "named.csv", "merged.h5")
        extracting, extracted = self._cost("extract", f"{name}.txt", "-o", f"{name}.h5", "--extractor", "sift")
        codebook = [] if words_of is None else ["--codebook", f"{words_of}.index"]
        index, built = self._cost("index", f"{name}.h5", "-o", f"{name}.index", *codebook)
        merging, _ = self._cost("merge", f"{name}.h5", "-o", "merged.h5", threads=False)
        self._remove("merged.h5")
        sets = ["--queries", queries, "--references", f"{name}.h5"]
        by_index = ["--index", f"{name}.index", "-o", "p.csv"]
        searching, searched = self._cost("search", *sets, *by_index, "--write-candidates", "named.csv")
        voting, voted = self._cost("search", *sets, *by_index, "--candidates", "1", runs=_RUNS)
        verifying, _ = self._cost("verify", *sets, "--candidates", "named.csv", "-o", "p.csv", "--combine", "replace")
        few = ["--queries", "few.h5", "--references", f"{name}.h5"]
        self._forget(f"{name}.h5", f"{name}.index")
        reading, read = self._cost("search", *few, *by_index)
        exact = self._cost("search", *few, "--exact", "-o", "p.csv")[0] if with_exact else None
        run = Run(
            photos=count,
            photo_bytes=sum(path.stat().st_size for path in photos),
            descriptors=extracted["features"],
            words=built["words"],
            store_bytes=(self._folder / f"{name}.h5").stat().st_size,
            index_bytes=built["bytes"],
            pairs=searched["candidate_pairs"],
            voted_pairs=voted["candidate_pairs"],
            read_pairs=read["candidate_pairs"],
            extracting=extracting,
            building=index if words_of is None else None,
            indexing=None if words_of is None else index,
            searching=searching,
            voting=voting,
            reading=reading,
            verifying=verifying,
            exact=exact,
            merging=merging,
        )
        result.write_text(json.dumps(asdict(run), indent=2))
        return run

    def _queries(self, photos: list[Path]) -> str:
        """The features of the queries, made once: of copies of the first photos, which every run has, and of others."""
        if not (self._folder / "q.h5").exists():
            paths = make_queries(_SOURCES, photos, self._folder / "queries", QUERIES)
            chosen = paths[:: QUERIES // FEW_QUERIES]
            (self._folder / "few.txt").write_text("".join(f"queries/{path.name}\n" for path in chosen))
            self._cost("extract", "few.txt", "-o", "few.h5", "--extractor", "sift")
            self._cost("extract", "queries", "-o", "q.h5", "--extractor", "sift")
        return "q.h5"

    def _remove(self, *names: str) -> None:
        for name in names:
            for path in self._folder.glob(f"{name}*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _forget(self, *names: str) -> None:
        """Has the system forget what files hold, so that reading them costs what it costs on another machine."""
        for name in names:
            path = self._folder / name
            for file in path.iterdir() if path.is_dir() else [path]:
                descriptor = os.open(file, os.O_RDONLY)
                os.fsync(descriptor)
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(descriptor)

    def _cost(self, *arguments: str, threads: bool = True, runs: int = 1) -> tuple[Cost, dict]:
        """Runs a command with one thread; returns its cost, of the quickest run, and what it has printed."""
        words = [str(self._program), *arguments, "--json", "--quiet", *(["--threads", "1"] if threads else [])]
        costs = [self._run(words) for _ in range(runs)]
        return min(costs, key=lambda cost: cost.seconds), json.loads((self._folder / _PRINTED).read_text())

    def _run(self, words: list[str]) -> Cost:
        child = os.fork()
        if child == 0:
            os.chdir(self._folder)
            os.dup2(os.open(_PRINTED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
            os.execv(words[0], words)
        _, status, usage = os.wait4(child, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{' '.join(words)}: status {os.waitstatus_to_exitcode(status)}")
        return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, usage.ru_inblock * 512)


def _decoded(fields: dict) -> Run:
    return Run(**{name: Cost(**value) if isinstance(value, dict) else value for name, value in fields.items()})

"""The model: what each cost grows with, fitted on two numbers of photos."""

from __future__ import annotations

from dataclasses import dataclass

from scale_model.measured import FEW_QUERIES, QUERIES, Run

#: As facsimile has them: words a codebook has at most, and descriptors of the whole set for each.
_MOST_WORDS = 1 << 16
_DESCRIPTORS_PER_WORD = 64
#: Descriptors at most that words are learnt from, and photos at most that they are taken of.
_MOST_LEARNT = 1 << 20
_MOST_PHOTOS_LEARNT = 1 << 14
#: Candidates that an index names, for a thousand photos; among more, the cube root of the thousands as many.
_CANDIDATES = 25
#: Nearest words whose postings a descriptor is compared with, and views of a query.
_NEAREST_WORDS = 12
_VIEWS = 2
_MB = 1e6


def words_for(descriptors: float) -> int:
    """Words of a codebook."""
    words = 16
    while words < _MOST_WORDS and words * _DESCRIPTORS_PER_WORD < descriptors:
        words *= 2
    return words


def candidates_for(photos: float) -> float:
    """References that are judged for a query, by an index."""
    return min(photos, _CANDIDATES * max(1.0, photos / 1000) ** (1 / 3))


@dataclass(frozen=True)
class Line:
    """A fixed part, and one that grows."""

    fixed: float
    each: float

    @staticmethod
    def through(x0: float, y0: float, x1: float, y1: float) -> Line:
        """The line through two points; a flat one where it would fall."""
        each = max(0.0, (y1 - y0) / (x1 - x0))
        return Line(y1 - each * x1, each)

    def at(self, x: float) -> float:
        """Its height."""
        return self.fixed + self.each * x


@dataclass(frozen=True)
class Model:
    """How costs grow, in seconds of a core and bytes.

    Of photos: `store`, `extracting`, `merging`, and memory of `extract_memory` and `search_memory`. Of descriptors:
    `index_size`, and seconds of `indexing`; words cost `learning` a descriptor that they are learnt from and root of the words,
    as they are found in two steps. Of the postings that a query is compared with: `voting`, a query. `judging` is that of a
    pair, `exact` that of a query and a descriptor of the references, `candidate_read` what is read for a candidate.
    """

    descriptors_per_photo: float
    photo_bytes: float
    store: Line
    extracting: Line
    merging: Line
    extract_memory: Line
    search_memory: Line
    index_memory: float
    index_size: Line
    indexing: float
    learning: float
    voting: Line
    judging: float
    exact: float
    candidate_read: float

    @staticmethod
    def fit(less: Run, more: Run) -> Model:
        """Fits to two runs, of which the second has learnt its words. Both have as many words, or what grows with them is wrong."""
        per_photo = more.descriptors / more.photos
        learnt = _learnt(more.photos, more.descriptors)
        if less.indexing:
            indexing = less.indexing.seconds / less.descriptors
        else:
            # Both have learnt from as many descriptors, or nearly so.
            indexing = (more.building.seconds - less.building.seconds) / (more.descriptors - less.descriptors)
        judging = (more.searching.seconds - more.voting.seconds) / (more.pairs - more.voted_pairs)

        def of_photos(figure: str, what: str) -> Line:
            values = [getattr(getattr(run, figure), what) for run in (less, more)]
            return Line.through(less.photos, values[0], more.photos, values[1])

        def voting(run: Run) -> tuple[float, float]:
            seconds = (run.voting.seconds - judging * run.voted_pairs) / QUERIES
            return _postings(run.descriptors, run.words, per_photo), seconds

        return Model(
            descriptors_per_photo=per_photo,
            photo_bytes=more.photo_bytes / more.photos,
            store=Line.through(less.photos, less.store_bytes, more.photos, more.store_bytes),
            extracting=of_photos("extracting", "seconds"),
            merging=of_photos("merging", "seconds"),
            extract_memory=of_photos("extracting", "memory"),
            search_memory=of_photos("searching", "memory"),
            index_memory=more.building.memory,
            index_size=Line.through(less.descriptors, less.index_bytes, more.descriptors, more.index_bytes),
            indexing=indexing,
            learning=(more.building.seconds - indexing * more.descriptors) / learnt / more.words**0.5,
            voting=Line.through(*voting(less), *voting(more)),
            judging=judging,
            exact=more.exact.seconds / FEW_QUERIES / more.descriptors,
            candidate_read=max(0.0, more.reading.read - more.index_bytes) / more.read_pairs,
        )

    def predict(self, photos: float) -> dict[str, float]:
        """What `photos` cost, each figure by its name."""
        descriptors = self.descriptors_per_photo * photos
        words = words_for(descriptors)
        candidates = candidates_for(photos)
        votes = self.voting.at(_postings(descriptors, words, self.descriptors_per_photo))
        learning = self.learning * _learnt(photos, descriptors) * words**0.5
        return {
            "store, MB": self.store.at(photos) / _MB,
            "index, MB": self.index_size.at(descriptors) / _MB,
            "extract, s": self.extracting.at(photos),
            "index, s": self.indexing * descriptors + learning,
            "merge of the store, s": self.merging.at(photos),
            "candidates of a query": candidates,
            "votes by the index, s a query": votes,
            "search by the index, s a query": votes + self.judging * candidates,
            "search exactly, s a query": self.exact * descriptors,
            "memory of extract, MB": self.extract_memory.at(photos) / _MB,
            "memory of index, MB": self.index_memory / _MB,
            "memory of search by the index, MB": self.search_memory.at(photos) / _MB,
            f"read for {FEW_QUERIES} queries, MB": (
                self.index_size.at(descriptors) + FEW_QUERIES * self.candidate_read * candidates
            )
            / _MB,
        }

    def read_alone(self, photos: float) -> float:
        """Bytes that one query reads where nothing of index and stores is in memory."""
        descriptors = self.descriptors_per_photo * photos
        share = min(1.0, _VIEWS * self.descriptors_per_photo * _NEAREST_WORDS / words_for(descriptors))
        return share * self.index_size.each * descriptors + self.candidate_read * candidates_for(photos)


def figures_of(run: Run) -> dict[str, float]:
    """The same figures, as measured."""
    judging = (run.searching.seconds - run.voting.seconds) / (run.pairs - run.voted_pairs)
    return {
        "store, MB": run.store_bytes / _MB,
        "index, MB": run.index_bytes / _MB,
        "extract, s": run.extracting.seconds,
        "index, s": run.building.seconds,
        "merge of the store, s": run.merging.seconds,
        "candidates of a query": run.pairs / QUERIES,
        "votes by the index, s a query": (run.voting.seconds - judging * run.voted_pairs) / QUERIES,
        "search by the index, s a query": run.searching.seconds / QUERIES,
        "search exactly, s a query": run.exact.seconds / FEW_QUERIES,
        "memory of extract, MB": run.extracting.memory / _MB,
        "memory of index, MB": run.building.memory / _MB,
        "memory of search by the index, MB": run.searching.memory / _MB,
        f"read for {FEW_QUERIES} queries, MB": run.reading.read / _MB,
    }


def rates_of(run: Run) -> dict[str, float]:
    """What a core does in a second, and a photo's bytes."""
    return {
        "photos extracted a second and core": run.photos / run.extracting.seconds,
        "pairs verified a second and core": run.pairs / run.verifying.seconds,
        "bytes of a photo in the store": run.store_bytes / run.photos,
        "bytes of a photo in the index": run.index_bytes / run.photos,
    }


def _learnt(photos: float, descriptors: float) -> float:
    """Descriptors that words are learnt from."""
    chosen = min(photos, _MOST_PHOTOS_LEARNT)
    return min(descriptors / photos, _MOST_LEARNT // chosen) * chosen


def _postings(descriptors: float, words: int, per_query: float) -> float:
    """Postings that a query's descriptors are compared with."""
    return _VIEWS * per_query * _NEAREST_WORDS * descriptors / words

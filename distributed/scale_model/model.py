"""The model: what each cost grows with, fitted on one number of photos (and a quarter of them) alone."""

from __future__ import annotations

from dataclasses import dataclass

from scale_model.measured import EXACT_QUERIES, QUERIES, Run

#: As facsimile has them: words a codebook has at most, and descriptors of the whole set for each.
_MOST_WORDS = 1 << 16
_DESCRIPTORS_PER_WORD = 64
#: Descriptors at most that words are learnt from, photos at most that they are taken of, and passes over them.
_MOST_LEARNT = 1 << 20
_MOST_PHOTOS_LEARNT = 1 << 14
#: Candidates that an index names, for a thousand photos; among more, the cube root of the thousands as many.
_CANDIDATES = 25
#: Nearest words whose postings a descriptor is compared with, and views of a query.
_NEAREST_WORDS = 12
_VIEWS = 2


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
class Model:
    """Coefficients, each with what it is multiplied by."""

    descriptors_per_photo: float
    photo_bytes: float
    #: Bytes: fixed and a photo; a descriptor; a word.
    store_bytes: tuple[float, float]
    index_bytes: float
    codebook_bytes: float
    #: Seconds: fixed and a photo.
    extracting: tuple[float, float]
    #: Seconds a descriptor and root of the words; fixed ones a descriptor learnt from and root of the words.
    encoding: float
    learning: float
    #: Seconds a query: a root of the words, and a posting that is looked at.
    looking_up: float
    posting: float
    #: Seconds a pair; of a query and a descriptor of the references, exactly.
    judging: float
    exact: float
    #: Seconds: fixed and a photo.
    merging: tuple[float, float]
    #: Bytes: fixed and a photo.
    extract_memory: tuple[float, float]
    index_memory: tuple[float, float]
    search_memory: tuple[float, float]
    #: Bytes read for a candidate, beside the bytes of the index.
    candidate_read: float

    @staticmethod
    def fit(quarter: Run, whole: Run) -> Model:
        """Fits to a run and to one with a quarter of the photos and the same words."""
        root = whole.words**0.5
        encoding = quarter.indexing.seconds / quarter.descriptors / root
        learnt = _learnt(whole.photos, whole.descriptors)
        judging = whole.verifying.seconds / whole.pairs
        per_photo = whole.descriptors / whole.photos

        def voting(run: Run) -> float:
            return (run.searching.seconds - judging * run.pairs) / QUERIES

        lists = [_postings(run.descriptors, run.words, per_photo) for run in (quarter, whole)]
        posting = max(0.0, (voting(whole) - voting(quarter)) / (lists[1] - lists[0]))
        return Model(
            descriptors_per_photo=per_photo,
            photo_bytes=whole.photo_bytes / whole.photos,
            store_bytes=_line(quarter.photos, quarter.store_bytes, whole.photos, whole.store_bytes),
            index_bytes=(whole.index_bytes - quarter.index_bytes) / (whole.descriptors - quarter.descriptors),
            codebook_bytes=_line(quarter.descriptors, quarter.index_bytes, whole.descriptors, whole.index_bytes)[0]
            / whole.words,
            extracting=_line(quarter.photos, quarter.extracting.seconds, whole.photos, whole.extracting.seconds),
            encoding=encoding,
            learning=(whole.building.seconds - encoding * root * whole.descriptors) / learnt / root,
            looking_up=max(0.0, voting(whole) - posting * lists[1]) / root,
            posting=posting,
            judging=judging,
            exact=whole.exact.seconds / EXACT_QUERIES / whole.descriptors,
            merging=_line(quarter.photos, quarter.merging.seconds, whole.photos, whole.merging.seconds),
            extract_memory=_line(quarter.photos, quarter.extracting.memory, whole.photos, whole.extracting.memory),
            index_memory=(whole.building.memory, 0.0),
            search_memory=_line(quarter.photos, quarter.searching.memory, whole.photos, whole.searching.memory),
            candidate_read=max(0.0, whole.searching.read - whole.index_bytes) / whole.pairs,
        )

    def predict(self, photos: float) -> dict[str, float]:
        """What `photos` cost, each figure by its name."""
        descriptors = self.descriptors_per_photo * photos
        words = words_for(descriptors)
        candidates = candidates_for(photos)
        index_bytes = self.index_bytes * descriptors + self.codebook_bytes * words
        votes = self.looking_up * words**0.5 + self.posting * _postings(descriptors, words, self.descriptors_per_photo)
        return {
            "store, bytes": self.store_bytes[0] + self.store_bytes[1] * photos,
            "index, bytes": index_bytes,
            "extract, s": self.extracting[0] + self.extracting[1] * photos,
            "index, s": (self.encoding * descriptors + self.learning * _learnt(photos, descriptors)) * words**0.5,
            "merge, s": self.merging[0] + self.merging[1] * photos,
            "candidates of a query": candidates,
            "search by index, s a query": votes + self.judging * candidates,
            "of that, votes": votes,
            "search exactly, s a query": self.exact * descriptors,
            "extract, bytes of memory": self.extract_memory[0] + self.extract_memory[1] * photos,
            "index, bytes of memory": self.index_memory[0],
            "search, bytes of memory": self.search_memory[0] + self.search_memory[1] * photos,
            "read a query, bytes": index_bytes / QUERIES + self.candidate_read * candidates,
        }

    def read_alone(self, photos: float) -> float:
        """Bytes that one query reads where nothing of index and stores is in memory."""
        descriptors = self.descriptors_per_photo * photos
        words = words_for(descriptors)
        share = min(1.0, _VIEWS * self.descriptors_per_photo * _NEAREST_WORDS / words)
        return share * self.index_bytes * descriptors + self.candidate_read * candidates_for(photos)


def figures_of(run: Run) -> dict[str, float]:
    """The same figures, as measured."""
    return {
        "store, bytes": run.store_bytes,
        "index, bytes": run.index_bytes,
        "extract, s": run.extracting.seconds,
        "index, s": run.building.seconds,
        "merge, s": run.merging.seconds,
        "candidates of a query": run.pairs / QUERIES,
        "search by index, s a query": run.searching.seconds / QUERIES,
        "search exactly, s a query": run.exact.seconds / EXACT_QUERIES,
        "extract, bytes of memory": run.extracting.memory,
        "index, bytes of memory": run.building.memory,
        "search, bytes of memory": run.searching.memory,
        "read a query, bytes": run.searching.read / QUERIES,
    }


def _learnt(photos: float, descriptors: float) -> float:
    """Descriptors that words are learnt from."""
    chosen = min(photos, _MOST_PHOTOS_LEARNT)
    return min(descriptors / photos, _MOST_LEARNT // chosen) * chosen


def _postings(descriptors: float, words: int, per_query: float) -> float:
    """Postings that a query's descriptors are compared with."""
    return _VIEWS * per_query * _NEAREST_WORDS * descriptors / words


def _line(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
    """Intercept and slope of the line through two points, the slope not below 0."""
    slope = max(0.0, (y1 - y0) / (x1 - x0))
    return y1 - slope * x1, slope

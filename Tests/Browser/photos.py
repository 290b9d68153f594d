"""Sets of photos for the checks, made of fixtures/ in a folder of their own."""

import csv
import math
import os
import random
import shutil
import struct
import zlib
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

# A photo may be called what a page would obey, if it took names for markup.
MARKUP = '<img src=x onerror="document.title=1">'
MIRRORED = "mirrored"
TURNED = "turned"
GONE = "gone"
EXCHANGED = "exchanged"
# Without a corner in it: no pair names it.
ALONE = "alone"
# Two photos that the map has at one place.
HIDDEN = ("Q00003", "R000009")


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """The same JPEG with an EXIF tag of how it is to be turned, 1 to 8."""
    tag = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + tag + struct.pack("<I", 0)
    segment = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def png(width: int, height: int, seed: int) -> bytes:
    """A small grey picture with some corners in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + bytes(255 * ((x // 9 * (seed % 5 + 1) ^ y // 7 * (seed % 3 + 1)) & 1) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class PhotoSets:
    """Queries, references, ground truth and tags; the predictions are the program's."""

    def __init__(self, folder: Path, program, page):
        self.queries = folder / "queries"
        self.references = folder / "references"
        self.truth = folder / "ground truth.csv"
        self.tags = folder / "tags.csv"
        self.predictions = folder / "predictions.csv"
        self.places = folder / "places.csv"
        self.labels = folder / "predictions.labels.jsonl"
        shutil.copytree(FIXTURES / "queries", self.queries)
        shutil.copytree(FIXTURES / "references", self.references)
        original = {path.stem: path.read_bytes() for path in self.references.iterdir()}
        made = {
            MIRRORED: ("R000005", with_orientation(original["R000005"], 2)),
            TURNED: ("R000002", with_orientation(original["R000002"], 6)),
            MARKUP: ("R000003", original["R000003"]),
            EXCHANGED: ("R000007", page.with_halves_exchanged(original["R000007"])),
            GONE: ("R000004", original["R000004"]),
        }
        for name, (_, photo) in made.items():
            (self.queries / f"{name}.jpg").write_bytes(photo)
        (self.queries / f"{ALONE}.png").write_bytes(png(96, 72, 1))
        # A reference that lies on its side in the file.
        (self.references / "R000006.jpg").write_bytes(with_orientation(original["R000006"], 8))
        self.write_truth({name: reference for name, (reference, _) in made.items()})
        shutil.copy(FIXTURES / "queries.csv", self.tags)
        with self.tags.open("a", newline="") as file:
            csv.writer(file).writerows([name, reference, "made", "easy", "none"] for name, (reference, _) in made.items())
        program.run("search", "--queries", self.queries, "--references", self.references, "-o", self.predictions, "--quiet")
        (self.queries / f"{GONE}.jpg").unlink()
        self.write_places()

    def write_truth(self, made):
        rows = list(csv.reader((FIXTURES / "ground_truth.csv").open()))
        # One pair that is listed is wrong by this truth, and two that are true are not listed.
        changed = {"Q00001": "R000000", "Q00008": "R000009"}
        with self.truth.open("w", newline="") as file:
            table = csv.writer(file)
            for query, reference in rows:
                table.writerow([query, changed.get(query, reference)])
            table.writerows(made.items())

    def write_places(self):
        """Seeds of a sunflower, references within and queries around, and one photo far off; in units of no meaning."""
        names = [path.stem for folder in (self.references, self.queries) for path in sorted(folder.iterdir())]
        places = {}
        for index, name in enumerate(names):
            radius, angle = 3e4 * math.sqrt(index + 1), 2.39996 * index
            places[name] = (-5e5 + 1.6 * radius * math.cos(angle), 7e4 + radius * math.sin(angle))
        places[HIDDEN[0]] = places[HIDDEN[1]]
        places[ALONE] = (-9e5, 4e5)
        with self.places.open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "x", "y"])
            table.writerows([name, *place] for name, place in places.items())

    @property
    def arguments(self):
        return [
            self.predictions, "--queries", self.queries, "--references", self.references,
            "--ground-truth", self.truth, "--by", self.tags, "--map", self.places,
        ]


class ManyPairs:
    """500,000 pairs of 1,000 queries and 500 references, as a file of predictions."""

    count = 500_000

    def __init__(self, folder: Path):
        self.queries = folder / "many queries"
        self.references = folder / "many references"
        self.predictions = folder / "many.csv"
        for path, count in ((self.queries, 1000), (self.references, 500)):
            path.mkdir()
            for index in range(count):
                (path / f"{path.name[5].upper()}{index:06}.png").write_bytes(png(96, 72, index % 7))
        with self.predictions.open("w") as file:
            file.write("query_id,reference_id,score\n")
            for query in range(1000):
                file.writelines(
                    f"Q{query:06},R{reference:06},{60 / (1 + reference + query / 1000):.6f}\n" for reference in range(500))

    @property
    def arguments(self):
        return [self.predictions, "--queries", self.queries, "--references", self.references]


class ManyPlaces:
    """10,000 photos, which are a few, on a map of crowds and stragglers, with as many pairs."""

    count = 10_000

    def __init__(self, folder: Path):
        self.folder = folder / "crowd"
        self.predictions = folder / "crowd.csv"
        self.places = folder / "crowd places.csv"
        self.folder.mkdir()
        first = []
        for seed in range(7):
            first.append(folder / f"crowd {seed}.png")
            first[-1].write_bytes(png(96, 72, seed))
        half = self.count // 2
        for role in "QR":
            (self.folder / role).mkdir()
            for index in range(half):
                os.link(first[index % 7], self.folder / role / f"{role}{index:06}.png")
        chance = random.Random(1)
        crowds = [(chance.random(), chance.random(), chance.expovariate(20)) for _ in range(60)]
        with self.places.open("w") as places, self.predictions.open("w") as pairs:
            places.write("id,x,y\n")
            pairs.write("query_id,reference_id,score\n")
            for index in range(half):
                x, y, size = chance.choice(crowds)
                x, y = chance.gauss(x, size), chance.gauss(y, size)
                places.write(f"R{index:06},{x},{y}\nQ{index:06},{chance.gauss(x, 0.003)},{chance.gauss(y, 0.003)}\n")
                for reference in (index, (index + 1 + chance.randrange(half - 1)) % half):
                    pairs.write(f"Q{index:06},R{reference:06},{chance.random() * 6:.6f}\n")

    @property
    def arguments(self):
        return [
            self.predictions, "--queries", self.folder / "Q", "--references", self.folder / "R", "--map", self.places]

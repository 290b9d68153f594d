"""A Spark of two worker processes, an S3 of this process, and what one machine writes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
FIXTURES = REPOSITORY / "fixtures"
FACSIMILE = Path(os.environ.get("FACSIMILE", REPOSITORY / ".build/release/facsimile"))
SHARDS = 3


@pytest.fixture(scope="session", autouse=True)
def facsimile() -> Path:
    """The program."""
    if not FACSIMILE.exists():
        pytest.exit(f"{FACSIMILE} isn't there: make build", returncode=1)
    return FACSIMILE


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """A bucket's URL; what workers need to find it is in the environment, which they inherit."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    import fsspec

    fsspec.filesystem("s3").mkdir("shop")
    yield "s3://shop"
    server.stop()


@pytest.fixture(scope="session")
def spark(object_store: str) -> Iterator[object]:
    """Two workers of a core each, processes of their own; a third executor takes the place of one that is lost."""
    from pyspark.sql import SparkSession

    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    session = (
        SparkSession.builder.master("local-cluster[2,1,2048]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.executor.memory", "512m")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the fixtures in it."""
    for name in ("queries", "references"):
        shutil.copytree(FIXTURES / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def alone() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the program on this machine; the status is the caller's to look at."""

    def run(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run([FACSIMILE, *words], cwd=folder, capture_output=True, text=True, check=False)

    return run


def files_of(output: Path) -> dict[str, bytes]:
    """An output and all that begins with its name: what has to be equal, to the byte."""
    files = {}
    for path in sorted(output.parent.glob(f"{output.name}*")):
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file():
                files[str(file.relative_to(output.parent))] = file.read_bytes()
    return files

"""Fixtures of the tests of scoring: a scorer, a folder of pictures, and rows of a file."""

import csv
import json

import pytest
from pyarrow import parquet

from app.scoring.scorer import Scorer
from model.serialization import model_file

MAX_PIXELS = 1_000_000


@pytest.fixture(scope="session")
def scorer(weights_dir):
    return Scorer(model_file.load(weights_dir / "seed.safetensors"), MAX_PIXELS, numbers=False)


@pytest.fixture
def scans(tmp_path, png):
    """A folder with a picture, an empty folder, and a folder with two more pictures."""
    folder = tmp_path / "scans"
    (folder / "b").mkdir(parents=True)
    (folder / "empty").mkdir()
    for name in ("c.png", "b/2.png", "b/10.png"):
        (folder / name).write_bytes(png)
    return folder


@pytest.fixture(scope="session")
def read_rows():
    """Return a function that reads rows from a file of results."""

    def read(path):
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file))
        return parquet.read_table(path).to_pylist()

    return read

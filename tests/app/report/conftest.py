"""Fixtures: a report, its folder, a tiny data set, and a service that uses them."""

import hashlib
import json
import re

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from model.data import partial_read
from model.data.data_file import DataFile, gunzip
from model.serialization import model_file
from tests.app.report import sample

HEADER = bytes(16)
IMAGES = np.zeros((20, 28, 28), dtype=np.uint8)
IMAGES[:, 4:24, 12:16] = 255  # a one, 20 rows high
CONTENT = HEADER + IMAGES.tobytes()


@pytest.fixture
def content(weights_dir):
    """A report of the model `seed`."""
    return sample.report("seed", model_file.load(weights_dir / "seed.safetensors").version)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


@pytest.fixture
def write(folder):
    """Return a function that writes a report into the service's folder."""

    def write_report(content, name="seed"):
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{name}.json").write_text(text)

    return write_report


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    """An empty folder of data sets, on a machine without cached data sets."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    file = DataFile("mnist", "images", len(CONTENT), digest, (), gunzip)
    monkeypatch.setattr(partial_read, "FILES", dict.fromkeys(partial_read.FILES, file))
    monkeypatch.setattr("model.data.cache.cache_folder", lambda: tmp_path / "cache")
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def images(data_dir):
    """The data set's file, in the service's folder."""
    path = data_dir / "images"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def client(weights_dir, folder, data_dir):
    settings = Settings(weights_dir=weights_dir, reports_dir=folder, data_dir=data_dir)
    with TestClient(create_app(settings)) as started:
        yield started


@pytest.fixture(scope="session")
def texts():
    """Return a function from HTML to its text, with white space collapsed."""
    return lambda html: re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))

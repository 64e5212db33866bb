"""Fixtures: a small data file and an empty cache."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from model.data.data_file import DataFile, gunzip
from tests.support.mirror_server import mirror

__all__ = ["mirror"]

CONTENT = b"0123456789" * 20
MakeFile = Callable[..., DataFile]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An empty cache folder, and nothing in the environment."""
    folder = tmp_path / "cache"
    real_data = {"mnist", "pendigits", "unipen"} & {
        mark.name for mark in request.node.iter_markers()
    }
    if not real_data:
        monkeypatch.setattr("model.data.cache.cache_folder", lambda: folder)
        monkeypatch.delenv("INKLING_DATA_DIR", raising=False)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
    return folder


@pytest.fixture
def make_file() -> MakeFile:
    """Return a function that describes a file whose right content is CONTENT."""

    def make(*mirrors: str) -> DataFile:
        digest = hashlib.sha256(CONTENT).hexdigest()
        return DataFile("set", "digits", len(CONTENT), digest, mirrors, gunzip)

    return make


@pytest.fixture
def content() -> bytes:
    return CONTENT


@pytest.fixture
def packed() -> bytes:
    return gzip.compress(CONTENT)

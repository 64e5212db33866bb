"""Fixtures of the integration tests: weights that may be damaged, and a drawing."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from app.openapi import examples
from model.initialization import initialize
from model.serialization import model_file
from tests.integration.process import Server
from tests.integration.proxy import Proxy


@pytest.fixture
def weights_dir(tmp_path) -> Path:
    """A folder of weights that a test may replace and damage."""
    return shutil.copytree(model_file.BUNDLED, tmp_path / "weights")


@pytest.fixture
def replace(weights_dir):
    """Return a function that replaces the weights of `seed`, and returns their version."""

    def replaced(number):
        (weights_dir / "SHA256SUMS").unlink(missing_ok=True)
        weights = initialize([784, 20, 10], np.random.default_rng(number))
        return model_file.save(weights_dir / "seed.safetensors", weights, {}).version

    return replaced


@pytest.fixture(scope="session")
def png() -> bytes:
    return examples.png()


@pytest.fixture(scope="session")
def server():
    """A server that logs its requests, shared by tests that do not change it."""
    with Server(INKLING_LOG_LEVEL="info") as server:
        yield server


@pytest.fixture(scope="session")
def proxy(server, tmp_path_factory):
    """nginx in front of `server`, listed twice as in the configuration that ships."""
    with Proxy(tmp_path_factory.mktemp("nginx"), [server.port] * 2) as proxy:
        yield proxy

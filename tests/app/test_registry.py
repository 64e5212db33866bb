"""Registry of models: loading at startup, and what stops it."""

import shutil

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app import registry
from app.main import create_app
from app.settings import Settings, SettingsError
from model.serialization.model_file import WeightsError


@pytest.fixture
def copied(weights_dir, tmp_path):
    """A folder of weights that a test may damage."""
    return shutil.copytree(weights_dir, tmp_path / "weights")


@pytest.fixture
def start(copied):
    def started(**options):
        with TestClient(create_app(Settings(weights_dir=copied, **options))) as client:
            return client.get("/readyz").json()["models"]

    return started


def test_start_loads_every_model(start):
    assert start() == ["seed", "tiny"]


def test_start_without_weights_names_the_folder(start, copied):
    (copied / "seed.safetensors").unlink()
    (copied / "tiny.safetensors").unlink()
    with pytest.raises(WeightsError, match=f"expected weights .* in {copied}, got none"):
        start()


def test_start_without_folder_names_the_folder(start, copied):
    shutil.rmtree(copied)
    with pytest.raises(WeightsError, match="got none"):
        start()


def test_start_with_truncated_weights_names_the_file(start, copied):
    path = copied / "tiny.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(WeightsError, match=r"tiny\.safetensors"):
        start()


def test_start_with_infinite_weights_names_the_file(start, copied):
    path = copied / "tiny.safetensors"
    path.write_bytes(path.read_bytes()[:-4] + np.float32("nan").tobytes())
    with pytest.raises(WeightsError, match=r"tiny\.safetensors.*finite"):
        start()


def test_start_with_unknown_default_lists_the_models(start):
    with pytest.raises(SettingsError, match="INKLING_MODEL: expected one of seed, tiny, got 'x'"):
        start(model="x")


def test_registry_is_immutable(settings):
    loaded = registry.load(settings)
    with pytest.raises(TypeError):
        loaded.models["seed"] = loaded.models["tiny"]

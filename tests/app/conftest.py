"""Fixtures of the service's tests: small models, a client, and a drawn seven."""

import io
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.main import create_app
from app.openapi import examples
from app.settings import Settings
from model.initialization import initialize
from model.preprocessing.rasterization import draw
from model.serialization import model_file


@pytest.fixture(scope="session")
def weights_dir(tmp_path_factory) -> Path:
    """A folder with two models of random weights, `seed` and `tiny`."""
    folder = tmp_path_factory.mktemp("weights")
    rng = np.random.default_rng(7)
    metadata = {
        "title": "Seed",
        "description": "784-100-10-10",
        "recipe": {"epochs": 1},
        "seed": 7,
        "data": {"train-images": "00" * 32},
        "scores": {"mnist_test": {"accuracy": 0.5}},
        "date": "2025-01-31",
        "preprocessing": 1,
    }
    model_file.save(folder / "seed.safetensors", initialize([784, 100, 10, 10], rng), metadata)
    model_file.save(folder / "tiny.safetensors", initialize([784, 5, 10], rng), {})
    return folder


@pytest.fixture(scope="session")
def settings(weights_dir) -> Settings:
    return Settings(weights_dir=weights_dir, model="seed", data_dir=None)


@pytest.fixture(scope="session")
def client(settings):
    with TestClient(create_app(settings)) as started:
        yield started


@pytest.fixture(scope="session")
def seven() -> Image.Image:
    """A seven on a 280 x 280 canvas, dark on white."""
    strokes = [np.array(stroke, dtype=float) for stroke in examples.STROKES]
    return draw(strokes, examples.PEN_WIDTH, (280, 280))


@pytest.fixture(scope="session")
def seven_form() -> dict[str, object]:
    """A drawn seven, as the body of /predict."""
    return examples.forms()["strokes"]


@pytest.fixture(scope="session")
def encode():
    """Return a function from a picture and a format to the bytes of a file."""

    def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
        file = io.BytesIO()
        image.save(file, kind, **options)
        return file.getvalue()

    return encoded


@pytest.fixture(scope="session")
def png(seven, encode) -> bytes:
    """The seven as a PNG file."""
    return encode(seven)


@pytest.fixture(scope="session")
def answer(client, png):
    """The service's answer to the seven."""
    return client.post("/predict", content=png, headers={"Content-Type": "image/png"}).json()

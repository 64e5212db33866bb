"""Fixtures: a small training problem, stand-ins for the data sets, and a random model."""

import numpy as np
import pytest

from model.data import fonts, mnist, pendigits, unipen_1a, webdigits
from model.data.bitmaps import Bitmaps
from model.data.data_file import DatasetError
from model.data.unipen import Sample
from model.data.unipen_1a import WrittenDigit
from model.evaluation.sets import held_out as sources
from model.initialization import initialize
from model.serialization import model_file
from model.serialization.model_file import Model
from model.training.training_data import TrainingData
from tests.support.noisy_shapes import noisy_shapes

WRITERS = (4, 5, 6)


@pytest.fixture(scope="session")
def shapes() -> TrainingData:
    """Ten shapes of 784 pixels with noise, which a network can tell apart."""
    return noisy_shapes()


def no_fonts(names, data_dir=None):
    """Raise as on a machine without fonts."""
    raise DatasetError(f"Printed digits need fonts: {', '.join(names)}")


@pytest.fixture
def stand_ins(monkeypatch):
    """Small data sets.

    Twelve training and five test images of MNIST; ten pen digits by each of three writers; twelve
    digits of UNIPEN by twelve; five drawings on a web page of each of two classes; no fonts.
    """
    bar = np.zeros((28, 28), dtype=np.uint8)
    bar[5:23, 12:15] = 255

    def load(part, data_dir=None):
        count = 12 if part == "train" else 5
        images = np.repeat(bar[np.newaxis], count, axis=0)
        images[np.arange(count), 0, 0] = np.arange(count)  # tells them apart
        return images, np.arange(count, dtype=np.uint8) % 10

    hook = np.array([[100.0, 120.0], [160.0, 110.0], [120.0, 400.0]])
    samples = [
        Sample((hook * (1 + digit / 20),), digit, writer, 0)
        for writer in WRITERS
        for digit in range(10)
    ]
    written = [WrittenDigit((hook,), n % 10, "syn", f"syn/{n:02}") for n in range(12)]
    enlarged = Bitmaps(np.repeat(bar[np.newaxis], 10, axis=0), np.repeat([0, 3], 5))
    monkeypatch.setattr(unipen_1a, "load", lambda data_dir=None: written)
    monkeypatch.setattr(webdigits, "load", lambda data_dir=None: enlarged)
    monkeypatch.setattr(fonts, "find", no_fonts)
    monkeypatch.setattr(mnist, "load", load)
    monkeypatch.setattr(pendigits, "load", lambda data_dir=None: samples)
    sources._read.cache_clear()
    yield
    sources._read.cache_clear()


@pytest.fixture
def model(tmp_path) -> Model:
    """A model of random weights that left four images and one writer out."""
    weights = initialize([784, 6, 10], np.random.default_rng(1))
    recipe = {"validation_size": 4, "held_out_writers": 1}
    return model_file.save(tmp_path / "tiny.safetensors", weights, {"recipe": recipe, "seed": 3})

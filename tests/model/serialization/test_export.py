"""Exported files, loaded by the libraries they are meant for."""

import io
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import safetensors.numpy

from model.data import mnist
from model.network import forward
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import rasterize
from model.serialization import model_file
from model.serialization.export import FORMATS, ExportError, metadata
from tests.support import handwriting

IMAGES = 1000
MODELS = sorted(model_file.list_models())


@pytest.fixture(scope="module", params=MODELS)
def model(request):
    return model_file.load(model_file.find_model(request.param))


@pytest.fixture(scope="module")
def seed():
    return model_file.load(model_file.find_model("seed"))


@pytest.fixture(scope="module")
def drawn():
    """A thousand drawings, float32 of shape (1000, 784): digits of many sizes and pens."""
    rng = np.random.default_rng(11)
    vectors = []
    for k in range(IMAGES):
        strokes = handwriting.digit(k % 10, rng.uniform(60, 240))
        moved = [stroke + rng.normal(0, 2, stroke.shape) for stroke in strokes]
        vectors.append(preprocess(rasterize(moved, rng.uniform(8, 24))).vector)
    return np.stack(vectors)


def exact(model, pixels):
    """Return the network's probabilities, computed in float64."""
    wide = [W.astype(np.float64) for W in model.weights]
    return forward(wide, pixels.astype(np.float64)).P


def run(model, pixels):
    """Return what onnxruntime makes of the exported model: probabilities and digits."""
    session = onnxruntime.InferenceSession(
        FORMATS["onnx"](model), providers=["CPUExecutionProvider"]
    )
    return session.run(["probabilities", "digit"], {"pixels": pixels})


def test_onnx_gives_the_same_probabilities(model, drawn):
    probabilities, digits = run(model, drawn)
    expected = exact(model, drawn)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities, expected, atol=1e-6, rtol=0)
    np.testing.assert_allclose(probabilities, model.predict(drawn), atol=1e-5, rtol=0)
    np.testing.assert_array_equal(digits, expected.argmax(axis=1))
    assert len(set(digits.tolist())) == 10


@pytest.mark.mnist
def test_onnx_of_mnist_gives_the_same_probabilities(model):
    images, _ = mnist.load("train")
    pixels = images[:IMAGES].reshape(IMAGES, 784) / np.float32(255)
    probabilities, _ = run(model, pixels)
    np.testing.assert_allclose(probabilities, exact(model, pixels), atol=1e-6, rtol=0)
    np.testing.assert_allclose(probabilities, model.predict(pixels), atol=1e-5, rtol=0)


def test_onnx_takes_any_number_of_drawings(seed, drawn):
    for count in (1, 3):
        probabilities, digits = run(seed, drawn[:count])
        assert (probabilities.shape, digits.shape) == ((count, 10), (count,))


def test_onnx_notes_preprocessing_and_recipe(seed):
    exported = onnx.load_from_string(FORMATS["onnx"](seed))
    notes = {note.key: note.value for note in exported.metadata_props}
    assert notes["input"] == metadata.INPUT
    assert notes["version"] == seed.version
    assert notes["preprocessing"] == str(seed.metadata["preprocessing"])
    assert json.loads(notes["recipe"]) == seed.metadata["recipe"]
    assert notes["acceptance"] == metadata.ACCEPTANCE
    assert "20 pixels" in exported.graph.input[0].doc_string


def test_onnx_without_its_package_says_how_to_install_it(seed, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(ExportError, match=r"pip install 'inkling\[export\]'"):
        FORMATS["onnx"](seed)


def test_npz_is_read_without_pickle(seed):
    with np.load(io.BytesIO(FORMATS["npz"](seed)), allow_pickle=False) as arrays:
        for k, W in enumerate(seed.weights, 1):
            np.testing.assert_array_equal(arrays[f"W{k}"], W)
        assert json.loads(str(arrays["metadata"])) == metadata.export_metadata(seed)


def test_json_reads_back_as_the_same_float32(seed):
    document = json.loads(FORMATS["json"](seed))
    assert document.pop("metadata") == metadata.export_metadata(seed)
    assert list(document) == [f"W{k}" for k in range(1, len(seed.weights) + 1)]
    for W, rows in zip(seed.weights, document.values(), strict=True):
        np.testing.assert_array_equal(np.array(rows, dtype=np.float32), W)


def test_safetensors_is_read_by_its_library_and_by_inkling(seed, tmp_path):
    content = FORMATS["safetensors"](seed)
    tensors = safetensors.numpy.load(content)
    (tmp_path / "copy.safetensors").write_bytes(content)
    copy = model_file.load(tmp_path / "copy.safetensors")
    for k, W in enumerate(seed.weights, 1):
        np.testing.assert_array_equal(tensors[f"W{k}"], W)
        np.testing.assert_array_equal(copy.weights[k - 1], W)
    assert copy.metadata["input"] == metadata.INPUT


@pytest.mark.parametrize("form", FORMATS)
def test_same_model_gives_the_same_bytes(seed, form):
    assert FORMATS[form](seed) == FORMATS[form](seed)

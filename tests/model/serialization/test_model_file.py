"""Model files: save, verify, load, find and list."""

import hashlib
import json
import struct

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.data import mnist
from model.initialization import initialize
from model.network import forward
from model.serialization import checksums, model_file
from model.serialization.model_file import WeightsError
from tests.model.rounding import rounding_bounds

METADATA = {
    "sizes": [784, 3, 10],
    "activations": ["sigmoid", "softmax"],
    "recipe": {"epochs": 2, "learning_rate": 0.5},
    "title": "Zwölf",
}


def small_weights(fill=0.25):
    return [np.full((785, 3), fill, np.float32), np.full((4, 10), fill, np.float32)]


def file_of(tensors, metadata=METADATA):
    """The bytes of a file written without any of our checks."""
    return safetensors.numpy.save(tensors, {"inkling": json.dumps(metadata)})


def test_load_after_save_gives_the_same_model(tmp_path):
    saved = model_file.save(tmp_path / "tiny.safetensors", small_weights(), METADATA)
    loaded = model_file.load(tmp_path / "tiny.safetensors")

    np.testing.assert_array_equal(loaded.weights[0], np.full((785, 3), 0.25))
    np.testing.assert_array_equal(loaded.weights[1], np.full((4, 10), 0.25))
    assert loaded.metadata == saved.metadata == METADATA
    assert loaded.name == saved.name == "tiny"
    assert loaded.version == saved.version


@pytest.mark.slow
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    W3=hnp.arrays(
        np.float32, (6, 10), elements=st.floats(width=32, allow_nan=False).filter(np.isfinite)
    ),
    extra=st.dictionaries(
        st.text(), st.recursive(st.integers() | st.text() | st.booleans(), st.lists)
    ),
    seed=st.integers(0, 2**32),
)
def test_load_after_save_is_the_identity(tmp_path, W3, extra, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((785, 4), dtype=np.float32)
    W2 = rng.standard_normal((5, 5), dtype=np.float32)
    facts = {"sizes": [784, 4, 5, 10], "activations": ["sigmoid", "sigmoid", "softmax"]}

    model_file.save(tmp_path / "some.safetensors", [W1, W2, W3], {**extra, **facts})
    loaded = model_file.load(tmp_path / "some.safetensors")

    assert [W.tobytes() for W in loaded.weights] == [W1.tobytes(), W2.tobytes(), W3.tobytes()]
    assert [W.dtype for W in loaded.weights] == [np.float32] * 3
    assert loaded.metadata == {**extra, **facts}


def test_save_fills_in_sizes_and_activations(tmp_path):
    model = model_file.save(tmp_path / "tiny.safetensors", small_weights(), {"seed": 1})

    assert model.metadata == {
        "seed": 1,
        "sizes": [784, 3, 10],
        "activations": ["sigmoid", "softmax"],
    }


def test_save_of_the_same_model_gives_the_same_bytes(tmp_path):
    model_file.save(tmp_path / "a.safetensors", small_weights(), {"x": 1, "y": 2})
    model_file.save(tmp_path / "b.safetensors", small_weights(), {"y": 2, "x": 1})

    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_save_of_transposed_memory_keeps_the_values(tmp_path):
    W1 = np.arange(785 * 3, dtype=np.float32).reshape(3, 785).T
    model_file.save(tmp_path / "t.safetensors", [W1, small_weights()[1]], {})

    np.testing.assert_array_equal(model_file.load(tmp_path / "t.safetensors").weights[0], W1)


def test_save_that_is_refused_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "tiny.safetensors"
    model_file.save(path, small_weights(), METADATA)
    before = path.read_bytes()

    with pytest.raises(WeightsError):
        model_file.save(path, small_weights(np.nan), METADATA)

    assert path.read_bytes() == before
    assert [child.name for child in tmp_path.iterdir()] == ["tiny.safetensors"]


def test_save_leaves_no_other_file_behind(tmp_path):
    model_file.save(tmp_path / "new" / "tiny.safetensors", small_weights(), METADATA)

    assert [child.name for child in (tmp_path / "new").iterdir()] == ["tiny.safetensors"]


def test_version_is_the_beginning_of_the_sha256(tmp_path):
    path = tmp_path / "tiny.safetensors"
    model = model_file.save(path, small_weights(), METADATA)

    assert model.version == hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def test_parameters_of_a_saved_model_count_all_weights(tmp_path):
    model = model_file.save(tmp_path / "tiny.safetensors", small_weights(), METADATA)

    assert model.parameters == 785 * 3 + 4 * 10
    assert model.sizes == [784, 3, 10]


def test_predict_of_equal_columns_is_uniform(tmp_path):
    model = model_file.save(tmp_path / "tiny.safetensors", small_weights(), METADATA)

    P = model.predict(np.zeros((2, 784)))

    assert P.dtype == np.float64
    np.testing.assert_allclose(P, np.full((2, 10), 0.1), rtol=1e-6)  # all columns are alike


@pytest.mark.parametrize("count", [0, 1, 3, 700])
@pytest.mark.parametrize("hidden", [(), (100, 10), (16, 16, 16)])
def test_predict_of_any_number_of_rows_equals_forward(tmp_path, hidden, count):
    rng = np.random.default_rng(len(hidden))
    weights = initialize((784, *hidden, 10), rng)
    X = rng.integers(0, 256, (count, 784)) / 256  # exact in float32
    model = model_file.save(tmp_path / "random.safetensors", weights, {})

    P = model.predict(X)

    exact = [W.astype(np.float64) for W in weights]
    bound = rounding_bounds(exact, X, np.full((count, 10), 0.1), np.float32).P if count else 0
    assert P.shape == (count, 10)
    assert (np.abs(P - forward(exact, X).P) <= bound).all()
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-14)


@pytest.mark.parametrize("shape", [(784,), (2, 783), (1, 28, 28)])
def test_predict_of_another_shape_raises(tmp_path, shape):
    model = model_file.save(tmp_path / "tiny.safetensors", small_weights(), METADATA)

    with pytest.raises(ValueError, match=r"expected X of shape \(N, 784\), got "):
        model.predict(np.ones(shape))


@pytest.mark.slow
@pytest.mark.mnist
@pytest.mark.parametrize("name", ["seed", "wide"])
def test_probabilities_of_mnist_agree_with_float64_to_1e_5(name):
    images, _ = mnist.load("train")
    X = images[:20_000].reshape(-1, 784) / np.float32(255)
    model = model_file.load(model_file.find_model(name))

    exact = forward([W.astype(np.float64) for W in model.weights], X.astype(np.float64)).P
    np.testing.assert_allclose(model.predict(X), exact, atol=1e-5, rtol=0)


def test_loaded_weights_are_read_only(tmp_path):
    model = model_file.save(tmp_path / "tiny.safetensors", small_weights(), METADATA)

    with pytest.raises(ValueError, match="read-only"):
        model.weights[0][0, 0] = 1


GOOD = file_of({"W1": small_weights()[0], "W2": small_weights()[1]})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", "expected a whole safetensors file, got", id="empty"),
        pytest.param(b"hello, I am no model at all", "expected a whole", id="garbage"),
        pytest.param(GOOD[: len(GOOD) // 2], "expected a whole", id="truncated"),
        pytest.param(GOOD + b"\0", "expected a whole", id="bytes too many"),
        pytest.param(struct.pack("<Q", 2**40) + GOOD[8:], "expected a whole", id="false length"),
        pytest.param(file_of({}), "expected tensors W1, W2, ..., got none", id="no tensors"),
        pytest.param(
            file_of({"W1": small_weights()[0], "W3": small_weights()[1]}),
            r"expected tensors W1, W2, ..., got \['W1', 'W3'\]",
            id="a gap in the numbering",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0].astype(np.float64), "W2": small_weights()[1]}),
            r"expected W1 in F32 \(float32\), got F64",
            id="float64",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0], "W2": small_weights(np.nan)[1]}),
            "expected finite numbers in W2, got 40 that are not",
            id="nan",
        ),
        pytest.param(
            file_of({"W1": small_weights(np.inf)[0], "W2": small_weights()[1]}),
            "expected finite numbers in W1, got 2355 that are not",
            id="infinite",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0][1:], "W2": small_weights()[1]}),
            r"expected W1 of shape \(785, units\), got \(784, 3\)",
            id="no bias row",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0], "W2": small_weights()[1][1:]}),
            r"expected W2 of shape \(4, units\), got \(3, 10\)",
            id="a chain that does not fit",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0]}),
            "expected 10 classes, got 3 columns in W1",
            id="three classes",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0].ravel()}),
            r"expected W1 of shape \(785, units\), got \(2355,\)",
            id="flat",
        ),
        pytest.param(
            safetensors.numpy.save({"W1": small_weights()[0], "W2": small_weights()[1]}),
            "expected metadata under the key 'inkling', got none",
            id="no metadata",
        ),
        pytest.param(
            safetensors.numpy.save(
                {"W1": small_weights()[0], "W2": small_weights()[1]}, {"inkling": "{"}
            ),
            "expected metadata in JSON, got",
            id="broken metadata",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0], "W2": small_weights()[1]}, [1, 2]),
            r"expected metadata as a JSON object, got '\[1, 2\]'",
            id="metadata that is a list",
        ),
        pytest.param(
            file_of({"W1": small_weights()[0], "W2": small_weights()[1]}, {"sizes": [784, 4, 10]}),
            r"expected sizes \[784, 3, 10\] in the metadata, got \[784, 4, 10\]",
            id="other sizes",
        ),
        pytest.param(
            file_of(
                {"W1": small_weights()[0], "W2": small_weights()[1]},
                {"sizes": [784, 3, 10], "activations": ["relu", "softmax"]},
            ),
            r"expected activations \['sigmoid', 'softmax'\] in the metadata, got \['relu'",
            id="other activations",
        ),
    ],
)
def test_load_of_a_bad_file_says_expected_and_got(tmp_path, content, expected):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)

    with pytest.raises(WeightsError, match=expected) as caught:
        model_file.load(path)

    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_load_of_a_missing_file_raises(tmp_path):
    with pytest.raises(WeightsError, match=r"absent\.safetensors: expected a model file, got No"):
        model_file.load(tmp_path / "absent.safetensors")


def test_load_of_a_folder_raises(tmp_path):
    with pytest.raises(WeightsError, match="expected a model file, got"):
        model_file.load(tmp_path)


def test_load_of_a_pickle_does_not_run_it(tmp_path):
    path = tmp_path / "evil.safetensors"
    path.write_bytes(b"cbuiltins\nprint\n(S'ran'\ntR.")

    with pytest.raises(WeightsError, match="expected a whole safetensors file"):
        model_file.load(path)


@pytest.mark.parametrize("name", ["seed", "wide"])
def test_read_metadata_of_a_model_returns_what_load_does(name):
    path = model_file.find_model(name)
    assert model_file.read_metadata(path) == model_file.load(path).metadata


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", "expected a whole safetensors file, got", id="empty"),
        pytest.param(b"not a safetensors file", "expected a whole safetensors", id="text"),
        pytest.param(file_of({"W1": small_weights()[0]})[:100], "expected a whole", id="half"),
        pytest.param(b"\xff" * 8 + b"{}", "expected a whole safetensors file, got", id="too long"),
        pytest.param(safetensors.numpy.save({}), "expected metadata under the key", id="none"),
        pytest.param(file_of({}, [1, 2]), "expected metadata as a JSON object", id="a list"),
        pytest.param(
            safetensors.numpy.save({}, {"inkling": "[" * 100_000}), "in JSON, got", id="too deep"
        ),
    ],
)
def test_read_metadata_of_a_bad_file_names_it(tmp_path, content, expected):
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=expected) as caught:
        model_file.read_metadata(path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("name", ["absent.safetensors", "."])
def test_read_metadata_of_no_file_names_it(tmp_path, name):
    with pytest.raises(WeightsError, match=str(tmp_path / name)):
        model_file.read_metadata(tmp_path / name)


@pytest.mark.parametrize(
    ("matrices", "metadata", "expected"),
    [
        ([], {}, "expected tensors W1, W2, ..., got none"),
        ([np.zeros((785, 10))], {}, "expected W1 in float32, got float64"),
        (small_weights(), {"sizes": [1]}, r"expected sizes \[784, 3, 10\] in the metadata"),
        (small_weights(), {"loss": float("nan")}, "expected metadata of JSON types, got"),
        (small_weights(), {"loss": np.float32(1)}, "expected metadata of JSON types, got"),
    ],
)
def test_save_of_what_load_would_refuse_says_expected_and_got(
    tmp_path, matrices, metadata, expected
):
    with pytest.raises(WeightsError, match=expected):
        model_file.save(tmp_path / "x.safetensors", matrices, metadata)


def test_save_under_another_ending_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"expected a file name that ends in \.safetensors, got"):
        model_file.save(tmp_path / "tiny.pkl", small_weights(), METADATA)


def test_list_models_gives_names_in_order(tmp_path):
    model_file.save(tmp_path / "wide.safetensors", small_weights(), METADATA)
    model_file.save(tmp_path / "seed.safetensors", small_weights(), METADATA)
    (tmp_path / ".seed.safetensors.1.tmp").write_bytes(b"")
    (tmp_path / ".hidden.safetensors").write_bytes(b"")
    (tmp_path / "SHA256SUMS").write_text("")

    assert list(model_file.list_models(tmp_path)) == ["seed", "wide"]
    assert model_file.list_models(tmp_path)["wide"] == tmp_path / "wide.safetensors"


def test_list_models_of_a_missing_folder_is_empty(tmp_path):
    assert model_file.list_models(tmp_path / "absent") == {}


def test_find_model_finds_a_name_and_a_path(tmp_path, monkeypatch):
    monkeypatch.setattr(model_file, "list_models", lambda: {"seed": tmp_path / "seed.safetensors"})
    model_file.save(tmp_path / "seed.safetensors", small_weights(), METADATA)
    model_file.save(tmp_path / "mine.safetensors", small_weights(), METADATA)

    assert model_file.find_model("seed") == tmp_path / "seed.safetensors"
    assert model_file.find_model(tmp_path / "mine.safetensors") == tmp_path / "mine.safetensors"


def test_find_model_of_neither_lists_the_bundled_models(monkeypatch, tmp_path):
    monkeypatch.setattr(model_file, "list_models", lambda: {"seed": tmp_path, "wide": tmp_path})

    with pytest.raises(WeightsError, match=r"bundled model \(seed, wide\) or .*, got sead"):
        model_file.find_model("sead")


def test_load_of_a_listed_file_that_changed_is_refused(tmp_path):
    path = tmp_path / "seed.safetensors"
    model_file.save(path, small_weights(), METADATA)
    (tmp_path / "SHA256SUMS").write_text(f"{checksums.sha256(path.read_bytes())}  {path.name}\n")
    assert model_file.load(path).verified

    model_file.save(path, small_weights(0.5), METADATA)

    with pytest.raises(
        WeightsError, match=r"seed.safetensors: expected SHA-256 [0-9a-f]{64} as in"
    ):
        model_file.load(path)


def test_load_beside_an_unreadable_list_of_hashes_names_its_line(tmp_path):
    path = tmp_path / "seed.safetensors"
    model_file.save(path, small_weights(), METADATA)
    (tmp_path / "SHA256SUMS").write_text("what is this\n")

    with pytest.raises(WeightsError, match="SHA256SUMS, line 1: expected 64 hexadecimal digits"):
        model_file.load(path)


def test_load_without_a_list_of_hashes_is_not_verified(tmp_path):
    path = tmp_path / "mine.safetensors"
    model_file.save(path, small_weights(), METADATA)

    assert not model_file.load(path).verified


def test_load_of_a_file_that_the_list_leaves_out_is_refused(tmp_path):
    path = tmp_path / "mine.safetensors"
    model_file.save(path, small_weights(), METADATA)
    (tmp_path / "SHA256SUMS").write_text("")

    with pytest.raises(WeightsError, match=r"mine\.safetensors: expected it in SHA256SUMS"):
        model_file.load(path)


def test_load_of_a_bundled_model_without_a_list_of_hashes_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "seed.safetensors"
    model_file.save(path, small_weights(), METADATA)
    monkeypatch.setattr(model_file, "_PACKAGE", tmp_path.resolve())

    with pytest.raises(WeightsError, match=r"expected SHA256SUMS in .*, got none"):
        model_file.load(path)

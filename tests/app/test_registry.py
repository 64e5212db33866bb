"""Registry of models: loading at startup, and what stops it."""

import shutil

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app import registry
from app.main import create_app
from app.settings import Settings, SettingsError
from model.serialization import checksums
from model.serialization.model_file import Model, WeightsError


@pytest.fixture
def copied(weights_dir, tmp_path):
    """A folder of weights that a test may damage."""
    return shutil.copytree(weights_dir, tmp_path / "weights")


@pytest.fixture
def start(copied):
    def make_service(**options):
        with TestClient(create_app(Settings(weights_dir=copied, **options))) as client:
            return client.get("/readyz").json()["models"]

    return make_service


def test_start_loads_every_model(start):
    assert start() == ["seed", "tiny"]


def test_start_warns_of_weights_that_no_list_verifies(start, copied, caplog):
    start()
    warnings = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == [
        f"the weights of {name} are not verified: {copied} has no SHA256SUMS"
        for name in ("seed", "tiny")
    ]


def test_start_with_listed_weights_warns_of_nothing(start, copied, caplog):
    sums = [
        f"{checksums.sha256(path.read_bytes())}  {path.name}\n"
        for path in copied.glob("*.safetensors")
    ]
    (copied / "SHA256SUMS").write_text("".join(sums))
    assert start() == ["seed", "tiny"]
    assert [record for record in caplog.records if record.levelname == "WARNING"] == []


def test_start_without_weights_names_the_folder(start, copied):
    (copied / "seed.safetensors").unlink()
    (copied / "tiny.safetensors").unlink()
    with pytest.raises(WeightsError, match=f"expected a folder with weights .*, got '{copied}'"):
        start()


def test_start_without_folder_names_the_folder(copied):
    configured = Settings(weights_dir=copied)
    shutil.rmtree(copied)
    with pytest.raises(WeightsError, match=f"expected a folder with weights .*, got '{copied}'"):
        registry.load(configured)


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


def test_registry_assignment_raises(settings):
    loaded = registry.load(settings)
    with pytest.raises(TypeError):
        loaded.models["seed"] = loaded.models["tiny"]


def networks(*sizes):
    """Models named a, b, c, ..., each with one hidden layer of that size."""
    return {
        name: Model(name, [np.zeros((785, units)), np.zeros((units + 1, 10))], {}, "0" * 12)
        for name, units in zip("abcd", sizes, strict=False)
    }


@pytest.mark.parametrize(
    ("sizes", "labels"),
    [
        ((8,), ["a"]),
        ((8, 4), ["Large", "Small"]),
        ((4, 16, 8), ["Small", "Large", "Medium"]),
        ((4, 8, 8), ["a", "b", "c"]),
        ((4, 8, 16, 32), ["a", "b", "c", "d"]),
    ],
)
def test_labels_of_models_follow_from_their_sizes(sizes, labels):
    assert list(registry.size_labels(networks(*sizes)).values()) == labels


def test_models_and_pages_name_the_bundled_networks_for_people():
    with TestClient(create_app(Settings())) as client:
        models = client.get("/models").json()["models"]
        pages = [client.get(path).text for path in ("/", "/inside", "/report")]

    assert {model["name"]: model["label"] for model in models} == {"seed": "Small", "wide": "Large"}
    assert all("Small" in page and "784-100-10-10" in page for page in pages)

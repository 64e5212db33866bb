"""A service with networks of several depths, and functions that request explanations."""

import base64
import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from model.initialization import initialize
from model.serialization import model_file

SIZES = {
    "seed": [784, 100, 10, 10],
    "deep": [784, 6, 5, 4, 10],
    "narrow": [784, 9, 1, 10],
    "shallow": [784, 7, 10],
    "flat": [784, 10],
}


@pytest.fixture(scope="session")
def networks(tmp_path_factory):
    """Models of random weights and biases by name, and the folder that they are in."""
    folder = tmp_path_factory.mktemp("networks")
    rng = np.random.default_rng(11)
    models = {}
    for name, sizes in SIZES.items():
        weights = initialize(sizes, rng)
        for W in weights:
            W[0] = rng.standard_normal(W.shape[1]) / 4
        models[name] = model_file.save(folder / f"{name}.safetensors", weights, {})
    huge = [np.full((785, 10), 3e38, np.float32)]
    models["huge"] = model_file.save(folder / "huge.safetensors", huge, {})
    return folder, models


@pytest.fixture(scope="session")
def service(networks):
    settings = Settings(weights_dir=networks[0], model="seed", data_dir=None)
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="session")
def models(networks):
    return networks[1]


@pytest.fixture(scope="session")
def batch():
    """Three drawings as pixels, and their labels."""
    X = np.random.default_rng(5).random((3, 784)).astype(np.float32) ** 6
    return X, [7, 1, 7]


@pytest.fixture(scope="session")
def instances(batch):
    X, labels = batch
    return [{"pixels": x.tolist(), "label": y} for x, y in zip(X, labels, strict=True)]


@pytest.fixture
def explain(service):
    """Return a function that posts a JSON body with a query, and returns the reply's JSON."""

    def post(body, path="/explain", **query):
        reply = service.post(path, json=body, params=query)
        assert reply.status_code == 200, reply.text
        return json.loads(reply.text, parse_constant=_not_json)

    return post


def _not_json(name):
    raise ValueError(f"expected JSON, got {name}")


@pytest.fixture(scope="session")
def decode_arrays():
    """Return a function from the arrays of a reply, in either format, to arrays of numpy."""

    def decode(sent):
        if "data" in sent:
            array = np.array(sent["data"], dtype=np.float64)
        else:
            assert sent["dtype"] == "float32"
            content = base64.b64decode(sent["base64"], validate=True)
            array = np.frombuffer(content, dtype="<f4").reshape(sent["shape"])
        assert list(array.shape) == sent["shape"]
        return array

    return lambda arrays: {name: decode(sent) for name, sent in arrays.items()}


@pytest.fixture
def rejected(service):
    """Return a function that posts an invalid body and returns the errors of the reply by path."""

    def post(body, path="/explain", status=422, kind="/problems/invalid-request", **query):
        reply = service.post(path, json=body, params=query)
        assert reply.headers["content-type"] == "application/problem+json"
        problem = reply.json()
        assert (reply.status_code, problem["status"]) == (status, status), problem
        assert problem["type"] == kind
        return {error["loc"]: error["message"] for error in problem.get("errors", [])}

    return post

"""The Open Inference Protocol: every address, tensors in JSON and raw, and its own errors."""

import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app import __version__
from app.main import create_app
from model.serialization import model_file

LENGTH = "Inference-Header-Content-Length"
INFER = "/v2/models/seed/infer"


@pytest.fixture(scope="module")
def seed(weights_dir):
    return model_file.load(weights_dir / "seed.safetensors")


@pytest.fixture(scope="module")
def ink():
    """Two drawings of random ink, float32 of shape (2, 784)."""
    return np.random.default_rng(3).random((2, 784), dtype=np.float32)


@pytest.fixture(scope="module")
def expected(seed, ink):
    """The network's predictions for them, computed outside the service."""
    A = ink.astype(np.float64)
    *hidden, last = [W.astype(np.float64) for W in seed.weights]
    for W in hidden:
        A = 1 / (1 + np.exp(-(W[0] + A @ W[1:])))
    E = np.exp(last[0] + A @ last[1:])
    return E / E.sum(axis=1, keepdims=True)


def tensor(array, datatype="FP32", **more):
    listed = {"data": array.tolist()} if "parameters" not in more else {}
    return {"name": "pixels", "shape": list(array.shape), "datatype": datatype, **listed, **more}


@pytest.fixture
def infer(client):
    def inferred(*inputs, **more):
        reply = client.post(INFER, json={"inputs": list(inputs), **more})
        assert reply.status_code == 200, reply.text
        return reply.json()

    return inferred


@pytest.fixture
def rejected(client):
    """Send, verify the protocol's one error shape, and return its message."""

    def message(document, status=400, path=INFER, **headers):
        body = document if isinstance(document, bytes) else json.dumps(document)
        reply = client.post(path, content=body, headers=headers)
        assert reply.status_code == status
        assert reply.headers["content-type"] == "application/json"
        assert list(reply.json()) == ["error"]
        return reply.json()["error"]

    return message


@pytest.mark.parametrize("path", ["/v2", "/v2/"])
def test_server_metadata_names_the_binary_extension(client, path):
    assert client.get(path).json() == {
        "name": "inkling",
        "version": __version__,
        "extensions": ["binary_tensor_data"],
    }


def test_health_is_live_and_ready(client):
    assert client.get("/v2/health/live").json() == {"live": True}
    assert client.get("/v2/health/ready").json() == {"ready": True}


@pytest.mark.parametrize("version", ["", "/versions/{version}"])
def test_metadata_of_a_model_has_inputs_and_outputs(client, seed, version):
    path = "/v2/models/seed" + version.format(version=seed.version)
    assert client.get(path).json() == {
        "name": "seed",
        "versions": [seed.version],
        "platform": "inkling_numpy",
        "inputs": [{"name": "pixels", "datatype": "FP32", "shape": [-1, 784]}],
        "outputs": [
            {"name": "probabilities", "datatype": "FP32", "shape": [-1, 10]},
            {"name": "digit", "datatype": "INT64", "shape": [-1]},
        ],
    }
    assert client.get(path + "/ready").json() == {"name": "seed", "ready": True}


@pytest.mark.parametrize("suffix", ["", "/ready", "/versions/1", "/versions/1/ready"])
def test_model_or_version_that_is_unknown_is_not_found(client, suffix):
    name = "seed" if "versions" in suffix else "nope"
    reply = client.get(f"/v2/models/{name}{suffix}")
    assert reply.status_code == 404
    assert "expected" in reply.json()["error"]


def test_health_before_the_models_are_loaded_is_not_ready(settings):
    client = TestClient(create_app(settings))  # not entered: no lifespan
    assert client.get("/v2/health/live").status_code == 200
    assert client.get("/v2/health/ready").status_code == 503
    assert list(client.get("/v2/models/seed").json()) == ["error"]


def test_infer_equals_the_network(infer, seed, ink, expected):
    answer = infer(tensor(ink), id="mine")
    assert (answer["id"], answer["model_name"]) == ("mine", "seed")
    assert answer["model_version"] == seed.version
    probabilities, digit = answer["outputs"]
    assert probabilities["shape"] == [2, 10]
    assert probabilities["datatype"] == "FP32"
    np.testing.assert_allclose(probabilities["data"], expected.ravel(), atol=1e-5)
    assert digit == {
        "name": "digit",
        "shape": [2],
        "datatype": "INT64",
        "data": expected.argmax(axis=1).tolist(),
    }


def test_infer_without_an_id_replies_without_one(infer, ink):
    assert "id" not in infer(tensor(ink))


def test_infer_is_the_same_for_every_shape_and_nesting(infer, ink):
    flat = tensor(ink) | {"data": ink.ravel().tolist()}
    square = tensor(ink.reshape(2, 28, 28))
    assert infer(flat) == infer(tensor(ink)) == infer(square)


def test_infer_of_uint8_scales_gray_levels(infer, ink):
    levels = np.round(ink * 255).astype(np.uint8)
    answer = infer(tensor(levels, "UINT8"))
    assert answer == infer(tensor(levels.astype(np.float32) / np.float32(255)))


def test_infer_of_blank_pixels_is_answered(infer):
    [probabilities, _] = infer(tensor(np.zeros((1, 784))))["outputs"]
    assert sum(probabilities["data"]) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("names", [["digit"], ["digit", "probabilities"]])
def test_infer_replies_with_the_requested_outputs_in_order(infer, ink, names):
    answer = infer(tensor(ink), outputs=[{"name": name} for name in names])
    assert [output["name"] for output in answer["outputs"]] == names


def test_infer_with_a_version_is_answered(client, seed, ink):
    path = f"/v2/models/seed/versions/{seed.version}/infer"
    assert client.post(path, json={"inputs": [tensor(ink)]}).status_code == 200


@pytest.mark.parametrize(("datatype", "dtype", "scale"), [("FP32", "<f4", 1), ("UINT8", "u1", 255)])
def test_infer_of_a_raw_tensor_is_answered(client, infer, ink, datatype, dtype, scale):
    array = np.round(ink * scale, 6 if scale == 1 else 0).astype(dtype)
    raw = array.tobytes()
    head = {"inputs": [tensor(array, datatype, parameters={"binary_data_size": len(raw)})]}
    document = json.dumps(head).encode()
    reply = client.post(INFER, content=document + raw, headers={LENGTH: str(len(document))})
    assert reply.json() == infer(tensor(array, datatype))


def test_infer_with_raw_outputs_appends_them_to_the_document(client, infer, ink):
    outputs = [
        {"name": "digit", "parameters": {"binary_data": True}},
        {"name": "probabilities", "parameters": {"binary_data": True}},
    ]
    reply = client.post(INFER, json={"inputs": [tensor(ink)], "outputs": outputs})
    assert reply.headers["content-type"] == "application/octet-stream"
    length = int(reply.headers[LENGTH])
    digit, probabilities = json.loads(reply.content[:length])["outputs"]
    assert digit["parameters"] == {"binary_data_size": 16}
    assert probabilities["parameters"] == {"binary_data_size": 80}
    listed = infer(tensor(ink))["outputs"]
    raw = reply.content[length:]
    assert np.frombuffer(raw[:16], "<i8").tolist() == listed[1]["data"]
    np.testing.assert_array_equal(
        np.frombuffer(raw[16:], "<f4"), np.array(listed[0]["data"], np.float32)
    )


def test_infer_with_one_raw_output_appends_it_alone(client, ink):
    parameters = {"binary_data_output": True}
    outputs = [{"name": "probabilities"}, {"name": "digit", "parameters": {"binary_data": False}}]
    request = {"inputs": [tensor(ink)], "outputs": outputs, "parameters": parameters}
    reply = client.post(INFER, json=request)
    document = json.loads(reply.content[: int(reply.headers[LENGTH])])
    assert ["data" in output for output in document["outputs"]] == [False, True]
    assert len(reply.content) == int(reply.headers[LENGTH]) + 80


GOOD = tensor(np.zeros((1, 784)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "image"}, "body.inputs.0.name: expected 'pixels', got 'image'"),
        ({"name": None}, "body.inputs.0.name: expected 'pixels', got null"),
        ({"datatype": "BYTES"}, "body.inputs.0.datatype: expected 'FP32' or 'UINT8', got 'BYTES'"),
        ({"shape": [1, 783]}, "body.inputs.0.shape: expected [N, 784] or [N, 28, 28]"),
        ({"shape": [784]}, "body.inputs.0.shape: expected [N, 784] or [N, 28, 28]"),
        ({"shape": [0, 784]}, "with N from 1 to 1024, got [0, 784]"),
        ({"shape": [1025, 784]}, "with N from 1 to 1024, got [1025, 784]"),
        ({"shape": [True, 784]}, "body.inputs.0.shape.0: expected a valid integer, got true"),
        ({"shape": [10**400, 784]}, "with N from 1 to 1024, got [1000"),
        ({"shape": "1,784"}, "body.inputs.0.shape: expected a valid list, got '1,784'"),
        ({"shape": [2, 784]}, "body.inputs.0.data: expected a list of 2, got a list of 1"),
        ({"data": [0.5]}, "body.inputs.0.data: expected a list of 784, got [0.5]"),
        ({"data": None}, "expected either data or the parameter binary_data_size, got neither"),
        ({"data": [[0] * 783]}, "body.inputs.0.data.0: expected a list of 784, got a list of 783"),
        ({"data": [[0] * 783 + ["x"]]}, "body.inputs.0.data.0.783: expected a finite number"),
        ({"data": [[0] * 783 + [2]]}, "body.inputs.0.data.0.783: expected a number from 0 to 1"),
        ({"data": [[1e300] * 784]}, "expected a number from 0 to 1, got inf"),
        ({"datatype": "UINT8", "data": [256] * 784}, "expected an integer from 0 to 255, got 256"),
        ({"datatype": "UINT8", "data": [0.5] * 784}, "expected an integer from 0 to 255, got 0.5"),
        (
            {"parameters": {"binary_data_size": 4}},
            "expected either data or the parameter binary_data_size, got both",
        ),
        ({"parameters": 7}, "body.inputs.0.parameters: expected an object, got 7"),
        ({"parameters": {"shared_memory_region": "x"}}, "Shared memory is not supported"),
    ],
)
def test_tensor_invalid_is_rejected(rejected, change, message):
    assert message in rejected({"inputs": [GOOD | change]})


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "body: expected an object, got a list of 0"),
        ({}, "body.inputs: missing required field"),
        ({"inputs": []}, "body.inputs: expected a list of at least 1, got a list of 0"),
        ({"inputs": [GOOD, GOOD]}, "body.inputs: expected a list of at most 1, got a list of 2"),
        ({"inputs": [7]}, "body.inputs.0: expected an object, got 7"),
        ({"inputs": [GOOD], "id": 7}, "body.id: expected a valid string, got 7"),
        (
            {"inputs": [GOOD], "id": "x" * 257},
            "body.id: expected a text of at most 256 characters, got a text of 257 characters",
        ),
        ({"inputs": [GOOD], "outputs": 7}, "body.outputs: expected a valid list, got 7"),
        ({"inputs": [GOOD], "outputs": [{"name": "loss"}]}, "got 'loss'"),
        (
            {"inputs": [GOOD], "outputs": [{"name": "digit"}] * 2},
            "body.outputs: expected each output once",
        ),
        (
            {"inputs": [GOOD], "parameters": {"binary_data_output": 1}},
            "body.parameters.binary_data_output: expected a valid boolean, got 1",
        ),
        (
            {"inputs": [GOOD], "outputs": [{"name": "digit", "parameters": {"classification": 3}}]},
            "The classification extension is not supported",
        ),
    ],
)
def test_document_invalid_is_rejected(rejected, document, message):
    assert message in rejected(document)


def test_body_that_is_not_json_is_rejected_with_its_position(rejected):
    assert "line 1 column 12" in rejected(b'{"inputs": [')


@pytest.mark.parametrize(
    ("size", "rest", "length", "message"),
    [
        (3136, bytes(3135), 0, "expected 3136 bytes of tensor data behind the document, got 3135"),
        (3136, bytes(3140), 0, "expected no bytes behind the last tensor, got 4"),
        (784, bytes(784), 0, "expected 3136 bytes for FP32 of shape [1, 784], got 784"),
        (-1, b"", 0, "expected a number greater than or equal to 0, got -1"),
        ("3136", bytes(3136), 0, "expected a valid integer, got '3136'"),
        (3136, bytes(3136), 9999, "header.Inference-Header-Content-Length: expected at most"),
    ],
)
def test_raw_tensor_invalid_is_rejected(rejected, size, rest, length, message):
    shape = {"shape": [1, 784], "parameters": {"binary_data_size": size}}
    head = json.dumps({"inputs": [{"name": "pixels", "datatype": "FP32"} | shape]}).encode()
    assert message in rejected(head + rest, **{LENGTH: str(len(head) + length)})


@pytest.mark.parametrize("value", ["-1", "x", "1e3", "", "²"])
def test_length_header_invalid_is_rejected(client, value):
    headers = {LENGTH.encode(): value.encode()}
    reply = client.post(INFER, content=b"{}", headers=headers)
    assert reply.status_code == 400
    assert "expected a number of bytes" in reply.json()["error"]


def test_raw_values_out_of_range_are_rejected(rejected):
    array = np.zeros((1, 784), np.float32)
    array[0, 5] = np.nan
    head = json.dumps({"inputs": [tensor(array, parameters={"binary_data_size": 3136})]}).encode()
    message = rejected(head + array.tobytes(), **{LENGTH: str(len(head))})
    assert "body.inputs.0.data.0.5: expected a number from 0 to 1, got nan" in message


def test_errors_of_the_service_have_the_shape_of_the_protocol(rejected, client):
    assert "body is too large" in rejected(bytes(8 * 2**20 + 1), 413)
    assert "Content-Encoding" in rejected(b"", 415, **{"Content-Encoding": "gzip"})
    assert "seed, tiny" in rejected({}, 404, "/v2/models/nope/infer")
    assert list(client.get("/v2/nope").json()) == ["error"]
    assert list(client.get(INFER).json()) == ["error"]
    assert client.get(INFER).headers["allow"] == "POST"


def test_path_that_merely_begins_like_the_protocol_has_problem_json(client):
    assert client.get("/v2x").json()["type"] == "/problems/not-found"


def test_infer_of_a_large_batch_equals_its_rows(infer):
    many = np.random.default_rng(4).random((300, 784)).round(3)
    probabilities, _ = infer(tensor(many))["outputs"]
    rows = np.reshape(probabilities["data"], (300, 10))
    [one, _] = infer(tensor(many[7:8]))["outputs"]
    np.testing.assert_allclose(rows[7], one["data"], atol=1e-5)

"""Clients that others wrote for the Open Inference Protocol, and a real server."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import tritonclient.http as triton

from benchmarks.server import running_server
from model.serialization import model_file

FOLDER = Path(__file__).parent
KSERVE = FOLDER.parents[2] / ".venv-kserve" / "bin" / "python"
SECONDS = 120


@pytest.fixture(scope="module")
def server():
    with running_server() as server:
        yield f"127.0.0.1:{server.port}"


@pytest.fixture
def client(server):
    with triton.InferenceServerClient(server) as client:
        yield client


@pytest.fixture(scope="module")
def ink():
    return np.random.default_rng(3).random((3, 784), dtype=np.float32)


@pytest.fixture(scope="module")
def seed():
    return model_file.load(model_file.find_model("seed"))


@pytest.fixture(scope="module")
def expected(seed, ink):
    return seed.predict(ink)


def infer_input(array, datatype="FP32", binary=True):
    tensor = triton.InferInput("pixels", list(array.shape), datatype)
    tensor.set_data_from_numpy(array, binary_data=binary)
    return [tensor]


def test_triton_client_finds_server_and_model_ready(client, seed):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("seed")
    assert client.is_model_ready("seed", seed.version)
    assert not client.is_model_ready("seed", "1")


def test_triton_client_reads_the_metadata(client, seed):
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    metadata = client.get_model_metadata("seed", seed.version)
    assert [tensor["name"] for tensor in metadata["outputs"]] == ["probabilities", "digit"]


@pytest.mark.parametrize("raw_in", [False, True])
@pytest.mark.parametrize("raw_out", [False, True])
def test_triton_client_infer_equals_the_network(client, ink, expected, raw_in, raw_out):
    outputs = [
        triton.InferRequestedOutput(name, binary_data=raw_out)
        for name in ("digit", "probabilities")
    ]
    answer = client.infer(
        "seed", infer_input(ink, binary=raw_in), outputs=outputs, request_id="mine"
    )
    assert answer.get_response()["id"] == "mine"
    np.testing.assert_allclose(answer.as_numpy("probabilities"), expected, atol=1e-5)
    np.testing.assert_array_equal(answer.as_numpy("digit"), expected.argmax(axis=1))


def test_triton_client_infer_of_uint8_is_answered(client, seed):
    levels = np.random.default_rng(5).integers(0, 256, (2, 28, 28), dtype=np.uint8)
    answer = client.infer("seed", infer_input(levels, "UINT8"))
    expected = seed.predict(levels.reshape(2, 784) / np.float32(255))
    np.testing.assert_allclose(answer.as_numpy("probabilities"), expected, atol=1e-5)


def test_triton_client_raises_the_error_of_the_service(client, ink):
    with pytest.raises(triton.InferenceServerException) as refused:
        client.infer("nope", infer_input(ink))
    assert refused.value.status() == "404"
    assert "expected one of the models seed, wide, got 'nope'" in refused.value.message()


@pytest.mark.skipif(not KSERVE.exists(), reason="needs KServe's client: run `make clients`")
def test_kserve_client_infer_equals_the_network(server, expected):
    command = [KSERVE, FOLDER / "kserve_client.py", f"http://{server}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["live"], result["ready"], result["model_ready"]) == (True, True, True)
    assert result["ids"] == ["mine", "mine"]
    for outputs in result["outputs"]:
        np.testing.assert_allclose(outputs["probabilities"], expected, atol=1e-5)
        np.testing.assert_array_equal(outputs["digit"], expected.argmax(axis=1))
    assert "expected one of the models seed, wide, got 'nope'" in result["refusal"]

"""The Open Inference Protocol over gRPC: it answers as HTTP does, and others' clients agree."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import grpc
import numpy as np
import pytest
from google.protobuf import descriptor_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from app.grpc_service import protocol
from app.grpc_service.protocol import METHODS, SERVICE, message_class
from benchmarks.server import running_server
from model.serialization import model_file
from tests.support.ports import reserve_port

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venv-kserve" / "bin" / "python"
needs_clients = pytest.mark.skipif(
    not PYTHON.exists(), reason="needs the clients of Triton and KServe: run `make clients`"
)
SECONDS = 120
INFER = "ModelInfer"


@pytest.fixture(scope="module")
def server():
    """A service with gRPC: the ports of HTTP and gRPC."""
    port = reserve_port()
    with running_server(settings={"INKLING_GRPC_PORT": str(port)}) as server:
        yield server.port, port


@pytest.fixture(scope="module")
def call(server):
    """Return a function that calls a method with a message's fields."""
    with grpc.insecure_channel(f"127.0.0.1:{server[1]}") as channel:

        def called(method, **fields):
            names = METHODS[method].input_type.name, METHODS[method].output_type.name
            request, reply = map(message_class, names)
            stub = channel.unary_unary(
                f"/{SERVICE}/{method}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=reply.FromString,
            )
            return stub(request(**fields), timeout=SECONDS)

        yield called


@pytest.fixture(scope="module")
def ink():
    return np.random.default_rng(3).random((3, 784), dtype=np.float32)


def infer_over_http(server, body):
    """Return the status and the document of an inference over HTTP."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server[0]}/v2/models/seed/infer",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def pixels_input(ink, **fields):
    return {"name": "pixels", "datatype": "FP32", "shape": ink.shape} | fields


def test_description_is_that_of_the_interface_file():
    if not PYTHON.exists():
        pytest.skip("needs protoc: run `make clients`")
    folder = Path(protocol.__file__).parent
    compiled = subprocess.run(
        [
            *(PYTHON, "-m", "grpc_tools.protoc", f"-I{folder}", "--descriptor_set_out=/dev/stdout"),
            "open_inference_grpc.proto",
        ],
        capture_output=True,
        timeout=SECONDS,
        check=True,
    ).stdout
    committed = (folder / protocol.DESCRIPTION).read_bytes()
    parse = descriptor_pb2.FileDescriptorSet.FromString
    assert parse(committed) == parse(compiled)
    assert len(parse(committed).file[0].service[0].method) == 6


@pytest.mark.parametrize("raw", [False, True])
def test_inference_answers_as_http_does(server, call, ink, raw):
    tensor = pixels_input(ink, shape=list(ink.shape), data=ink.ravel().tolist())
    status, expected = infer_over_http(server, {"id": "mine", "inputs": [tensor]})
    assert status == 200
    contents = {} if raw else {"contents": {"fp32_contents": ink.ravel()}}
    reply = call(
        INFER,
        model_name="seed",
        id="mine",
        inputs=[pixels_input(ink, **contents)],
        raw_input_contents=[ink.astype("<f4").tobytes()] if raw else [],
    )
    assert (reply.model_name, reply.model_version) == ("seed", expected["model_version"])
    assert reply.id == "mine"
    probabilities, digit = expected["outputs"]
    assert [(o.name, o.datatype, list(o.shape)) for o in reply.outputs] == [
        (o["name"], o["datatype"], o["shape"]) for o in expected["outputs"]
    ]
    if raw:
        values = [np.frombuffer(content, "<f4") for content in reply.raw_output_contents[:1]]
        values.append(np.frombuffer(reply.raw_output_contents[1], "<i8"))
    else:
        values = [reply.outputs[0].contents.fp32_contents, reply.outputs[1].contents.int64_contents]
    np.testing.assert_array_equal(values[0], np.float32(probabilities["data"]))
    np.testing.assert_array_equal(values[1], digit["data"])


def test_inference_returns_the_requested_outputs_only(call, ink):
    reply = call(
        INFER,
        model_name="seed",
        inputs=[pixels_input(ink)],
        outputs=[{"name": "digit"}],
        raw_input_contents=[ink.tobytes()],
    )
    expected = model_file.load(model_file.find_model("seed")).predict(ink).argmax(axis=1)
    assert [output.name for output in reply.outputs] == ["digit"]
    np.testing.assert_array_equal(np.frombuffer(reply.raw_output_contents[0], "<i8"), expected)


def test_batch_of_the_maximum_size_is_answered(call):
    ink = np.zeros((1024, 784), np.float32)
    reply = call(
        INFER,
        model_name="wide",
        inputs=[pixels_input(ink)],
        raw_input_contents=[ink.tobytes()],
    )
    assert list(reply.outputs[1].shape) == [1024]


def test_metadata_and_readiness_are_those_of_http(server, call):
    url = f"http://127.0.0.1:{server[0]}/v2/models/seed"
    with urllib.request.urlopen(url, timeout=SECONDS) as reply:
        expected = json.load(reply)
    metadata = call("ModelMetadata", name="seed", version=expected["versions"][0])
    assert (metadata.name, metadata.platform) == ("seed", expected["platform"])
    assert [
        {"name": o.name, "datatype": o.datatype, "shape": list(o.shape)} for o in metadata.outputs
    ] == expected["outputs"]
    assert call("ServerLive").live
    assert call("ServerReady").ready
    assert call("ModelReady", name="wide").ready
    assert call("ServerMetadata").name == "inkling"


REJECTED = [
    ({"model_name": "nope"}, "NOT_FOUND", "expected one of the models seed, wide, got 'nope'"),
    ({"model_version": "1"}, "NOT_FOUND", "expected the version"),
    ({"inputs": []}, "INVALID_ARGUMENT", "inputs"),
    ({"raw_input_contents": [b"123"]}, "INVALID_ARGUMENT", "bytes"),
    ({"raw_input_contents": [b"1", b"2"]}, "INVALID_ARGUMENT", "raw_input_contents: expected one"),
    ({"raw_input_contents": []}, "INVALID_ARGUMENT", "expected a list of 2352, got"),
    ({"outputs": [{"name": "x"}]}, "INVALID_ARGUMENT", "outputs.0.name: expected"),
    (
        {"parameters": {"shared_memory_region": message_class("InferParameter")(string_param="x")}},
        "INVALID_ARGUMENT",
        "Shared memory is not supported",
    ),
]


@pytest.mark.parametrize(("fields", "code", "message"), REJECTED)
def test_invalid_request_is_rejected_and_the_next_answered(call, ink, fields, code, message):
    good = {
        "model_name": "seed",
        "inputs": [pixels_input(ink)],
        "raw_input_contents": [ink.tobytes()],
    }
    with pytest.raises(grpc.RpcError) as rejected:
        call(INFER, **(good | fields))
    assert rejected.value.code().name == code
    assert message in rejected.value.details()
    assert len(call(INFER, **good).outputs) == 2


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ({"fp64_contents": [0.0]}, "expected fp32_contents for FP32, got fp64_contents"),
        ({"fp32_contents": [2.0] * 2352}, "expected a number from 0 to 1, got 2"),
        ({"fp32_contents": [float("nan")] * 2352}, "got nan"),
    ],
)
def test_invalid_contents_are_rejected(call, ink, contents, message):
    with pytest.raises(grpc.RpcError) as rejected:
        call(INFER, model_name="seed", inputs=[pixels_input(ink, contents=contents)])
    assert rejected.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert message in rejected.value.details()


def test_message_that_is_too_large_is_rejected(call):
    with pytest.raises(grpc.RpcError) as rejected:
        call(INFER, model_name="seed", raw_input_contents=[bytes(5 * 2**20)])
    assert rejected.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


@settings(max_examples=200)
@given(
    model=st.sampled_from(["seed", "wide", "", "x\0"]),
    datatype=st.sampled_from(["FP32", "UINT8", "INT64", "BYTES", ""]),
    shape=st.lists(st.integers(-(2**63), 2**63 - 1) | st.sampled_from([1, 28, 784]), max_size=4),
    content=st.binary(max_size=4000),
    times=st.integers(0, 3),
)
def test_no_request_is_an_internal_error(call, model, datatype, shape, content, times):
    tensor = {"name": "pixels", "datatype": datatype, "shape": shape}
    try:
        call(INFER, model_name=model, inputs=[tensor], raw_input_contents=[content] * times)
        code = "OK"
    except grpc.RpcError as error:
        code = error.code().name
    assert code in {"OK", "INVALID_ARGUMENT", "NOT_FOUND"}


def test_requests_are_counted(server, call):
    call("ServerLive")
    url = f"http://127.0.0.1:{server[0]}/metrics"
    with urllib.request.urlopen(url, timeout=SECONDS) as reply:
        text = reply.read().decode()
    assert f'method="gRPC",route="/{SERVICE}/ServerLive",status="200"' in text


def ask_with(client, server):
    """Return what a client of others prints."""
    script = Path(__file__).with_name("clients.py")
    done = subprocess.run(
        [PYTHON, script, client, f"127.0.0.1:{server[1]}"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@needs_clients
@pytest.mark.parametrize("client", ["triton", "kserve"])
def test_client_of_others_gets_the_probabilities_of_the_network(server, ink, client):
    result = ask_with(client, server)
    expected = model_file.load(model_file.find_model("seed")).predict(ink)
    assert (result["live"], result["ready"], result["model_ready"]) == (True, True, True)
    for outputs in result["answers"]:
        np.testing.assert_allclose(outputs["probabilities"], expected, atol=1e-5)
        np.testing.assert_array_equal(outputs["digit"], expected.argmax(axis=1))


@needs_clients
def test_triton_client_reads_uint8_metadata_and_errors(server):
    result = ask_with("triton", server)
    levels = np.random.default_rng(5).integers(0, 256, (2, 28, 28), dtype=np.uint8)
    seed = model_file.load(model_file.find_model("seed"))
    expected = seed.predict(levels.reshape(2, 784) / np.float32(255))
    np.testing.assert_allclose(result["levels"]["probabilities"], expected, atol=1e-5)
    assert result["outputs"] == [["probabilities", "FP32", [-1, 10]], ["digit", "INT64", [-1]]]
    assert result["id"] == "mine"
    assert result["refusal"][0] == "StatusCode.NOT_FOUND"


def run_serve(port, env):
    command = [sys.executable, "-m", "inkling", "serve", "--port", str(reserve_port())]
    env = os.environ | {"INKLING_GRPC_PORT": str(port)} | env
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def test_port_in_use_stops_the_start_with_one_line(server):
    done = run_serve(server[1], {})
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert "INKLING_GRPC_PORT" in line
    assert str(server[1]) in line


def test_missing_extra_stops_the_start_with_one_line(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['grpc'] = None\n")
    done = run_serve(reserve_port(), {"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert "pip install 'inkling[grpc]'" in line

"""Fuzzer of /v2 by the contract of the Open Inference Protocol, stated apart from /openapi.json.

The schemas hold what `specification/protocol/open_inference_rest.yaml` of
https://github.com/kserve/open-inference-protocol requires of requests and replies; names of models
and versions are those of this service, or of none.
"""

import re
from collections import Counter
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from app.main import create_app
from app.settings import Settings
from model.serialization import model_file
from tests.fuzz.test_schema import CALLS
from tests.support.summary import add_summary

OUTCOMES: Counter[int] = Counter()
VERSION = model_file.load(model_file.find_model("seed")).version

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
OBJECT: Schema = {"type": "object"}
PARAMETERS = OBJECT
DATA = {"$ref": "#/components/schemas/Data"}
SHAPE: Schema = {"type": "array", "items": {"type": "integer"}}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def record(required: Schema, **optional: Schema) -> Schema:
    """Return the schema of an object, whose optional fields may be null, as some clients send."""
    nullable = {name: schema | {"nullable": True} for name, schema in optional.items()}
    return {"type": "object", "properties": required | nullable, "required": list(required)}


TENSOR = {"name": TEXT, "datatype": TEXT, "shape": SHAPE}
TENSOR_WITH_DATA = record(TENSOR | {"data": DATA}, parameters=PARAMETERS)
FAILURE = record({"error": TEXT})
SERVER = record({"name": TEXT, "version": TEXT, "extensions": array(TEXT)})
MODEL = record(
    {"name": TEXT, "platform": TEXT},
    versions=array(TEXT),
    inputs=array(record(TENSOR)),
    outputs=array(record(TENSOR)),
)
REQUEST = record(
    {"inputs": array(TENSOR_WITH_DATA)},
    id=TEXT,
    parameters=PARAMETERS,
    outputs=array(record({"name": TEXT}, parameters=PARAMETERS)),
)
REPLY = record(
    {"model_name": TEXT, "outputs": array(TENSOR_WITH_DATA)},
    model_version=TEXT,
    id=TEXT,
    parameters=PARAMETERS,
)
DIGITS = {"name": "pixels", "shape": [2, 784], "datatype": "UINT8", "data": [9, 0] * 784}
EXAMPLES = {
    "pixels": {"value": {"id": "42", "inputs": [DIGITS], "outputs": [{"name": "digit"}]}},
    "unknown": {"value": {"inputs": [DIGITS | {"name": "input0"}], "outputs": []}},
}


def path_parameter(name: str, *values: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "enum": values},
    }


def operation(
    path: str,
    reply: Schema | None = None,
    body: Schema | None = None,
    names: tuple[str, ...] = ("seed", "wide", "none"),
) -> Schema:
    """Return the description of an address, whose method follows from whether it has a body."""
    parameters = [path_parameter("name", *names)] if "{name}" in path else []
    if "{version}" in path:
        parameters.append(path_parameter("version", VERSION, "1"))
    success = {"description": "OK"} | ({"content": content(reply)} if reply else {})
    failures = {
        status: {"description": "", "content": content(FAILURE)} for status in ("400", "404")
    }
    described: Schema = {"parameters": parameters, "responses": {"200": success} | failures}
    if body:
        described["requestBody"] = {"required": True, "content": body}
    return {("post" if body else "get"): described}


def content(schema: Schema, examples: Schema | None = None) -> Schema:
    return {"application/json": {"schema": schema} | ({"examples": examples} if examples else {})}


def addresses() -> Schema:
    paths = {
        "/v2": operation("/v2", SERVER),
        "/v2/": operation("/v2/", SERVER),
        "/v2/health/live": operation("/v2/health/live"),
        "/v2/health/ready": operation("/v2/health/ready"),
    }
    for model in ("/v2/models/{name}", "/v2/models/{name}/versions/{version}"):
        paths[model] = operation(model, MODEL)
        paths[f"{model}/ready"] = operation(model)
        paths[f"{model}/infer"] = operation(model, REPLY, content(REQUEST, EXAMPLES))
    return paths


# What this model accepts of all that the protocol allows; fields that it does not name are ignored.
ROWS = [[[0] * 28, *[[0] * 13 + [255] * 2 + [0] * 13] * 26, [0] * 28]] * 2
INPUTS = [
    DIGITS,
    DIGITS | {"parameters": {"content_type": "np"}, "unknown": [None]},
    DIGITS | {"shape": [2, 28, 28], "data": ROWS},
    DIGITS | {"datatype": "FP32", "shape": [1, 784], "data": [[0.5] * 784], "parameters": {}},
]
OUTPUTS = [
    {"name": "digit"},
    {"name": "digit", "parameters": {"binary_data": False}},
    {"name": "probabilities", "unknown": {}},
]
ACCEPTED = record(
    {"inputs": array({"enum": INPUTS}) | {"minItems": 1, "maxItems": 1}},
    id=TEXT | {"maxLength": 256},
    parameters=PARAMETERS,
    outputs=array({"enum": OUTPUTS}) | {"maxItems": 1},
)

DATA_SCHEMA = array({"anyOf": [DATA, {"type": "number"}, TEXT, {"type": "boolean"}]})
DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "Data Plane", "version": "2.0"},
    "paths": addresses(),
    "components": {"schemas": {"Data": DATA_SCHEMA}},
}
# A schema cannot say which tensors a model has. A health check has no body in the protocol.
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": [200, 400, 404]},
    "negative_data_rejection": {"expected-statuses": [400, 404]},
}

INFER = "/v2/models/seed/infer"
ONE = ([0] * 13 + [255] * 2 + [0] * 13) * 28
GOOD = {"inputs": [{"name": "pixels", "shape": [1, 784], "datatype": "UINT8", "data": ONE}]}

TIMEOUT_S = 120

SERVICE = create_app(Settings(lab="off"))
PROTOCOL = schemathesis.openapi.from_dict(
    DOCUMENT, config=SchemathesisConfig.from_dict({"checks": CHECKS, "request-timeout": TIMEOUT_S})
)
PROTOCOL.app = SERVICE

INFERENCE = "/v2/models/{name}/infer"
OF_MODELS = schemathesis.openapi.from_dict(
    DOCUMENT
    | {
        "paths": {INFERENCE: operation(INFERENCE, REPLY, content(ACCEPTED), names=("seed", "wide"))}
    },
    config=SchemathesisConfig.from_dict(
        {
            "request-timeout": TIMEOUT_S,
            "checks": {"positive_data_acceptance": {"expected-statuses": [200]}},
            "generation": {"mode": "positive"},
        }
    ),
)
OF_MODELS.app = SERVICE


@pytest.fixture(scope="module", autouse=True)
def client():
    with TestClient(SERVICE) as client:
        yield client
    listed = ", ".join(f"{count} of {status}" for status, count in sorted(OUTCOMES.items()))
    add_summary(f"open inference protocol: {OUTCOMES.total()} calls: {listed}")


def conformance_test(path, method):
    """Return a test of one address."""

    @PROTOCOL.include(path=path, method=method).parametrize()
    @settings(max_examples=CALLS, suppress_health_check=list(HealthCheck), deadline=None)
    def conforms_to_the_protocol(client, case):
        status = case.call_and_validate().status_code
        OUTCOMES[status] += 1
        assert status in {200, 400, 404, 405}
        if status >= 400:  # a good request is answered as before
            assert client.post(INFER, json=GOOD).json()["outputs"][1]["data"] == [1]

    return conforms_to_the_protocol


@OF_MODELS.parametrize()
@settings(max_examples=5 * CALLS, suppress_health_check=list(HealthCheck), deadline=None)
def test_request_that_fits_the_model_is_accepted(case):
    reply = case.call_and_validate()
    OUTCOMES[reply.status_code] += 1
    assert reply.status_code == 200
    assert reply.json().get("id") == case.body.get("id")


for path, methods in DOCUMENT["paths"].items():
    words = re.sub(r"\W+", "_", path).strip("_") + ("_slash" if path.endswith("/") else "")
    globals()[f"test_{words}"] = conformance_test(path, *map(str.upper, methods))

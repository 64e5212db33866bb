"""/openapi.json: every form of drawing is there, with an example that works."""

import importlib.metadata
import re
from pathlib import Path

import pytest

from app import __version__
from app.http.problems import PROBLEMS
from app.openapi import examples
from app.openapi.schemas import ProblemDetails
from app.prediction.schemas import Prediction

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def paths(client):
    return client.get("/openapi.json").json()["paths"]


def test_summary_of_each_operation_is_a_short_imperative_phrase(paths):
    verbs = (
        "Accept|Change|Check|Choose|Classify|Control|Delete|Download|Explain|Get|Keep|Learn|List"
    )
    phrase = re.compile(rf"(?:{verbs}|Read|Train|Watch) [^.:?]{{,45}}")
    summaries = [
        operation["summary"] for methods in paths.values() for operation in methods.values()
    ]
    assert len(summaries) > 40
    assert [summary for summary in summaries if not phrase.fullmatch(summary)] == []


def test_predict_documents_each_content_type(paths):
    content = paths["/predict"]["post"]["requestBody"]["content"]
    assert set(content) == {
        "application/json",
        "multipart/form-data",
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
        "image/bmp",
        "application/octet-stream",
    }


def test_predict_has_an_example_for_every_form(paths):
    content = paths["/predict"]["post"]["requestBody"]["content"]
    assert set(content["application/json"]["examples"]) == {"strokes", "image", "pixels"}


@pytest.mark.parametrize("form", ["strokes", "image", "pixels"])
def test_example_of_each_form_is_read(client, paths, form):
    content = paths["/predict"]["post"]["requestBody"]["content"]
    example = content["application/json"]["examples"][form]["value"]
    reply = client.post("/predict", json=example)
    assert reply.status_code == 200
    Prediction.model_validate(reply.json())


def test_example_of_a_batch_is_read(client, paths):
    content = paths["/predict/batch"]["post"]["requestBody"]["content"]
    example = content["application/json"]["examples"]["batch"]["value"]
    reply = client.post("/predict/batch", json=example)
    assert reply.status_code == 200
    assert len(reply.json()["predictions"]) == 3


def test_example_of_a_prediction_is_consistent(client):
    [example] = client.get("/openapi.json").json()["components"]["schemas"]["Prediction"][
        "examples"
    ]
    prediction = Prediction.model_validate(example)
    assert sum(prediction.probabilities) == pytest.approx(1)
    assert max(prediction.probabilities) == prediction.confidence
    assert prediction.probabilities[prediction.digit] == prediction.confidence


def test_example_png_is_read(client):
    headers = {"Content-Type": "image/png"}
    assert client.post("/predict", content=examples.png(), headers=headers).status_code == 200


def test_predict_documents_its_errors(paths):
    assert {"404", "413", "415", "422"} <= set(paths["/predict"]["post"]["responses"])


def test_paths_include_the_public_addresses(paths):
    contract = {"/predict", "/predict/batch", "/models", "/models/{name}", "/healthz", "/readyz"}
    contract |= {"/explain", "/explain/check", "/explain/check-mine", "/models/{name}/weights"}
    assert contract | {"/explain/train-mine"} <= set(paths)


def test_example_of_training_with_lines_is_answered(client, paths):
    content = paths["/explain/train-mine"]["post"]["requestBody"]["content"]
    reply = client.post("/explain/train-mine", json=content["application/json"]["example"])
    assert reply.json()["stops_at"]["step"] == 1


@pytest.mark.parametrize("path", ["/explain", "/explain/check", "/explain/check-mine"])
@pytest.mark.parametrize("example", ["strokes", "image", "pixels", "batch"])
def test_example_of_each_explain_request_is_answered(client, paths, path, example):
    content = paths[path]["post"]["requestBody"]["content"]
    body = content["application/json"]["examples"][example]["value"]
    assert client.post(path, json=body).status_code == 200


def test_descriptions_have_the_curl_commands_of_the_pages(paths):
    commands = [
        command
        for page in ("README.md", "docs/guide.md", "docs/api.md")
        for command in re.findall(
            r"^curl .*", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE
        )
        if command.endswith(("localhost:8000/predict", "localhost:8000/explain?label=7'"))
    ]
    described = "\n".join(paths[path]["post"]["description"] for path in ("/predict", "/explain"))

    assert len(set(commands)) == 3
    assert [command for command in commands if command not in described] == []


def test_check_command_of_the_description_is_answered(client, paths):
    description = paths["/explain/check"]["post"]["description"]
    [address] = re.findall(r"localhost:8000(/explain/check\S*)'", description)
    headers = {"Content-Type": "image/png"}

    reply = client.post(address, content=examples.png(), headers=headers)

    assert reply.status_code == 200


@pytest.mark.parametrize("path", ["/explain", "/explain/check", "/explain/check-mine"])
def test_explain_documents_each_content_type_of_predict(paths, path):
    of_predict = paths["/predict"]["post"]["requestBody"]["content"]
    assert set(paths[path]["post"]["requestBody"]["content"]) == set(of_predict)
    assert {"404", "413", "415", "422"} <= set(paths[path]["post"]["responses"])


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (
            "/explain",
            ["label", "model", "arrays", "learning_rate", "steps", "mistake", "least_ink"],
        ),
        ("/explain/check", ["label", "model", "matrix", "row", "column", "epsilon", "mistake"]),
        ("/explain/check-mine", ["label", "model", "lines", "convention"]),
    ],
)
def test_explain_documents_its_parameters(paths, path, names):
    described = paths[path]["post"]["parameters"]
    assert [parameter["name"] for parameter in described] == names
    assert all(parameter["description"] for parameter in described)


def test_explain_documents_the_limits_of_its_parameters(paths):
    described = {p["name"]: p["schema"] for p in paths["/explain"]["post"]["parameters"]}
    assert described["label"] == {"type": "integer", "minimum": 0, "maximum": 9}
    assert described["steps"] == {"type": "integer", "minimum": 0, "maximum": 100, "default": 0}
    rate = {"type": "number", "exclusiveMinimum": 0, "maximum": 100, "default": 0.5}
    assert described["learning_rate"] == rate
    assert described["mistake"]["enum"] == ["matrix-product", "bias-row"]


def test_path_parameters_are_required_texts(paths):
    described = [
        (path, parameter)
        for path, operations in paths.items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if f"{{{parameter['name']}}}" in path
    ]
    assert len(described) > 15
    for path, parameter in described:
        assert (parameter["in"], parameter["required"]) == ("path", True), path
        assert "anyOf" not in parameter["schema"], path  # nullable, for which generators drop it


def test_version_equals_that_of_the_package(client):
    assert client.get("/openapi.json").json()["info"]["version"] == __version__


def test_package_version_equals_that_of_the_project():
    assert importlib.metadata.version("inkling") == __version__


def error_examples(paths):
    """Return path, status, media type and example of every error in the document."""
    return [
        (path, status, media_type, content.get("example"))
        for path, methods in paths.items()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        if status >= "400"
        for media_type, content in response["content"].items()
    ]


def test_example_of_each_error_is_a_problem_of_its_status(paths):
    examples = [entry for entry in error_examples(paths) if not entry[0].startswith("/v2")]
    assert len(examples) > 100
    for _, status, media_type, example in examples:
        assert media_type == "application/problem+json"
        ProblemDetails.model_validate(example, extra="forbid")
        assert status in {str(example["status"]), "default"}
        assert example["title"] == PROBLEMS[example["type"].removeprefix("/problems/")].title


def test_example_of_each_error_of_the_inference_protocol_has_its_shape(paths):
    examples = [entry for entry in error_examples(paths) if entry[0].startswith("/v2")]
    assert len(examples) > 10
    for _, _, media_type, example in examples:
        assert media_type == "application/json"
        assert list(example) == ["error"]


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/predict", "post", "422", "invalid-request"),
        ("/predict", "post", "404", "unknown-model"),
        ("/lab/runs/{id}", "get", "404", "unknown-run"),
        ("/lab/sweeps/{name}", "get", "404", "no-sweep"),
        ("/corrections/{id}", "get", "404", "unknown-correction"),
        ("/corrections", "get", "503", "database-unavailable"),
        ("/readyz", "get", "503", "not-ready"),
        ("/lab/runs/{id}/{action}", "post", "409", "lab-action"),
        ("/lab/runs", "post", "409", "lab-busy"),
        ("/lab/checks", "post", "409", "no-data"),
        ("/corrections", "post", "409", "corrections-full"),
        ("/learn", "post", "409", "learning-unavailable"),
    ],
)
def test_example_of_an_error_is_of_a_type_that_the_route_reports(paths, path, method, status, code):
    [(_, _, _, example)] = [
        entry
        for entry in error_examples({path: {method: paths[path][method]}})
        if entry[1] == status
    ]
    assert example["type"] == f"/problems/{code}"


def test_example_of_an_invalid_field_is_what_the_service_replies(client, paths):
    content = paths["/predict"]["post"]["responses"]["422"]["content"]
    example = content["application/problem+json"]["example"]

    reply = client.post("/predict", json={"pixels": [1, 2]})

    assert reply.json() | {"request_id": example["request_id"]} == example


def test_no_error_has_the_description_of_the_framework(paths):
    responses = [
        response
        for operations in paths.values()
        for of in operations.values()
        for response in of["responses"].values()
    ]
    assert len(responses) > 100
    assert all(response["description"] != "Validation Error" for response in responses)

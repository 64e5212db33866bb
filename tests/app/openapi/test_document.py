"""/openapi.json: every form of drawing is there, with an example that works."""

import importlib.metadata
import re
from pathlib import Path

import pytest

from app import __version__
from app.openapi import examples
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

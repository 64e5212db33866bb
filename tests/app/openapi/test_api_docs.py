"""docs/api.md: its examples work, and it lists every kind of problem."""

import json
import re
from pathlib import Path

import pytest

from app.explanation.parameters import CheckParameters, ExplainParameters
from app.http.problems import PROBLEMS, describe
from app.openapi.schemas import ProblemDetails
from app.prediction.schemas import Prediction

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```json {kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", blocks("predict"))
def test_page_drawing_is_read(client, block):
    assert client.post("/predict", json=json.loads(block)).status_code == 200


def test_page_shows_a_drawing_of_each_short_form():
    assert len(blocks("predict")) == 2


def test_page_batch_is_read(client):
    [block] = blocks("batch")
    reply = client.post("/predict/batch", json=json.loads(block))
    assert len(reply.json()["predictions"]) == 2


@pytest.mark.parametrize("block", blocks("explain"))
def test_page_explain_request_is_answered(client, block):
    assert client.post("/explain", json=json.loads(block)).status_code == 200


def test_page_check_is_answered_with_the_documented_fields(client):
    [block] = blocks("check")
    reply = client.post("/explain/check", json=json.loads(block)).json()
    assert all(f"`{name}`" in PAGE for name in reply)


def test_page_lines_to_check_are_right(client):
    [block] = blocks("check-mine")
    reply = client.post("/explain/check-mine", json=json.loads(block)).json()
    assert [result["agrees"] for result in reply["results"]] == [True, True]


def test_page_lines_to_train_with_are_answered_with_the_documented_fields(client):
    [block] = blocks("train-mine")
    reply = client.post("/explain/train-mine", json=json.loads(block)).json()
    assert {name for name in (*reply, *reply["yours"]) if f"`{name}`" not in PAGE} == set()


def test_page_documents_each_field_and_parameter_of_explain(client):
    body = json.loads(blocks("explain")[1])
    reply = client.post("/explain", json=body).json()
    variant = set(reply["mistake"]["variants"][1]) - {"name"}
    names = {*reply, *variant, *ExplainParameters.model_fields, *CheckParameters.model_fields}
    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def test_page_reply_has_the_fields_of_a_reply(answer):
    [block] = blocks("reply")
    Prediction.model_validate(json.loads(block))
    assert set(json.loads(block)) == set(answer)


def test_page_problem_equals_the_reply(client):
    [block] = blocks("problem")
    ProblemDetails.model_validate(json.loads(block))
    named = {"X-Request-ID": json.loads(block)["request_id"]}
    reply = client.post("/predict", json={"pixels": [0, 255, *[0] * 782]}, headers=named)
    assert reply.json() == json.loads(block)


@pytest.mark.parametrize("kind", PROBLEMS.values(), ids=lambda kind: kind.__name__)
def test_page_lists_each_problem_type(kind):
    meaning = " ".join(describe(kind).split())
    assert f"| `/problems/{kind.code}` | {kind.status} | {meaning} |" in PAGE


def test_page_inference_equals_the_reply(client):
    [request], [answer] = blocks("v2"), blocks("v2-reply")
    document = json.loads(request)
    document["inputs"][0]["data"] = [[0] * 400 + [255] * 384]
    reply = client.post("/v2/models/seed/infer", json=document).json()
    example = json.loads(answer)
    assert set(reply) == set(example)
    assert [set(output) for output in reply["outputs"]] == [set(o) for o in example["outputs"]]
    assert reply["id"] == example["id"]

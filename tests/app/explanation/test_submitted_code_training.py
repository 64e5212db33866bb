"""POST /explain/train-mine: a network trained with submitted code."""

import pytest

from app.explanation.schemas import TrainedLines

PATH = "/explain/train-mine"


def test_reply_conforms_to_the_schema(explain):
    reply = explain({"lines": ["delta2 = delta3 @ W3[1:].T", "dW2 = A1.T @ delta2"]}, PATH)

    assert TrainedLines.model_validate(reply, strict=True).model_dump() == reply
    assert reply["sizes"] == [784, 100, 10, 10]
    assert reply["right"]["losses"][-1] < 0.5
    assert reply["right"]["losses"][0] > 2
    assert reply["yours"]["losses"][-1] > reply["right"]["losses"][-1]
    assert reply["right"]["accuracy"] > 0.85
    assert not reply["agrees"]


def test_lines_may_be_in_another_convention(explain):
    body = {"lines": "dW2 = dZ2 @ A1.T / m", "model": "shallow", "convention": "ng"}
    reply = explain(body, PATH)

    assert reply["agrees"]
    assert reply["completed"][0] == "dZ2 = A2 - Y"


def test_the_same_lines_give_the_same_reply(explain):
    first, second = (explain({"lines": "dW1 = 0 * W1", "model": "shallow"}, PATH) for _ in range(2))

    assert first == second


def test_line_that_stops_says_where(explain):
    reply = explain({"lines": "dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)"}, PATH)

    stop = reply["stops_at"]
    assert (stop["step"], stop["line"], stop["column"]) == (1, 1, 29)
    assert reply["yours"]["steps"] == [0]


def test_silent_broadcasting_is_in_the_reply(explain):
    lines = "dW1 = (A0.T @ delta1).sum(axis=1, keepdims=True)"
    reply = explain({"lines": lines, "model": "shallow"}, PATH)

    [update] = TrainedLines.model_validate(reply, strict=True).broadcasts
    assert [operand.shape for operand in update.operands] == [[785, 7], [785, 1]]


@pytest.mark.parametrize(
    ("model", "sizes"),
    [("shallow", [784, 7, 10]), ("flat", [784, 10]), ("deep", [784, 6, 5, 4, 10])],
)
def test_network_has_the_layers_of_the_model(explain, model, sizes):
    reply = explain({"lines": "dW1 = A0.T @ delta1", "model": model}, PATH)

    assert reply["sizes"] == sizes
    assert reply["agrees"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("dW2 = A1.T @@ P", "line 1, column 13: expected"),
        (["P", "Y +"], "line 2, column 4: expected"),
        ("dW2 = A7", "line 1, column 7: expected"),
        ("dW2 = outer(A0, A0)", "line 1, column 7: expected at most 1,000,000 numbers"),
        (7, "expected a text or a list of lines, got 7"),
    ],
)
def test_invalid_lines_are_refused_with_their_column(rejected, lines, message):
    errors = rejected({"lines": lines}, PATH)

    assert errors["body.lines"].startswith(message)


@pytest.mark.parametrize(
    ("body", "place"),
    [({}, "body.lines"), ({"lines": "P", "label": 7}, "body.label"), ([], "body")],
)
def test_other_bodies_are_refused(rejected, body, place):
    assert list(rejected(body, PATH)) == [place]


def test_unknown_model_is_404(rejected):
    assert rejected({"lines": "P", "model": "x"}, PATH, 404, "/problems/unknown-model") == {}

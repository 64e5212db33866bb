"""POST /explain/check-mine: submitted code, evaluated and diagnosed."""

import pytest

from app.explanation.schemas import CheckedLines

PATH = "/explain/check-mine"
RIGHT = ["delta2 = (P - Y) / N @ W3[1:].T * H2 * (1 - H2)", "dW2 = A1.T @ delta2"]


@pytest.mark.parametrize("lines", [RIGHT, "\n".join(RIGHT)])
def test_right_lines_agree(explain, instances, lines):
    reply = explain({"instances": instances, "lines": lines}, PATH)

    assert [(r["name"], r["agrees"], r["diagnosis"]) for r in reply["results"]] == [
        ("delta2", True, []),
        ("dW2", True, []),
    ]


def test_replies_conform_to_the_schema(explain, instances):
    lines = ["dW2 = A1.T @ (P - Y) @ W3.T @ H2", "dW3 = A2.T @ (P - Y)", "x = exp(1000 * A1) * 0"]
    reply = explain({"instances": instances, "lines": lines}, PATH)

    assert CheckedLines.model_validate(reply, strict=True).model_dump() == reply
    assert [result["agrees"] for result in reply["results"]] == [False, False, None]
    assert reply["results"][0]["stops_at"]["column"] == 29
    assert reply["results"][1]["diagnosis"] == ["missing-mean"]


@pytest.mark.parametrize(
    ("line", "diagnosis"),
    [
        ("dW3 = A2.T @ (P - Y)", ["missing-mean"]),
        ("dW3 = A2.T @ delta3 / N", ["mean-twice"]),
        ("dW3 = A2.T @ delta3", []),
    ],
)
def test_mistake_of_the_mean_is_a_diagnosis_for_one_drawing_too(
    explain, instances, line, diagnosis
):
    [result] = explain({**instances[0], "lines": line}, PATH)["results"]

    assert (result["agrees"], result["diagnosis"]) == (True, diagnosis)
    assert len(result["explanations"]) == len(diagnosis)


def test_missing_mean_beside_another_mistake_is_a_note_for_one_drawing(explain, instances):
    line = "dW3 = A2.T @ (Y - P)"
    [one] = explain({**instances[0], "lines": line}, PATH)["results"]
    [several] = explain({"instances": instances, "lines": line}, PATH)["results"]

    assert (one["agrees"], one["diagnosis"]) == (False, ["sign"])
    assert "which one sample cannot show" in one["explanations"][-1]
    assert one["corrected_line"] == "dW3 = A2.T @ ((P - Y) / N)"
    assert set(several["diagnosis"]) == {"sign", "missing-mean"}


def test_number_that_is_not_finite_is_null(explain, instances):
    lines = "dW3 = A2.T @ (P - Y) / 0"
    [result] = explain({"instances": instances, "lines": lines}, PATH)["results"]

    assert result["first_difference"]["yours"] is None


@pytest.mark.parametrize(
    ("convention", "line", "shape"),
    [
        ("nielsen", "nabla_w3 = delta3 @ a2.T", [10, 100]),
        ("ng", "dW2 = dZ2 @ A1.T / m", [10, 100]),
        ("cs231n", "dW2 = h1.T @ dz2", [100, 10]),
        ("ng,rows,mean-at-delta", "dW2 = A1.T @ dZ2", [100, 10]),
        ("inkling,columns", "dW2 = delta2 @ A1.T", [10, 101]),
    ],
)
def test_right_line_agrees_in_its_own_convention(explain, instances, convention, line, shape):
    body = {"instances": instances, "lines": line, "convention": convention}
    [result] = explain(body, PATH)["results"]

    assert (result["agrees"], result["right_line"]) == (True, line)
    assert result["shape"] == result["expected_shape"] == shape


@pytest.mark.parametrize("convention", ["hinton", "ng,diagonal", "ng,rows,columns", "", 7])
def test_unknown_convention_is_refused_with_those_expected(service, instances, convention):
    body = {"instances": instances, "lines": "P", "convention": convention}
    response = service.post(PATH, json=body)

    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["loc"] == "body.convention"
    assert error["message"].startswith("expected ")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("dW2 = A1.T @@ P", "line 1, column 13: expected"),
        (["P", "Y +"], "line 2, column 4: expected"),
        ("__import__('os')", "line 1, column"),
        ("dW2 = A7", "line 1, column 7: expected"),
        (7, "expected a text or a list of lines, got 7"),
        ([["P"]], "expected a text or a list of lines"),
    ],
)
def test_invalid_lines_are_refused_with_their_column(service, instances, lines, message):
    response = service.post(PATH, json={"instances": instances, "lines": lines})

    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert error["loc"] == "body.lines"
    assert error["message"].startswith(message)

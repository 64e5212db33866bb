"""Wrong lines of learners that are none of the known mistakes, and names of other sources."""

import numpy as np
import pytest

from model.explanation.conventions.convention import parse_convention
from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.syntax import LineError
from tests.model.explanation.submitted_code.conftest import batch

BACK = "(P - Y) / N @ W3[1:].T"


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("dW2 = 2 * A1.T @ delta2", "Every entry is 2 times that of the gradient"),
        ("delta3 = (P - Y) / N / 10", "Every entry is 0.1 times"),
        ("dW2 = H1.T @ delta2", "row 0 is missing. A1 is H1 with a column of ones"),
        ("dW1 = X.T @ delta1", "row 0 is missing. A0 is X with a column of ones"),
        (f"delta2 = {BACK} * (1 - H2**2)", "the derivative of tanh"),
        (f"dW2 = A1.T @ ({BACK} * z2 * (1 - z2))", "leaves out the sigmoid"),
        (f"dW2 = A1.T @ ({BACK} * H2 * 1 - H2)", "multiplies before it subtracts"),
        ("delta3 = -Y / P / N", "The derivative of the softmax is missing"),
        (
            "dW2 = A1.T @ (-Y / P / N @ W3[1:].T * H2 * (1 - H2))",
            "The derivative of the softmax is missing",
        ),
        ("dW2 = A2.T @ delta2", "(11, 10) is the shape of W3"),
    ],
)
def test_wrong_line_gets_a_hint(checked, line, hint):
    [result] = checked(line)

    assert (result.agrees, result.diagnosis) == (False, ())
    assert len(result.explanations) == 1
    assert hint in result.explanations[0]


@pytest.mark.parametrize(
    ("convention", "line", "hint"),
    [
        ("inkling,columns", "dW2 = delta2 @ H1.T", "column 0 is missing. A1 is H1 with a row"),
        ("ng", "dZ2 = W3.T @ dZ3 * (1 - A2**2)", "1 - A2**2 is the derivative of tanh"),
        ("nielsen", "nabla_w3 = 2 * delta3 @ a2.T", "Every entry is 2 times"),
        ("cs231n", "dW2 = h1.T @ (dscores @ W3.T * z2 * (1 - z2))", "at z2 is sigmoid(z2)"),
    ],
)
def test_hint_has_the_names_of_the_convention(convention, line, hint):
    weights, X, labels = batch(4)

    [result] = check(line, weights, X, np.eye(10)[labels], convention=parse_convention(convention))

    assert hint in result.explanations[0]


def test_line_that_no_hint_fits_has_none(checked):
    [result] = checked("dW2 = A1.T @ delta2 + exp(W2)")

    assert (result.agrees, result.explanations) == (False, ())


@pytest.mark.parametrize(
    ("convention", "name", "own"),
    [
        ("inkling", "probs", "P, as probs is called here"),
        ("inkling", "y_hat", "P, as y_hat is called here"),
        ("inkling", "m", "N, as m is called here"),
        ("inkling", "dZ3", "delta3, as dZ3 is called here"),
        ("inkling", "delta_3", "delta3"),
        ("inkling", "w_3", "W3"),
        ("ng", "P", "A3, as P is called here"),
        ("ng", "H2", "A2, as H2 is called here"),
        ("nielsen", "H2", "a3, as H2 is called here"),
        ("cs231n", "delta3", "dscores, as delta3 is called here"),
    ],
)
def test_name_of_another_source_is_translated(convention, name, own):
    weights, X, labels = batch(4)
    with pytest.raises(LineError) as raised:
        check(f"{name} * 2", weights, X, np.eye(10)[labels], None, parse_convention(convention))

    assert f"expected {own}, got '{name}'" in str(raised.value)


@pytest.mark.parametrize(
    ("name", "own"), [("dL_dW2", "dW2"), ("grad_W2", "dW2"), ("d2", "delta2"), ("dz2", "delta2")]
)
def test_line_named_as_elsewhere_says_what_the_gradient_is_called(checked, name, own):
    [result] = checked(f"{name} = A1.T @ (P - Y)")

    assert result.agrees is None
    assert result.explanations == (
        f"{name} is compared with no gradient. If it is {own}, call it {own}.",
    )


def test_lines_without_a_gradient_name_those_that_there_are(checked):
    [result] = checked("mine = P - Y")

    assert result.explanations[0].startswith("mine is compared with no gradient. Gradients are")
    assert "dW2" in result.explanations[0]


def test_intermediate_results_and_updates_are_left_alone(checked):
    lines = "back = delta3 @ W3[1:].T\ndW2 = A1.T @ (back * H2 * (1 - H2))\nW2 = W2 - 0.1 * dW2"

    assert [result.explanations for result in checked(lines)] == [(), (), ()]


@pytest.mark.parametrize(
    ("line", "diagnosis", "corrected"),
    [
        ("dW3 = (P - Y) @ A2.T", ("factor-order",), "dW3 = A2.T @ ((P - Y) / N)"),
        (
            "dW2 = A1.T.dot(P - Y).dot(W3.T).dot(H2 * (1 - H2))",
            ("matrix-product", "bias-row-kept"),
            "dW2 = A1.T @ ((P - Y) / N @ W3[1:].T * (H2 * (1 - H2)))",
        ),
    ],
)
def test_corrected_line_is_one_that_is_right_for_a_batch(line, diagnosis, corrected):
    weights, X, labels = batch(1, (20, 8, 10, 9))

    [result] = check(line, weights, X, np.eye(9)[labels])

    assert (result.diagnosis, result.corrected_line) == (diagnosis, corrected)

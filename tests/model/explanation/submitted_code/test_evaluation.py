"""Evaluation: the numbers of numpy, the shapes of each operation, and a bounded cost."""

import tracemalloc

import numpy as np
import pytest

from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.syntax import LineError
from tests.model.explanation.submitted_code.conftest import batch

EXPRESSIONS = [
    "A1.T @ (P - Y) / N",
    "-P ** 2 + 3 * Y - 1e-3",
    "2 ** -1 * P",
    "P.sum(axis=0)",
    "np.sum(P, axis=1, keepdims=True)",
    "P.mean(0)",
    "mean(P - Y)",
    "sum(P, -1)",
    "exp(-z2) / (1 + exp(-z2)) ** 2",
    "sigmoid(z2)",
    "softmax(z3)",
    "softmax(z3, axis=0)",
    "np.outer(A1, P)",
    "np.dot(A1.T, P)",
    "A1.T.dot(P)",
    "np.multiply(P, Y)",
    "np.matmul(A1.T, P)",
    "np.transpose(P) @ A1",
    "P.transpose()",
    "np.diag(H2[0]) @ W3[1:]",
    "A1[:, 1:]",
    "A1[0, -1]",
    "A1[:, :, None] * P[:, np.newaxis, :]",
    "A1[..., ::2]",
    "W3[1:-1]",
    "P / len(X) + X.shape[1]",
    "(P\n - Y)",
]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expression_has_the_value_that_python_gives_it(checked, numpy_scope, text):
    [result] = checked(f"mine = {text}")
    expected = eval(text, {}, numpy_scope)
    assert result.shape == np.shape(expected)
    np.testing.assert_allclose(result.value, expected, rtol=1e-12, atol=1e-15)


def test_each_join_has_the_shapes_of_its_operands():
    weights, X, labels = batch(1)
    [result] = check("dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)", weights, X, np.eye(10)[labels])
    joins = [
        (step.operator, [operand.shape for operand in step.operands], step.shape)
        for step in result.steps
    ]
    assert joins == [
        ("-", [(1, 10), (1, 10)], (1, 10)),
        ("@", [(9, 1), (1, 10)], (9, 10)),
        ("@", [(9, 10), (10, 11)], (9, 11)),
    ]
    stop = result.stops_at
    assert (stop.expression, stop.operator) == ("A1.T @ (P - Y) @ W3.T @ H2", "@")
    assert [operand.shape for operand in stop.operands] == [(9, 11), (1, 10)]
    assert (stop.line, stop.column) == (1, 29)
    with pytest.raises(ValueError, match="mismatch in its core dimension") as raised:
        np.ones((9, 11)) @ np.ones((1, 10))
    assert stop.message == str(raised.value).strip()


def test_broadcasting_of_two_arrays_is_said_and_of_a_number_not():
    weights, X, labels = batch(4)
    [result] = check(
        "mine = (1 - P) * P.sum(axis=1, keepdims=True)", weights, X, np.eye(10)[labels]
    )
    assert [(step.operator, step.broadcasts) for step in result.steps] == [
        ("-", False),
        ("sum", False),
        ("*", True),
    ]


@pytest.mark.parametrize(
    ("text", "first", "kind"),
    [
        ("exp(1000 * exp(z3)) * P", "exp(1000 * exp(z3))", "inf"),
        ("P / 0", "P / 0", "inf"),
        ("(P - P) / 0", "(P - P) / 0", "nan"),
        ("9 ** 9 ** 9 * P", "9 ** 9 ** 9", "inf"),
        ("(0 - P) ** 0.5", "(0 - P) ** 0.5", "nan"),
        ("softmax(z3 / 0)", "z3 / 0", "inf"),
        ("P * 1e300 * 1e300", "P * 1e300 * 1e300", "inf"),
    ],
)
def test_result_that_is_not_finite_is_named_without_a_warning(checked, text, first, kind):
    [result] = checked(f"delta3 = {text}")
    assert not np.isfinite(result.value).all()
    assert (result.agrees, result.diagnosis) == (False, ())
    assert result.explanations == (f"{first} has entries that are {kind}.",)


@pytest.mark.parametrize(
    "text",
    [
        "z1[:, :, None, None, None]",
        "np.outer(np.outer(X, X), np.outer(X, X))",
        "np.outer(np.outer(X, X), X)[:, None] * W1[:, 0]",
        "(A0.T @ A0)[:, :, None, None] * (A0.T @ A0)",
        "np.dot(W1[None], W1[None])",
        "+".join(["np.outer(X, X)"] * 40),
    ],
)
def test_line_that_asks_for_too_much_is_rejected_before_it_is_computed(text):
    weights, X, labels = batch(4, (150, 8, 10, 10))
    tracemalloc.start()
    with pytest.raises(LineError, match="expected ") as raised:
        check(text, weights, X, np.eye(10)[labels])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raised.value.column >= 1
    assert peak < 100e6


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("mine = p - Y", 8, "expected P, got 'p'"),
        ("dW2 = dW2", 7, "expected a name that is computed before, got dW2"),
        ("delta2 = back @ H2", 10, "expected one of X, A0, "),
        ("mine = theirs; theirs = P", 8, "got 'theirs'"),
    ],
)
def test_unknown_name_is_rejected_with_its_column(checked, text, column, message):
    with pytest.raises(LineError, match=message) as raised:
        checked(text)
    assert raised.value.column == column


def test_line_after_one_that_stops_says_why_it_has_no_value(checked):
    first, second = checked("back = P @ Y[:, 1:]; delta2 = back * H2")
    assert first.stops_at.operator == "@"
    assert second.stops_at.message == "back has no value: NumPy stops at line 1"
    assert (second.shape, second.agrees) == (None, False)


@pytest.mark.parametrize("again", ["dW2", "dW2.T", "2 * dW2"])
def test_gradient_used_after_its_line_stops_has_no_value(checked, again):
    first, second = checked(f"dW2 = X @ X @ X\ndW2 = {again}", sizes=(20, 8, 6, 10))
    assert first.stops_at.operator == "@"
    assert second.stops_at.message == "dW2 has no value: NumPy stops at line 1"


@pytest.mark.parametrize("index", ["::0", "99", "0, 0, 0", "1:3:0, 0"])
def test_index_that_numpy_refuses_stops_there(checked, index):
    [result] = checked(f"dW2 = A1[{index}]")
    assert result.stops_at.operator == "[]"
    assert result.stops_at.message


@pytest.mark.parametrize("text", ["mean(X[:0])", "X[:0].mean(axis=0)", "X[:, :0].mean(1)"])
def test_mean_of_no_numbers_is_named_and_warns_nobody(checked, text):
    [result] = checked(f"mine = {text}")
    assert result.steps[-1].non_finite == "nan"

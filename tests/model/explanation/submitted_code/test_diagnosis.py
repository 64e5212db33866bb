"""Every known mistake in a line, alone and together, for one sample and for a batch."""

import numpy as np
import pytest

from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.mistakes import DIAGNOSES
from tests.model.explanation.submitted_code.conftest import batch

RIGHT = {
    "delta3": ["(P - Y) / N", "-(Y - P) / len(X)", "P / N - Y * (1 / N)"],
    "dW3": ["A2.T @ delta3", "A2.T @ (P - Y) / N", "(delta3.T @ A2).T"],
    "delta2": [
        "delta3 @ W3[1:].T * H2 * (1 - H2)",
        "(W3[1:] @ delta3.T).T * (H2 - H2 ** 2)",
        "(delta3 @ W3.T * A2 * (1 - A2))[:, 1:]",
        "delta3 @ W3[1:].T * exp(-z2) / (1 + exp(-z2)) ** 2",
    ],
    "dH2": ["delta3 @ W3[1:].T", "(delta3 @ W3.T)[:, 1:]"],
    "dW2": ["A1.T @ delta2", "A1.T @ (delta3 @ W3[1:].T * H2 * (1 - H2))"],
    "delta1": ["(delta2 @ W2[1:].T) * sigmoid(z1) * (1 - sigmoid(z1))"],
    "dW1": ["A0.T @ delta1", "np.transpose(A0) @ ((delta2 @ W2[1:].T) * H1 * (1 - H1))"],
}

MISTAKES = [
    ("delta3 = Y - P", "sign missing-mean"),
    ("delta3 = (Y - P) / N", "sign"),
    ("delta3 = (P - Y) / N * P * (1 - P)", "extra-output-slope"),
    ("delta3 = (P - Y) / N * sigmoid(z3) * (1 - sigmoid(z3))", "extra-output-slope"),
    ("delta3 = (Y - P) / N * P * (1 - P)", "extra-output-slope sign"),
    ("delta3 = (softmax(z3, axis=0) - Y) / N", "softmax-axis"),
    ("P = softmax(z3, axis=0)\ndelta3 = (P - Y) / N", "softmax-axis"),
    ("dW3 = delta3.T @ A2", "factor-order"),
    ("dW3 = A2.T @ (Y - P) / N", "sign"),
    ("delta2 = delta3 @ W3[1:].T @ (H2 * (1 - H2)).T", "matrix-product"),
    ("delta2 = delta3 @ W3[1:].T @ H2.T * (1 - H2)", "matrix-product"),
    ("dW2 = A1.T @ (delta3 @ W3[1:].T @ (H2 * (1 - H2)).T)", "matrix-product"),
    ("dW1 = A0.T @ (delta2 @ W2[1:].T @ (H1 * (1 - H1)).T)", "matrix-product"),
    ("delta2 = delta3 @ W3.T * A2 * (1 - A2)", "bias-row-kept"),
    ("dW2 = A1.T @ (delta3 @ W3.T * A2 * (1 - A2))", "bias-row-kept"),
    ("delta2 = delta3 @ W3.T * H2 * (1 - H2)", "bias-row-kept"),
    ("delta1 = delta2 @ W2.T * H1 * (1 - H1)", "bias-row-kept"),
    ("dH2 = delta3 @ W3.T", "bias-row-kept"),
    ("dH2 = delta3 @ W3[:-1].T", "wrong-row-dropped"),
    ("dH1 = (Y - P) / N @ W3[1:].T * H2 * (1 - H2) @ W2[1:].T", "sign"),
    ("delta2 = delta3 @ W3[:-1].T * H2 * (1 - H2)", "wrong-row-dropped"),
    ("dW1 = A0.T @ (delta2 @ W2[:-1].T * H1 * (1 - H1))", "wrong-row-dropped"),
    ("delta2 = delta3 @ W3[1:].T", "missing-slope"),
    ("delta2 = delta3 @ W3[1:].T * H2", "missing-slope"),
    ("dW1 = A0.T @ (delta3 @ W3[1:].T @ W2[1:].T * H1 * (1 - H1))", "missing-slope"),
    ("delta2 = delta3 @ W3[1:].T * sigmoid(H2) * (1 - sigmoid(H2))", "slope-twice"),
    ("delta2 = delta3 @ W3[1:].T * (H2 * (1 - H2)) ** 2", "slope-twice"),
    ("delta2 = delta3 @ W3[1:] * H2 * (1 - H2)", "factor-order"),
    ("delta2 = (W3[1:] @ delta3.T) * (H2 * (1 - H2)).T", "factor-order"),
    ("delta2 = delta3 @ (W3 - 0.5 * dW3)[1:].T * H2 * (1 - H2)", "updated-weights"),
    ("dW1 = A0.T @ (delta2 @ (W2 - 0.1 * dW2)[1:].T * H1 * (1 - H1))", "updated-weights"),
    (
        "dW3 = A2.T @ delta3\nW3 = W3 - 0.5 * dW3\ndelta2 = delta3 @ W3[1:].T * H2 * (1 - H2)",
        "updated-weights",
    ),
    ("W3 = W3 - dW3; delta2 = -delta3 @ W3[1:].T * H2 * (1 - H2)", "sign updated-weights"),
    ("delta2 = delta3 @ W3[:-1].T * H2", "wrong-row-dropped missing-slope"),
    ("dW2 = A1.T @ (-delta3 @ W3[:-1].T * H2 * (1 - H2))", "wrong-row-dropped sign"),
    ("A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)", "matrix-product bias-row-kept missing-mean"),
    ("dW2 = A1.T @ (delta3 @ W3.T * H2 * (1 - H2))", "bias-row-kept"),
]

OF_THE_MEAN = [
    ("delta3 = P - Y", "missing-mean"),
    ("dW3 = A2.T @ (P - Y)", "missing-mean"),
    ("dW2 = A1.T @ ((P - Y) @ W3[1:].T * H2 * (1 - H2))", "missing-mean"),
    ("delta3 = (P - Y) / N / N", "mean-twice"),
    ("dW3 = A2.T @ delta3 / N", "mean-twice"),
    ("delta3 = (P - Y) / N; dW3 = A2.T @ delta3 / len(X)", "mean-twice"),
]


@pytest.mark.parametrize("name", RIGHT)
def test_right_line_agrees_with_autograd_and_finite_differences(checked, autograd_gradients, name):
    for expression in RIGHT[name]:
        [result] = checked(f"{name} = {expression}")
        np.testing.assert_allclose(result.value, autograd_gradients[name], rtol=1e-9, atol=1e-16)
        assert (result.agrees, result.diagnosis, result.first_difference) == (True, (), None)
        entry = result.largest_entry
        assert entry.yours == pytest.approx(entry.numeric, rel=1e-6)
        assert result.explanations == ()


@pytest.mark.parametrize(("lines", "names"), MISTAKES, ids=lambda value: value.replace("\n", "; "))
def test_mistake_is_wrong_by_autograd_and_has_its_name(
    checked, autograd_gradients, N, lines, names
):
    result = checked(lines)[-1]
    hidden = {"missing-mean"} if N == 1 else set()
    expected = set(names.split()) - hidden
    assert set(result.diagnosis) == expected
    assert len(result.explanations) >= len(expected)
    right = autograd_gradients[result.name]
    assert result.agrees is False
    assert result.expected_shape == right.shape
    assert (
        result.value is None
        or result.shape != right.shape
        or not np.allclose(result.value, right, rtol=1e-6, atol=0)
    )


def test_every_mistake_has_an_example():
    examples = " ".join(names for _, names in (*MISTAKES, *OF_THE_MEAN)).split()
    assert set(examples) == set(DIAGNOSES)


@pytest.mark.parametrize(("lines", "name"), OF_THE_MEAN)
def test_mistake_of_the_mean_is_named_also_where_one_sample_hides_it(checked, N, lines, name):
    result = checked(lines)[-1]
    assert result.diagnosis == (name,)
    assert result.agrees == (N == 1)
    assert "N" in result.explanations[0]


@pytest.mark.parametrize(
    "line",
    ["dW3 = np.outer(A2, delta3)", "dW3 = A2.T * delta3", "delta3 = P - Y[0]"],
)
def test_line_that_is_right_for_one_sample_only_says_so(line):
    weights, X, labels = batch(1)
    [result] = check(line, weights, X, np.eye(10)[labels])
    assert (result.agrees, result.first_difference) == (True, None)
    assert result.explanations[0].startswith("This line is right for one sample only")


def test_first_difference_is_the_first_entry_that_is_wrong(checked, autograd_gradients):
    [result] = checked("dW3 = A2.T @ (P - Y * 1.5) / N")
    row, column = result.first_difference.row, result.first_difference.column
    right = autograd_gradients["dW3"]
    wrong = np.argwhere(~np.isclose(result.value, right, rtol=1e-6, atol=1e-15))
    assert (row, column) == tuple(wrong[0])
    assert result.first_difference.yours == result.value[row, column]
    assert result.first_difference.analytic == pytest.approx(right[row, column], rel=1e-9)
    assert result.first_difference.numeric == pytest.approx(right[row, column], abs=1e-8)


@pytest.mark.parametrize(
    "target", ["delta3", "delta2", "delta1", "dH2", "dH1", "dW3", "dW2", "dW1"]
)
def test_numeric_entry_is_that_of_autograd(checked, autograd_gradients, target):
    [result] = checked(f"{target} = 0")  # which numpy broadcasts
    difference = result.first_difference
    right = autograd_gradients[target][difference.row, difference.column]
    assert difference.numeric == pytest.approx(right, rel=1e-4, abs=1e-9)
    assert difference.analytic == pytest.approx(right, rel=1e-9)


def test_published_answer_is_the_matrix_product_and_the_row_sums():
    weights, X, labels = batch(1)
    line = "A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)"
    [result] = check(line, weights, X, np.eye(10)[labels])
    right = check("dW2 = A1.T @ delta2", weights, X, np.eye(10)[labels])[0].value
    assert (result.name, result.shape, result.expected_shape) == ("dW2", (9, 1), (9, 10))
    assert result.diagnosis == ("matrix-product",)
    np.testing.assert_allclose(result.value, right.sum(axis=1, keepdims=True), rtol=1e-9)


def test_corrected_line_computes_the_gradient_of_one_sample():
    weights, X, labels = batch(1)
    lines = "A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)"
    [stopped] = check(lines, weights, X, np.eye(10)[labels])
    assert stopped.corrected_line == "dW2 = A1.T @ ((P - Y) / N @ W3[1:].T * H2 * (1 - H2))"
    [mended] = check(stopped.corrected_line, weights, X, np.eye(10)[labels])
    assert mended.agrees
    assert "in parentheses" in stopped.explanations[-1]


@pytest.mark.parametrize("N", [1, 2, 3, 7])
@pytest.mark.parametrize(
    ("line", "diagnosis"),
    [
        (
            "A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)",
            {"matrix-product", "bias-row-kept", "missing-mean"},
        ),
        ("A1.T @ (P - Y) @ W3.T * (H2 * (1 - H2))", {"bias-row-kept", "missing-mean"}),
        ("A1.T @ (P - Y) @ W3[1:].T * H2 * (1 - H2)", {"missing-mean"}),
        ("A1.T @ (P - Y) / N @ W3[1:].T * H2 * (1 - H2)", set()),
    ],
)
def test_product_over_the_samples_too_early_is_mended_by_parentheses(N, line, diagnosis):
    weights, X, labels = batch(N)
    [result] = check(line, weights, X, np.eye(10)[labels])

    assert set(result.diagnosis) == diagnosis - ({"missing-mean"} if N == 1 else set())
    assert "Put all that follows A1.T @ in parentheses" in result.explanations[-1]
    [mended] = check(result.corrected_line, weights, X, np.eye(10)[labels])
    right = check("dW2 = A1.T @ delta2", weights, X, np.eye(10)[labels])[0].value
    np.testing.assert_allclose(mended.value, right, rtol=1e-9)


@pytest.mark.parametrize(("lines", "names"), MISTAKES, ids=lambda value: value.replace("\n", "; "))
def test_corrected_line_is_right_in_a_batch(lines, names):
    weights, X, labels = batch(1)
    result = check(lines, weights, X, np.eye(10)[labels])[-1]
    if result.corrected_line is None:
        return  # the right line of the backward pass is offered
    *before, _ = lines.splitlines()
    weights, X, labels = batch(3, seed=8)
    mended = check([*before, result.corrected_line], weights, X, np.eye(10)[labels])[-1]
    assert mended.agrees, names


@pytest.mark.parametrize("N", [1, 3])
@pytest.mark.parametrize(
    ("line", "corrected"),
    [
        (
            "A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)",
            "dW2 = A1.T @ ((P - Y) / N @ W3[1:].T * (H2 * (1 - H2)))",
        ),
        ("dW3 = A2.T @ (Y - P) / N", "dW3 = A2.T @ (P - Y) / N"),
        ("dW3 = (Y - P) @ A2.T", "dW3 = A2.T @ ((P - Y) / N)"),
    ],
)
def test_wrong_line_is_corrected_in_the_learners_own_expression(N, line, corrected):
    weights, X, labels = batch(N)
    [result] = check(line, weights, X, np.eye(10)[labels])
    assert (result.agrees is True, result.corrected_line) == (False, corrected)


def test_parentheses_are_not_named_where_they_do_not_help():
    weights, X, labels = batch(3)
    for line in ("A1.T @ (P - Y) @ W2", "A1.T @ delta2 * 2", "A1 @ delta2", "A1.T @ P.T @ Y"):
        [result] = check(line, weights, X, np.eye(10)[labels])
        assert not any("parentheses" in sentence for sentence in result.explanations), line


@pytest.mark.parametrize("sizes", [(12, 10), (12, 5, 4), (12, 6, 5, 4, 3), (12, 7, 1, 3)])
def test_mistakes_are_named_in_networks_of_other_depths(checked, sizes):
    last = len(sizes) - 1
    [result] = checked(f"dW{last} = A{last - 1}.T @ (Y - P) / N", sizes)
    assert result.diagnosis == ("sign",)
    if last > 1:
        k = last - 1
        line = f"delta{k} = delta{last} @ W{last}[:-1].T * H{k} * (1 - H{k})"
        [result] = checked(line, sizes)
        assert result.diagnosis == ("wrong-row-dropped",)
        [result] = checked(f"delta{last} @ W{last}[1:].T * H{k}", sizes, target=f"delta{k}")
        assert result.diagnosis == ("missing-slope",)


def test_line_that_is_no_known_mistake_has_no_diagnosis(checked):
    [result] = checked("dW2 = A1.T @ (delta2 * 1.01)")
    assert (result.agrees, result.diagnosis) == (False, ())
    assert result.right_line == "dW2 = A1.T @ delta2"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)", "The last @ must be *."),
        ("A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)", "The last @ must be *."),
        ("dW2 = A1.T * delta2", "The * must be @."),
        ("dW2 = A1.T * ((P - Y) / N @ W3[1:].T * H2 * (1 - H2))", "The first * must be @."),
    ],
)
def test_product_of_the_wrong_kind_is_named_with_its_place(line, sentence):
    weights, X, labels = batch(3)
    [result] = check(line, weights, X, np.eye(10)[labels])
    assert sentence in result.explanations

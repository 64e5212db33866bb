"""A learner's lines in their own convention: right, wrong, and diagnosed."""

import numpy as np
import pytest

from model.explanation.conventions.code import line
from model.explanation.conventions.convention import parse_convention
from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.formulas import backward_formulas, inline
from model.explanation.conventions.names import code_name
from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.mistakes import DIAGNOSES
from model.explanation.submitted_code.syntax import LineError
from tests.model.explanation.conventions.conftest import LAYERS, SAMPLES, SIZES
from tests.model.explanation.submitted_code.conftest import batch

GRADIENTS = ("delta", "dW", "db", "dH")


def run(lines, convention, N=SAMPLES, sizes=SIZES):
    weights, X, labels = batch(N, sizes)
    Y = np.eye(sizes[-1])[labels]
    return check(lines, weights, X, Y, convention=parse_convention(convention))


def test_right_line_of_each_gradient_agrees_with_autograd(convention, expected):
    formulas = backward_formulas(LAYERS, convention)
    lines = [
        line(inline(formula, formulas), convention, LAYERS)
        for formula in formulas
        if formula.result.kind in GRADIENTS
    ]
    results = run("\n".join(lines), str(convention))
    assert len(results) == len(expected)
    for text, result in zip(lines, results, strict=True):
        assert (result.right_line, result.agrees, result.diagnosis) == (text, True, ())
    for (kind, k), gradient in expected.items():
        name = code_name(Symbol(kind, k), convention.notation, LAYERS)
        for result in [result for result in results if result.name == name]:
            np.testing.assert_allclose(result.value, gradient, rtol=1e-9, atol=1e-16)
            entry = result.largest_entry
            assert entry.numeric == pytest.approx(gradient[entry.row, entry.column], rel=1e-6)


def test_first_difference_is_in_the_orientation_of_the_learner(convention, expected):
    for kind in GRADIENTS:
        for k in range(1, LAYERS + 1):
            if (kind, k) not in expected:
                continue
            name = code_name(Symbol(kind, k), convention.notation, LAYERS)
            [result] = run(f"{name} = 0", str(convention))  # which numpy broadcasts
            difference, gradient = result.first_difference, expected[kind, k]
            assert result.expected_shape == gradient.shape
            right = gradient[difference.row, difference.column]
            assert difference.analytic == pytest.approx(right, rel=1e-9)
            assert difference.numeric == pytest.approx(right, rel=1e-4, abs=1e-8)


MISTAKES = [
    ("nielsen", "delta3 = w4.T @ delta4 @ (a3 * (1 - a3)).T", "matrix-product"),
    ("nielsen", "delta3 = w4.T @ delta4", "missing-slope"),
    ("nielsen", "delta4 = (a4 - y) * a4 * (1 - a4)", "extra-output-slope"),
    ("nielsen", "delta4 = (a4 - y) * sigmoid(z4) * (1 - sigmoid(z4))", "extra-output-slope"),
    ("nielsen", "delta4 = (a4 - y) / m", "mean-twice"),
    ("nielsen", "nabla_w4 = delta4 @ a3.T / m", "mean-twice"),
    ("nielsen", "nabla_w4 = a3 @ delta4.T", "factor-order"),
    ("nielsen", "nabla_b4 = (y - a4).sum(axis=1, keepdims=True)", "sign"),
    ("nielsen", "delta3 = w4.T @ delta4 * sigmoid(a3) * (1 - sigmoid(a3))", "slope-twice"),
    ("nielsen", "delta3 = (w4 - 0.1 * nabla_w4).T @ delta4 * a3 * (1 - a3)", "updated-weights"),
    ("ng", "dZ2 = W3.T @ dZ3 @ (A2 * (1 - A2)).T", "matrix-product"),
    ("ng", "dW2 = (W3.T @ dZ3 @ (A2 * (1 - A2)).T) @ A1.T / m", "matrix-product"),
    ("ng", "dZ2 = W3.T @ dZ3 * A2", "missing-slope"),
    ("ng", "dZ2 = W3.T @ dZ3 * (A2 * (1 - A2)) ** 2", "slope-twice"),
    ("ng", "dZ3 = (A3 - Y) * A3 * (1 - A3)", "extra-output-slope"),
    ("ng", "dW3 = dZ3 @ A2.T", "missing-mean"),
    ("ng", "db3 = dZ3.sum(axis=1, keepdims=True)", "missing-mean"),
    ("ng", "dZ3 = (A3 - Y) / m", "mean-twice"),
    ("ng", "dW3 = dZ3 @ A2.T / m / m", "mean-twice"),
    ("ng", "dZ3 = Y - A3", "sign"),
    ("ng", "dW3 = A2 @ dZ3.T / m", "factor-order"),
    ("ng", "dZ2 = W3 @ dZ3 * A2 * (1 - A2)", "factor-order"),
    ("ng", "dZ3 = softmax(Z3, axis=1) - Y", "softmax-axis"),
    ("ng", "W3 = W3 - 0.5 * dW3; dZ2 = W3.T @ dZ3 * A2 * (1 - A2)", "updated-weights"),
    ("cs231n", "dz2 = dscores @ W3.T @ (h2 * (1 - h2)).T", "matrix-product"),
    ("cs231n", "dz2 = dscores @ W3.T", "missing-slope"),
    ("cs231n", "dscores = probs - Y", "missing-mean"),
    ("cs231n", "dW3 = h2.T @ dscores / N", "mean-twice"),
    ("cs231n", "dscores = (softmax(scores, axis=0) - Y) / N", "softmax-axis"),
    ("cs231n", "dW3 = dscores.T @ h2", "factor-order"),
    ("cs231n", "dh2 = dscores @ W3", "factor-order"),
    ("ng", "dA2 = W3.T * dZ3", "matrix-product"),
    ("inkling,columns", "dH2 = W3.T @ delta3", "bias-row-kept"),
    ("cs231n", "db3 = -dscores.sum(0)", "sign"),
    ("inkling,columns", "delta2 = (W3.T @ delta3)[:-1] * H2 * (1 - H2)", "wrong-row-dropped"),
    ("inkling,columns", "delta2 = W3[:, :-1].T @ delta3 * H2 * (1 - H2)", "wrong-row-dropped"),
    ("inkling,columns", "delta2 = W3.T @ delta3 * H2 * (1 - H2)", "bias-row-kept"),
    ("inkling,columns", "delta2 = W3.T @ delta3 * A2 * (1 - A2)", "bias-row-kept"),
    ("inkling,columns", "delta3 = P - Y", "missing-mean"),
]


@pytest.mark.parametrize(("convention", "lines", "name"), MISTAKES)
def test_mistake_has_its_name_in_other_conventions(convention, lines, name):
    result = run(lines, convention)[-1]
    assert (result.agrees, result.diagnosis) == (False, (name,))
    _, *places = result.explanations
    assert all("must be" in sentence for sentence in places)


def test_every_mistake_has_an_example_in_another_convention():
    assert {name for _, _, name in MISTAKES} == set(DIAGNOSES)


def test_explanation_speaks_the_convention_of_the_learner():
    [columns] = run("delta2 = W3.T @ delta3 * H2 * (1 - H2)", "inkling,columns")
    assert columns.explanations[0].startswith("Column 0 of W3 holds the biases.")
    assert "W3[:, 1:], not W3" in columns.explanations[0]
    assert columns.corrected_line == "delta2 = W3[:, 1:].T @ delta3 * H2 * (1 - H2)"
    [axis] = run("dZ3 = softmax(Z3, axis=1) - Y", "ng")
    assert axis.explanations[0].endswith(
        "Each column is a sample, and its ten probabilities sum to 1: axis=0."
    )
    [mean] = run("dZ3 = (A3 - Y) / m", "ng")
    assert "m appears once, in dW3 = dZ3 @ A2.T / m; dZ3 = A3 - Y has none" in mean.explanations[0]
    [slope] = run("delta3 = w4.T @ delta4", "nielsen")
    assert "in layer 3 the error signal is multiplied by a3 * (1 - a3)" in slope.explanations[0]


def test_published_mistake_is_recognised_in_columns():
    [result] = run("((A2 * (1 - A2)).T @ W3.T @ (A3 - Y)) @ A1.T", "ng", N=1)
    assert (result.name, result.shape, result.expected_shape) == ("dW2", (1, 8), (10, 8))
    assert result.diagnosis == ("matrix-product",)


@pytest.mark.parametrize("line", ["dW3 = h2.T @ (probs - Y) / N", "db3 = dscores.sum(0)"])
def test_lines_of_cs231n_are_right(line):
    [result] = run(line, "cs231n")
    assert (result.agrees, result.first_difference) == (True, None)


@pytest.mark.parametrize(
    ("convention", "line"),
    [
        ("cs231n", "db3 = dscores"),
        ("cs231n", "db3 = dscores.sum(1)"),
        ("ng", "db3 = dZ3.sum(1) / m"),
        ("ng", "db3 = dZ3 / m"),
    ],
)
def test_bias_gradient_of_another_shape_is_explained(convention, line):
    [result] = run(line, convention)
    assert (result.agrees, result.diagnosis) == (False, ())
    assert "summed over the samples" in result.explanations[0]
    assert result.right_line in result.explanations[0]


def test_mistake_of_the_mean_is_seen_in_one_sample():
    [result] = run("dW3 = dZ3 @ A2.T", "ng", N=1)
    assert (result.agrees, result.diagnosis) == (True, ("missing-mean",))


def test_name_of_another_convention_is_unknown():
    with pytest.raises(LineError, match="expected A1, as H1 is called here, got 'H1'") as raised:
        run("dW2 = H1.T @ delta2", "ng")
    assert raised.value.column == 7


@pytest.mark.parametrize("sizes", [(12, 10), (12, 5, 4), (12, 6, 5, 4, 3)])
@pytest.mark.parametrize("notation", ["nielsen", "ng", "cs231n"])
def test_networks_of_other_depths_have_their_lines(sizes, notation):
    convention, layers = parse_convention(notation), len(sizes) - 1
    formulas = backward_formulas(layers, convention)
    lines = [
        line(inline(f, formulas), convention, layers)
        for f in formulas
        if f.result.kind in GRADIENTS
    ]
    assert all(result.agrees for result in run(lines, notation, sizes=sizes))
    [result] = run(lines[1].replace(".T", ".T * 2"), notation, sizes=sizes)
    assert (result.agrees, result.diagnosis) == (False, ())


@pytest.mark.parametrize(
    ("convention", "line", "corrected"),
    [
        (
            "ng",
            "dW2 = A2 * (1 - A2) @ W3.T @ (A3 - Y) @ A1.T",
            "dW2 = A2 * (1 - A2) * (W3.T @ (A3 - Y)) @ A1.T / m",
        ),
        (
            "nielsen",
            "nabla_w3 = a3 * (1 - a3) @ w4.T @ (a4 - y) @ a2.T",
            "nabla_w3 = a3 * (1 - a3) * (w4.T @ (a4 - y)) @ a2.T",
        ),
    ],
)
def test_corrected_first_line_of_columns_is_right_for_a_batch(convention, line, corrected):
    [result] = run(line, convention, N=1)

    assert result.diagnosis == ("matrix-product",)
    assert result.corrected_line == corrected
    assert "in parentheses" in result.explanations[-1]
    [mended] = run(corrected, convention)
    assert mended.agrees

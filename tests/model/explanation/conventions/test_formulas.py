"""Every formula in every convention: its line of numpy, executed, against autograd."""

import numpy as np
import pytest

from model.explanation.conventions.code import line
from model.explanation.conventions.convention import PRESETS, Convention
from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.formulas import backward_formulas, forward_formulas, inline
from model.explanation.conventions.names import code_name
from tests.model.explanation.conventions.conftest import LAYERS, SAMPLES

RATE = 0.3


def softmax(z, axis):
    E = np.exp(z)
    return E / E.sum(axis=axis, keepdims=True)


def with_ones(X, axis):
    shape = (len(X), 1) if axis == 1 else (1, X.shape[1])
    return np.concatenate([np.ones(shape), X], axis=axis)


@pytest.fixture
def scope(convention, problem, arrange, weights_of):
    """Names and arrays before the forward pass, for Python itself."""
    _, X, labels, _ = problem

    def name(kind, k=0):
        return code_name(Symbol(kind, k), convention.notation, LAYERS)

    scope = {
        "np": np,
        "softmax": softmax,
        "with_ones": with_ones,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        name("X"): arrange(X),
        name("H", 0): arrange(X),
        name("Y"): arrange(np.eye(10)[labels]),
        name("N"): SAMPLES,
        name("rate"): RATE,
    }
    for k in range(1, LAYERS + 1):
        scope |= {name(kind, k): array for kind, array in weights_of(k).items()}
    return scope


def run(formulas, convention, scope):
    """Execute the lines of formulas in Python; return the results by kind and layer."""
    results = {}
    for formula in formulas:
        exec(line(formula, convention, LAYERS), {}, scope)
        result = formula.result
        name = code_name(result, convention.notation, LAYERS)
        results[result.kind, result.layer] = scope[name]
    return results


def test_each_line_of_the_backward_pass_has_the_gradient_of_autograd(convention, scope, expected):
    run(forward_formulas(LAYERS, convention), convention, scope)
    formulas = backward_formulas(LAYERS, convention)
    gradients = [formula for formula in formulas if formula.result.kind not in ("W", "b")]
    results = run(gradients, convention, scope)
    assert results.keys() == expected.keys()
    for key, gradient in expected.items():
        assert results[key].shape == gradient.shape
        np.testing.assert_allclose(results[key], gradient, rtol=1e-9, atol=1e-16, err_msg=str(key))


def test_delta_with_the_line_of_dH_in_it_is_the_same(convention, scope, expected):
    run(forward_formulas(LAYERS, convention), convention, scope)
    formulas = backward_formulas(LAYERS, convention)
    deltas = [inline(f, formulas) for f in formulas if f.result.kind == "delta"]
    results = run(deltas, convention, scope)
    assert len(results) == LAYERS
    for key, delta in results.items():
        np.testing.assert_allclose(delta, expected[key], rtol=1e-9, atol=1e-16)


def test_update_moves_against_the_gradient_of_the_mean(
    convention, scope, problem, arrange, weights_of
):
    run(forward_formulas(LAYERS, convention), convention, scope)
    results = run(backward_formulas(LAYERS, convention), convention, scope)
    for k in range(1, LAYERS + 1):
        moved = arrange(problem[0][k - 1] - RATE * problem[3][f"dW{k}"])
        parts = [results[kind, k] for kind in reversed(weights_of(k))]
        axis = 1 if convention.samples == "columns" else 0
        np.testing.assert_allclose(np.concatenate(parts, axis=axis), moved, rtol=1e-9, atol=1e-16)


PUBLISHED = {
    "inkling": [
        "delta3 = (P - Y) / N",
        "dW3 = A2.T @ delta3",
        "dH2 = delta3 @ W3[1:].T",
        "delta2 = dH2 * H2 * (1 - H2)",
    ],
    "nielsen": [
        "delta4 = a4 - y",
        "nabla_w4 = delta4 @ a3.T",
        "nabla_b4 = delta4.sum(axis=1, keepdims=True)",
        "nabla_a3 = w4.T @ delta4",
        "delta3 = nabla_a3 * a3 * (1 - a3)",
    ],
    "ng": [
        "dZ3 = A3 - Y",
        "dW3 = dZ3 @ A2.T / m",
        "db3 = dZ3.sum(axis=1, keepdims=True) / m",
        "dA2 = W3.T @ dZ3",
        "dZ2 = dA2 * A2 * (1 - A2)",
    ],
    "cs231n": [
        "dscores = (probs - Y) / N",
        "dW3 = h2.T @ dscores",
        "db3 = dscores.sum(axis=0, keepdims=True)",
        "dh2 = dscores @ W3.T",
        "dz2 = dh2 * h2 * (1 - h2)",
    ],
}


@pytest.mark.parametrize("notation", PUBLISHED)
def test_preset_has_the_formulas_of_its_source(notation):
    preset = PRESETS[notation]
    lines = [line(f, preset, LAYERS) for f in backward_formulas(LAYERS, preset)]
    assert lines[: len(PUBLISHED[notation])] == PUBLISHED[notation]


def test_folded_bias_is_column_0_where_samples_are_columns():
    convention = Convention("columns")
    lines = [line(f, convention, LAYERS) for f in backward_formulas(LAYERS, convention)]
    assert "dH2 = W3[:, 1:].T @ delta3" in lines
    assert "dW3 = delta3 @ A2.T" in lines

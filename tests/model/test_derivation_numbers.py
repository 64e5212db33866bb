"""docs/derivation.md: the numbers in its text and tables are those that numpy computes."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from model.data import mnist
from model.initialization import initialize
from model.network import backward, forward, loss, sigmoid

TEXT = (Path(__file__).parents[2] / "docs" / "derivation.md").read_text("utf-8")
L3 = np.log(3)
W1 = L3 * np.array([[1, 2], [2, -2], [-1, 0]])
W2 = L3 * np.array([[1, -2], [-4, 4], [2, -2]])
W3 = L3 * np.array([[1, 0], [4, -4], [-2, 2]])
TITLE = "Saturation, learning rate and initialization"


def section(start, end):
    """Return the text between two headings."""
    return TEXT[TEXT.index(f"\n{start}\n") : TEXT.index(f"\n{end}\n")]


def table(text, first_cell):
    """Return the rows of the table whose head starts with this cell, as lists of cells."""
    rows = text[text.index(f"| {first_cell} |") :].split("\n\n")[0].splitlines()
    return [[cell.strip(" $`") for cell in row.strip("|").split("|")] for row in rows]


def matrices(text):
    """Return the matrices of a text, with LaTeX's fractions as numbers."""
    return [
        np.array([[float(Fraction(x)) for x in row.split("&")] for row in matrix.split("\\\\")])
        for matrix in re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", text)
    ]


def test_two_samples_by_hand_equal_backward():
    text = section("### Two samples", "## 10. Check it yourself")
    X, Y, delta3, delta2, delta1, *products, dW3, dW2, dW1 = matrices(text)
    weights = [W1, W2, W3]
    trace = forward(weights, X)
    expected = backward(weights, trace, Y)

    powers = L3**2, L3, 1
    for found, delta, power in zip((delta1, delta2, delta3), expected.delta, powers, strict=True):
        np.testing.assert_allclose(power * found, delta, rtol=1e-12)
    for found, dW, power in zip((dW1, dW2, dW3), expected.dW, powers, strict=True):
        np.testing.assert_allclose(power * found, dW, rtol=1e-12)
    column0, row0, column1, row1 = products
    np.testing.assert_allclose(column0 @ row0 + column1 @ row1, dW3, rtol=1e-12)
    np.testing.assert_allclose(loss(weights, X, Y), (2 * np.log(2) + np.log(82 / 81)) / 2)
    assert abs(delta3[0, 0] / delta3[1, 0]) == pytest.approx(61.5)
    assert f"{abs(delta3[0, 0] / delta3[1, 0]):.1f} times as large" in text


def test_forward_pass_of_second_sample_equals_forward():
    text = section("### Two samples", "## 10. Check it yourself")
    trace = forward([W1, W2, W3], np.array([[1.0, 3.0]]))
    outputs = [sigmoid(trace.z[0]), sigmoid(trace.z[1]), trace.P]
    rows = table(text, "$`A`$")[2:]

    for (inputs, sums, activations), A, z, output in zip(
        rows, trace.A, trace.z, outputs, strict=True
    ):
        # z is a row of sums times lambda, and for the first layers the same row worked out.
        _, written_out, *_ = sums.split(" = ")
        terms = re.search(r"\((.*)\)", written_out)[1].replace(r"\;", "").split(",")
        totals = [
            sum(Fraction(x) for x in re.findall(r"[+-]?[\d/]+", t.replace(" ", ""))) for t in terms
        ]
        np.testing.assert_allclose([[float(x) for x in totals]], z / L3, atol=1e-15)
        np.testing.assert_allclose([numbers(inputs)], A)
        np.testing.assert_allclose([numbers(activations)], output)
    results = [row[1].rpartition(" = ")[2] for row in rows]
    assert results == ["(0, 0)", r"(0, -\lambda)", r"\lambda \, (5/2, -3/2)"]


def numbers(text):
    """Return the numbers of "A = (1/2, 3)"."""
    return [float(Fraction(x.strip())) for x in re.search(r"\((.*)\)", text)[1].split(",")]


def test_gradient_of_batch_is_mean_of_gradients_of_its_samples():
    weights, X, Y = [W1, W2, W3], np.array([[1.0, 2.0], [1.0, 3.0]]), np.array([[0, 1], [1, 0]])
    both = backward(weights, forward(weights, X), Y).dW
    alone = [backward(weights, forward(weights, X[[n]]), Y[[n]]).dW for n in (0, 1)]

    assert "Each is the mean of the gradients that the two samples have alone." in TEXT
    for dW, first, second in zip(both, *alone, strict=True):
        np.testing.assert_allclose(dW, (first + second) / 2, rtol=1e-12)


@pytest.mark.parametrize("N", [1, 3, 10])
def test_slopes_multiplied_into_the_weights_fail_as_described(N):
    rng = np.random.default_rng(N)
    delta3, W, H2 = rng.random((N, 10)), rng.random((11, 10)), rng.random((N, 10))
    slope = H2 * (1 - H2)
    right = (delta3 @ W[1:].T) * slope

    if N == 1:
        np.testing.assert_allclose(delta3 @ (W[1:].T * slope), right, rtol=1e-12)
        np.testing.assert_allclose(delta3 @ (W[1:].T @ np.diag(slope[0])), right, rtol=1e-12)
    elif N == 10:
        assert np.abs(delta3 @ (W[1:].T * slope) - right).max() > 0.1 * right.max()
    else:
        with pytest.raises(ValueError, match="could not be broadcast"):
            W[1:].T * slope


def test_samples_as_columns_transpose_the_gradient():
    rng = np.random.default_rng(0)
    A1, delta2 = rng.random((3, 101)), rng.random((3, 10))

    A1_columns, delta2_columns = A1.T, delta2.T
    gradient = delta2_columns @ A1_columns.T

    assert gradient.shape == (10, 101)
    np.testing.assert_allclose(gradient, (A1.T @ delta2).T)


def test_errors_of_numeric_derivatives_are_as_in_the_table():
    rows = table(section("## 10. Check it yourself", "## 11. " + TITLE), "h")[2:]

    def f(z):
        return 1 / (1 + np.exp(-z))

    assert len(rows) == 5
    for cells in rows:
        h = float(cells[0])
        derivatives = (
            (f(0.7 + h) - f(0.7)) / h,
            (f(0.7 + h) - f(0.7 - h)) / (2 * h),
            f(0.7 + 1j * h).imag / h,
        )
        for cell, derivative in zip(cells[1:], derivatives, strict=True):
            error = abs(derivative / (f(0.7) * (1 - f(0.7))) - 1)
            bound = re.fullmatch("(?:below|up to) (.*)", cell)
            if bound:
                assert error < float(bound[1])
            else:
                assert error == pytest.approx(float(cell), rel=0.5)


def test_steps_and_spacings_are_those_of_floating_point():
    epsilon = np.finfo(np.float64).eps
    text = section("## 10. Check it yourself", "## 11. " + TITLE)

    assert f"{epsilon:.1e}" == "2.2e-16"
    assert r"\varepsilon = 2.2 \cdot 10^{-16}" in text
    assert f"{epsilon ** (1 / 2):.1e}" == "1.5e-08"
    assert r"= 1.5 \cdot 10^{-8}" in text
    assert f"{epsilon ** (1 / 3):.0e}" == "6e-06"
    assert r"= 6 \cdot 10^{-6}" in text
    assert f"{np.finfo(np.float32).eps:.1e}" == "1.2e-07"
    assert 4 < -np.log10(np.finfo(np.float32).eps ** (2 / 3)) < 5  # four or five digits
    assert 1e-30 * 1e-30 > 0
    assert 1 + 1e-30 * 1e-30 == 1
    assert not np.iscomplexobj(abs(0.5 + 1e-30j))


def test_slopes_of_the_sigmoid_are_as_in_the_table():
    head, _, cells = table(section("## 11. " + TITLE, "## 12. Sources"), "z")
    z = [float(cell.split(" or ")[0]) for cell in head[1:]]

    for number, cell in zip(z, cells[1:], strict=True):
        digits = len(cell.lstrip("0.").replace(".", ""))
        for sign in (1, -1):
            slope = sigmoid(sign * number) * (1 - sigmoid(sign * number))
            assert float(cell) == pytest.approx(slope, rel=0.5 * 10.0 ** (1 - digits))
    H = sigmoid(np.linspace(-10, 10, 2001))
    assert (H * (1 - H)).max() == 0.25
    assert 5000 < 0.25 / (sigmoid(10.0) * (1 - sigmoid(10.0))) < 6000


def test_standard_deviations_of_the_first_weights_are_as_described():
    weights = initialize([784, 100, 10, 10], np.random.default_rng(0), dtype=np.float64)
    text = section("### Initialization", "### 0 log 0")
    described = [float(number) for number in re.findall(r"0\.\d{3}", text)]

    for W, deviation in zip(weights, described, strict=True):
        inputs, outputs = W.shape[0] - 1, W.shape[1]
        assert f"{np.sqrt(2 / (inputs + outputs)):.3f}" == f"{deviation:.3f}"
        assert W[1:].std() == pytest.approx(deviation, rel=0.2)


@pytest.mark.mnist
def test_length_of_a_digit_is_as_described():
    images, _ = mnist.load("test")
    lengths = np.sqrt((images[:1000].reshape(1000, 784).astype(float) ** 2).sum(axis=1)) / 255

    assert r"$`\lVert x \rVert = 9`$ on" in TEXT
    assert round(lengths.mean()) == 9


def test_exponents_that_overflow_are_as_described():
    assert "above 709 in float64 and above 88 in float32" in re.sub(r"\s+", " ", TEXT)
    for dtype, limit in ((np.float64, 709), (np.float32, 88)):
        assert np.isfinite(np.exp(dtype(limit)))
        with np.errstate(over="ignore"):
            assert np.isinf(np.exp(dtype(limit + 1)))


def test_zero_weights_keep_the_units_of_a_layer_equal():
    rng = np.random.default_rng(0)
    X, Y = rng.random((20, 784)), np.eye(10)[rng.integers(0, 10, 20)]
    weights = [np.zeros(shape) for shape in ((785, 100), (101, 10), (11, 10))]
    first = backward(weights, forward(weights, X), Y)
    for _ in range(5):
        gradients = backward(weights, forward(weights, X), Y)
        weights = [W - 0.5 * dW for W, dW in zip(weights, gradients.dW, strict=True)]

    assert not first.dW[0].any()
    assert not first.dW[1].any()
    assert first.dW[2].any()
    assert gradients.delta[1].any()
    for W in weights[:2]:
        np.testing.assert_allclose(W, np.broadcast_to(W[:, :1], W.shape), rtol=1e-9)
    np.testing.assert_allclose(weights[2][1:], np.broadcast_to(weights[2][1], (10, 10)), rtol=1e-9)

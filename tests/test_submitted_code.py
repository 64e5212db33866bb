"""`inkling.check_mine`, and the notebook that walks through the derivation with it."""

import json
from pathlib import Path

import numpy as np
import pytest

import inkling
from inkling.submitted_code import CheckedLines

NOTEBOOK = Path(__file__).parent.parent / "docs" / "derivation.ipynb"
RIGHT_LINES = ["delta2 = ((P - Y) / N @ W3[1:].T) * H2 * (1 - H2)", "dW2 = A1.T @ delta2"]


def test_check_mine_names_the_mistake_with_the_drawn_seven():
    [result] = inkling.check_mine("dW2 = A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)")

    assert result.shape == (101, 1)
    assert result.diagnosis == ("matrix-product",)


def test_check_mine_of_right_lines_is_right():
    checked = inkling.check_mine(RIGHT_LINES)

    assert checked.are_right
    assert "dW2: right, (101 x 10), expected (101 x 10)" in repr(checked)


def test_check_mine_takes_a_network_and_batch_of_ones_own():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in ((6, 4), (5, 3))]
    X, labels = rng.random((7, 5)), rng.integers(0, 3, 7)

    checked = inkling.check_mine(
        "dW1 = A0.T @ (((P - Y) / N @ W2[1:].T) * H1 * (1 - H1))", X, labels, weights
    )

    assert isinstance(checked, CheckedLines)
    assert checked[0].shape == (6, 4)
    assert checked.are_right


def test_check_mine_of_one_sample_as_a_vector_is_a_batch_of_one():
    X, labels = inkling.drawn_seven()

    assert inkling.check_mine("dW3 = A2.T @ (P - Y)", X[0], int(labels[0])).are_right


def test_check_mine_follows_a_convention():
    assert inkling.check_mine("dW2 = dZ2 @ A1.T / m", convention="ng").are_right


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lines": "dW2 = A1.T @"}, "column 13"),
        ({"lines": "dW2 = A1.T", "X": np.zeros(784)}, "expected X and labels, or neither"),
        ({"lines": "dW2 = A1.T", "X": np.zeros((2, 784)), "labels": [1]}, r"\(2, 784\) and \(1,\)"),
        ({"lines": "dW2 = A1.T", "X": np.zeros((1, 783)), "labels": [1]}, r"shape \(N, 784\)"),
        ({"lines": "dW2 = A1.T", "X": np.zeros((1, 784)), "labels": [10]}, "from 0 to 9"),
        ({"lines": "dW2 = A1.T", "convention": "klingon"}, "klingon"),
    ],
)
def test_check_mine_of_a_bad_argument_says_what_was_expected(arguments, message):
    with pytest.raises(ValueError, match=message):
        inkling.check_mine(**arguments)


def test_unknown_name_of_the_package_is_an_attribute_error():
    with pytest.raises(AttributeError, match="check_yours"):
        inkling.check_yours  # noqa: B018


def test_notebook_runs_and_its_gradient_is_right():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    namespace = {}

    for cell in cells:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), NOTEBOOK.name, "exec"), namespace)

    assert namespace["checked"].are_right
    assert namespace["dW2"].shape == (101, 10)
    assert namespace["numeric"] == pytest.approx(
        namespace["dW2"][namespace["row"], namespace["column"]], rel=1e-6
    )
    assert namespace["losses"] == sorted(namespace["losses"], reverse=True)


def test_notebook_has_no_outputs():
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]

    assert [cell.get("outputs") for cell in cells if cell["cell_type"] == "code"] == [[]] * 8

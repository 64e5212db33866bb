"""`inkling check-mine`."""

import pytest
from typer.testing import CliRunner

from app.cli.app import cli


@pytest.fixture
def inkling(weights_dir, monkeypatch):
    """Return a function that runs the command with arguments."""
    monkeypatch.setenv("INKLING_WEIGHTS_DIR", str(weights_dir))
    return lambda *arguments: CliRunner().invoke(cli, ["check-mine", *map(str, arguments)])


def test_right_lines_exit_with_0(inkling):
    result = inkling("delta3 = (P - Y) / N", "dW3 = A2.T @ delta3")
    assert result.exit_code == 0, result.output
    assert "A2.T @ delta3: (11 x 1) @ (1 x 10) -> (11 x 10)" in result.output
    assert "dW3: right, (11 x 10), expected (11 x 10)" in result.output


def test_published_line_exits_with_1_and_names_the_mistake(inkling):
    result = inkling("A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)")
    assert result.exit_code == 1
    assert "dW2: wrong, (101 x 1), expected (101 x 10)" in result.output
    assert "matrix-product" in result.output
    assert "The right line: dW2 = A1.T @ delta2" in result.output


def test_line_of_the_question_shows_where_it_stops(inkling):
    result = inkling("A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)")
    assert result.exit_code == 1
    assert "(101 x 11) @ (1 x 10) stops, column 23" in result.output


def test_line_that_is_not_understood_exits_with_2_and_the_column(inkling):
    result = inkling("dW2 = A1.T @ (")
    assert result.exit_code == 2
    assert "column 15" in result.output


def test_line_in_another_convention_is_compared_in_it(inkling):
    result = inkling("dW2 = (dZ3.T @ W3).T @ A1.T", "--convention", "ng")
    assert result.exit_code == 1
    assert "The right line: dW2 = dZ2 @ A1.T / m" in result.output
    assert "dW2: wrong, (10 x 100), expected (10 x 100)" in result.output
    assert inkling("db3 = dscores.sum(0)", "--convention", "cs231n").exit_code == 0


def test_unknown_convention_exits_with_2_and_those_expected(inkling):
    result = inkling("P", "--convention", "hinton")
    assert result.exit_code == 2
    assert "expected one of inkling" in result.output


def test_image_takes_its_label(inkling, tmp_path, png):
    path = tmp_path / "seven.png"
    path.write_bytes(png)
    assert inkling("delta3 = (P - Y) / N", "--image", path).exit_code == 2
    assert inkling("delta3 = (P - Y) / N", "--image", path, "--label", 7).exit_code == 0


def test_train_prints_both_curves_and_the_outcome(inkling):
    result = inkling("--train", "dW1 = (A0.T @ delta1).sum(axis=1, keepdims=True)")
    assert result.exit_code == 1
    rows = [line.split() for line in result.output.splitlines()]
    assert ["step", "yours", "right"] in rows
    assert [row[0] for row in rows if len(row) == 3 and row[0].isdecimal()] == [
        str(step) for step in range(0, 301, 30)
    ]
    assert "NumPy broadcasts (785 x 100) and (785 x 1) at W1 -= learning_rate * dW1." in (
        result.output
    )
    assert result.output.splitlines()[-1].startswith("With the right lines the loss falls from")


def test_train_says_where_numpy_stops(inkling):
    result = inkling("--train", "A1.T @ (P - Y) @ W3.T @ H2")
    assert "Step 1 at A1.T @ (P - Y) @ W3.T @ H2: matmul" in result.output
    assert "Training stops at step 1: NumPy raises an error." in result.output

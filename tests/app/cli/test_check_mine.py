"""`inkling check-mine`."""

import pytest
from typer.testing import CliRunner

from app.cli.app import cli


@pytest.fixture
def inkling(weights_dir, monkeypatch):
    """A function that runs the command with arguments."""
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


def test_image_takes_its_label(inkling, tmp_path, png):
    path = tmp_path / "seven.png"
    path.write_bytes(png)
    assert inkling("delta3 = (P - Y) / N", "--image", path).exit_code == 2
    assert inkling("delta3 = (P - Y) / N", "--image", path, "--label", 7).exit_code == 0

"""`inkling predict`."""

import json

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from app.cli.predict import predict
from model.preprocessing.rasterization import draw
from tests.support import written_numbers


@pytest.fixture
def inkling(weights_dir, monkeypatch):
    """Return a function that runs the command with arguments."""
    monkeypatch.setenv("INKLING_WEIGHTS_DIR", str(weights_dir))
    command = typer.Typer()
    command.command()(predict)

    def run(*arguments, stdin=None):
        return CliRunner().invoke(command, [str(argument) for argument in arguments], input=stdin)

    return run


@pytest.fixture
def file(tmp_path, png):
    path = tmp_path / "seven.png"
    path.write_bytes(png)
    return path


def test_predict_agrees_with_the_service(inkling, file, answer):
    result = inkling(file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.output) == [{"file": str(file), **answer}]


def test_predict_prints_a_table(inkling, file, answer):
    result = inkling(file)
    assert result.exit_code == 0
    assert f"{100 * answer['confidence']:.1f} %" in result.output


def test_predict_uses_the_named_model(inkling, file):
    [row] = json.loads(inkling(file, "--json", "--model", "tiny").output)
    assert row["model"]["name"] == "tiny"


def test_predict_continues_after_bad_files_and_exits_with_1(inkling, file, tmp_path):
    text, blank = tmp_path / "text.png", tmp_path / "blank.png"
    text.write_text("no image")
    Image.new("L", (50, 50), 255).save(blank)
    result = inkling(text, tmp_path / "missing.png", tmp_path, blank, file, "--json")
    assert result.exit_code == 1
    *bad, good = json.loads(result.output)
    assert [sorted(row) for row in bad] == [["error", "file"]] * 4
    assert "PNG, JPEG, WebP, GIF or BMP" in bad[0]["error"]
    assert "No such file" in bad[1]["error"]
    assert "digit" in good


def test_predict_with_an_unknown_model_lists_the_models(inkling, file):
    result = inkling(file, "--model", "nope")
    assert result.exit_code != 0
    assert "expected one of seed, tiny, got 'nope'" in str(result.exception)


def test_predict_of_a_dash_reads_standard_input(inkling, png, answer):
    result = inkling("-", "--json", stdin=png)
    assert result.exit_code == 0
    assert json.loads(result.output) == [{"file": "-", **answer}]


def test_predict_numbers_lists_each_number_and_bad_files(inkling, file, tmp_path, answer):
    result = inkling(file, tmp_path / "missing.png", "--numbers", "--json")
    assert result.exit_code == 1
    good, bad = json.loads(result.output)
    assert [number["number"] for number in good["numbers"]] == [str(answer["digit"])]
    assert "No such file" in bad["error"]


def test_predict_numbers_with_fields_to_include_has_them(inkling, file):
    fields = ("--include", "cuts", "--include", "input")
    result = inkling(file, "--numbers", "--json", *fields)
    [number] = json.loads(result.output)[0]["numbers"]
    assert "cuts" in number
    assert [len(digit["input"]) for digit in number["digits"]] == [784]


def test_predict_with_fields_to_include_needs_numbers_in_json(inkling, file):
    result = inkling(file, "--numbers", "--include", "cuts")
    assert result.exit_code != 0
    assert "--include: requires --numbers and --json" in str(result.exception)


def test_predict_numbers_reads_the_separators_that_are_named(inkling, tmp_path, monkeypatch):
    monkeypatch.delenv("INKLING_WEIGHTS_DIR")  # random weights may take a digit for a letter
    strokes = written_numbers.strokes("26", side=80.0, x=20.0, y=20.0)
    strokes.append(np.array([(180.0, 60.0), (210.0, 60.0)]))
    strokes += written_numbers.strokes("11", side=80.0, x=220.0, y=20.0)
    path = tmp_path / "date.png"
    draw(strokes, 6, (400, 120)).save(path)
    result = inkling(path, "--numbers", "--json", "--separators", "-")
    [number] = json.loads(result.output)[0]["numbers"]
    assert number["number"] == "26-11"
    [separator] = number["separators"]
    assert (separator["separator"], separator["position"]) == ("-", 2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--separators", "-"), "--separators: requires --numbers"),
        (
            ("--numbers", "--separators", "x"),
            "--separators: expected one or more of .,-/:, got 'x'",
        ),
    ],
)
def test_predict_with_wrong_separators_says_what_is_expected(inkling, file, options, message):
    result = inkling(file, *options)
    assert result.exit_code != 0
    assert message in str(result.exception)

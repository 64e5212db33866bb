"""`inkling evaluate`: tables that fit 80 columns, JSON, reports, and error messages."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from app.cli.app import cli
from app.report import loader
from model.data import pendigits
from model.evaluation import rejection, report
from model.evaluation.sets import held_out
from model.initialization import initialize
from model.serialization import model_file

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A file of random weights whose training left few digits out."""
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    recipe = {"validation_size": 40, "held_out_writers": 1}
    weights = initialize([784, 4, 10], np.random.default_rng(2))
    model_file.save(path, weights, {"recipe": recipe, "seed": 2})
    return path


@pytest.fixture
def folder(tmp_path):
    """Folders of two labels with two pictures, and a stray file."""
    page = np.full((60, 60), 255, dtype=np.uint8)
    page[10:50, 28:33] = 0
    for label in "17":
        (tmp_path / label).mkdir()
        Image.fromarray(page).save(tmp_path / label / "a.png")
    (tmp_path / "notes.txt").write_text("no digit")
    return tmp_path


def run(*arguments: object):
    options = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli, ["evaluate", *options], env={"COLUMNS": "80"})


@pytest.mark.mnist
def test_evaluate_on_validation_uses_held_out_images(tiny):
    result = json.loads(run("--weights", tiny, "--part", "validation", "--json").stdout)

    assert result["count"] == 40
    assert (result["on"], result["part"]) == ("mnist", "validation")
    assert result["model"] == {"name": "tiny", "version": model_file.load(tiny).version}


@pytest.mark.mnist
def test_evaluate_without_options_uses_the_test_images(tiny):
    result = json.loads(run("--weights", tiny, "--json").stdout)

    assert result["count"] == 10_000
    assert np.array(result["confusion"]).sum() == 10_000
    assert np.trace(result["confusion"]) / 10_000 == pytest.approx(result["accuracy"])
    assert sum(band["count"] for band in result["calibration"]) == 10_000
    assert len(result["precision"]) == len(result["recall"]) == 10


@pytest.mark.mnist
def test_evaluate_seed_on_mnist_reaches_the_documented_accuracy():
    result = json.loads(run("--part", "validation", "--json").stdout)

    assert result["accuracy"] >= 0.975


@pytest.mark.mnist
def test_evaluate_prints_tables_that_fit_80_columns(tiny):
    text = run("--weights", tiny, "--part", "validation").stdout

    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "of 40, loss" in text
    assert "recall" in text
    assert "precision" in text
    assert "calibration error" in text


@pytest.fixture
def one_in_thirty(monkeypatch):
    """The pen strokes, but fewer of them."""
    samples = pendigits.load()[::30]
    monkeypatch.setattr(pendigits, "load", lambda data_dir=None: samples)
    held_out._read.cache_clear()
    yield
    held_out._read.cache_clear()


@pytest.mark.pendigits
def test_evaluate_on_pendigits_shows_writers_and_pens_within_80_columns(tiny, one_in_thirty):
    text = run("--weights", tiny, "--on", "pendigits").stdout

    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "Pen strokes, 22 px wide" in text
    assert "Accuracy by writer" in text
    assert "…" not in text


@pytest.mark.pendigits
def test_evaluate_by_writer_counts_each_digit_once_within_80_columns(tiny, one_in_thirty):
    options = ("--weights", tiny, "--by", "writer", "--on", "pendigits")
    text = run(*options).stdout
    result = json.loads(run(*options, "--json").stdout)

    [group] = result["groups"]
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "95 %" in text
    assert group["group"] in text
    assert group["count"] == sum(s.writer == 1 for s in pendigits.load())
    assert group["interval"][0] <= group["accuracy"] <= group["interval"][1]


@pytest.fixture
def one_of_each_letter(monkeypatch):
    """The sets of non-digits, but smaller."""
    few = {name: replace(kind, count=33) for name, kind in rejection.NON_DIGIT_SETS.items()}
    monkeypatch.setattr(rejection, "NON_DIGIT_SETS", few)


@pytest.mark.mnist
@pytest.mark.pendigits
def test_evaluate_on_no_digits_shows_them_beside_digits(tiny, one_in_thirty, one_of_each_letter):
    text = run("--weights", tiny, "--on", "no-digits").stdout

    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "Printed letters" in text
    assert "Pairs of digits" in text
    assert "Digits: MNIST" in text


@pytest.mark.mnist
@pytest.mark.pendigits
def test_evaluate_on_no_digits_as_json_has_both_shares(tiny, one_in_thirty, one_of_each_letter):
    result = json.loads(run("--weights", tiny, "--on", "no-digits", "--json").stdout)

    assert [rates["name"] for rates in result["no_digits"]] == list(rejection.NON_DIGIT_SETS)
    assert [rates["name"] for rates in result["digits"]] == ["mnist", "pen_16"]
    assert result["digits"][0]["count"] == 40
    assert all(0 <= rates["uncertain"] <= 1 for rates in result["no_digits"] + result["digits"])


def test_evaluate_on_a_folder_lists_skipped_files_on_stderr(tiny, folder):
    result = run("--weights", tiny, "--on", folder)

    assert result.exit_code == 0
    assert " of 2, loss" in result.stdout
    assert re.search(r"skipped .*notes\.txt: expected folders 0 to 9", result.stderr)


def test_evaluate_on_a_folder_lists_skipped_files_in_json(tiny, folder):
    result = json.loads(run("--weights", tiny, "--on", folder, "--json").stdout)

    assert result["count"] == 2
    assert [problem["file"] for problem in result["problems"]] == [str(folder / "notes.txt")]


def test_evaluate_on_an_archive_reads_its_arrays(tiny, tmp_path):
    images = np.random.default_rng(1).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    np.savez(tmp_path / "a.npz", images=images, labels=np.arange(20) % 10)

    result = json.loads(run("--weights", tiny, "--on", tmp_path / "a.npz", "--json").stdout)

    assert np.array(result["confusion"]).sum(axis=1).tolist() == [2] * 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--model", "nope"), "expected the name of a bundled model"),
        (("--weights", "nope.safetensors"), "expected a model file"),
        (
            ("--on", "nowhere"),
            "expected mnist, pendigits, unipen, webdigits, fonts, scenes, no-digits, numbers, a",
        ),
        (("--by", "kind", "--on", "scenes"), "--by kind needs --on mnist, pendigits"),
        (("--by", "writer", "--on", "nowhere"), "--by writer needs --on mnist, pendigits"),
    ],
)
def test_evaluate_of_something_unknown_says_what_is_expected(arguments, message):
    assert message in str(run(*arguments).exception)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--model", "seed", "--weights", "a.safetensors"),
        ("--report", "--on", "mnist"),
        ("--report", "--card"),
        ("--by", "source", "--report"),
        ("--by", "source", "--part", "test"),
        ("--on", "pendigits", "--part", "test"),
        ("--on", "no-digits", "--part", "test"),
    ],
)
def test_evaluate_with_options_that_exclude_each_other_fails(arguments):
    result = run(*arguments)

    assert result.exit_code == 2
    assert "exclude" in result.stderr


@pytest.fixture
def two_sets(monkeypatch):
    """Reports of two sets only, to save minutes."""
    monkeypatch.setattr(report.build, "__defaults__", (None, None, ("mnist", "scan"), None))


@pytest.mark.mnist
def test_evaluate_report_can_be_loaded_by_the_report_page(tiny, tmp_path, two_sets):
    result = run("--weights", tiny, "--report", "--output", tmp_path / "tiny.json")
    loaded = loader.load_report(tmp_path, "tiny")

    assert result.exit_code == 0
    assert "Bilevel scans" in result.stdout
    assert [scores.name for scores in loaded.sets] == ["mnist", "scan"]
    assert {scores.part for scores in loaded.sets} == {"validation"}
    assert sum(map(sum, loaded.sets[1].confusion)) == 40


@pytest.mark.mnist
def test_evaluate_report_of_a_file_goes_beside_it(tiny, two_sets):
    run("--weights", tiny, "--report", "--brief")

    document = json.loads(tiny.with_suffix(".report.json").read_text())
    assert "hardest" not in document["sets"][0]


@pytest.mark.mnist
def test_evaluate_report_can_be_printed_as_json(tiny, tmp_path, two_sets):
    result = run("--weights", tiny, "--report", "--json", "--output", tmp_path / "a.json")

    assert json.loads(result.stdout) == json.loads((tmp_path / "a.json").read_text())


def test_evaluate_report_without_output_leaves_the_report_that_ships(monkeypatch, tmp_path):
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    (tmp_path / "seed.json").write_text("shipped")

    result = run("--report")

    assert "is the report that ships; choose a file with --output" in str(result.exception)
    assert (tmp_path / "seed.json").read_text() == "shipped"

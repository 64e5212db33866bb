"""`inkling predict --output`."""

import csv
import sys

import pytest
import typer
from typer.testing import CliRunner

from app.cli import scoring
from app.cli.predict import predict
from app.scoring import workers


@pytest.fixture
def inkling(weights_dir, monkeypatch):
    """Return a function that runs the command with arguments, in this process."""
    monkeypatch.setenv("INKLING_WEIGHTS_DIR", str(weights_dir))
    monkeypatch.setattr(
        workers,
        "score_chunks",
        lambda scorer, chunks, _: ((chunk, scorer.score(chunk.pictures)) for chunk in chunks),
    )
    command = typer.Typer()
    command.command()(predict)
    return lambda *arguments: CliRunner().invoke(command, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path, png):
    folder = tmp_path / "scans"
    folder.mkdir()
    for name in ("1.png", "2.png"):
        (folder / name).write_bytes(png)
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_output_in_the_source_folder_has_a_row_for_each_picture(inkling, folder, answer):
    result = inkling(folder, "--output", folder / "results.csv")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("2 pictures, none with an error; 2 read, of which ")
    assert [row["digit"] for row in rows(folder / "results.csv")] == [str(answer["digit"])] * 2


def test_output_with_a_bad_file_exits_with_1_after_all_are_scored(inkling, folder, tmp_path):
    (folder / "0.txt").write_text("no picture")
    result = inkling(folder, "--output", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert "3 pictures, 1 with an error; 2 read" in result.stderr
    assert len(rows(tmp_path / "results.csv")) == 3


def test_output_with_numbers_and_a_model_has_rows_of_numbers(inkling, folder, tmp_path):
    output = tmp_path / "results.csv"
    assert inkling(folder, "--output", output, "--numbers", "--model", "tiny").exit_code == 0
    assert list(rows(output)[0])[:4] == ["source", "number", "confidence", "certain"]


def test_output_that_exists_is_kept_without_overwrite(inkling, folder, tmp_path):
    output = tmp_path / "results.csv"
    output.write_text("former")
    assert "already exists" in str(inkling(folder, "--output", output).exception)
    assert output.read_text() == "former"
    assert inkling(folder, "--output", output, "--overwrite").exit_code == 0
    assert len(rows(output)) == 2


def test_output_that_is_a_source_is_refused(inkling, folder):
    source = folder / "1.csv"
    source.write_text("a table")
    result = inkling(source, "--output", source, "--overwrite")
    assert "expected another file than a source" in str(result.exception)
    assert source.read_text() == "a table"


def test_parquet_output_without_pyarrow_names_the_extra(inkling, folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = inkling(folder, "--output", tmp_path / "results.parquet")
    assert "pip install 'inkling[parquet]'" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["scans"]


def test_scoring_on_ray_without_ray_names_the_extra(inkling, folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    result = inkling(folder, "--output", tmp_path / "results.csv", "--on", "ray")
    assert "pip install 'inkling[scale]'" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["scans"]


def test_progress_without_a_terminal_is_a_line_now_and_then(inkling, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(scoring, "LOG_INTERVAL_S", 0)
    lines = inkling(folder, "--output", tmp_path / "results.csv").stderr.splitlines()
    assert [line.partition(",")[0] for line in lines] == ["2 pictures", "2 pictures"]


def test_interrupted_command_says_how_to_continue_and_then_goes_on(
    inkling, folder, tmp_path, monkeypatch
):
    def interrupted(scorer, chunks, _):
        for chunk in chunks:
            yield chunk, scorer.score(chunk.pictures)
            raise KeyboardInterrupt

    output = tmp_path / "results.csv"
    with monkeypatch.context() as patch:
        patch.setattr(workers, "score_chunks", interrupted)
        result = inkling(folder, "--output", output)
    assert result.exit_code == 130
    assert "Continue with the same command." in result.stderr
    assert not output.exists()
    result = inkling(folder, "--output", output)
    assert result.stderr.startswith("Going on with the interrupted run.")
    other = inkling(folder, "--output", output, "--model", "tiny", "--overwrite")
    assert "Starting afresh" not in other.stderr
    assert len(rows(output)) == 2


def test_command_with_another_model_than_the_interrupted_one_starts_afresh(
    inkling, folder, tmp_path, monkeypatch
):
    def interrupted(scorer, chunks, _):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(workers, "score_chunks", interrupted)
        inkling(folder, "--output", tmp_path / "results.csv")
    result = inkling(folder, "--output", tmp_path / "results.csv", "--model", "tiny")
    assert result.stderr.startswith("Starting afresh: the interrupted run had other model;")

"""`inkling export`."""

import hashlib
import json

import pytest
from typer.testing import CliRunner

from app.cli.app import cli


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def ran(*arguments):
        return CliRunner().invoke(cli, ["export", *arguments])

    return ran


@pytest.mark.parametrize("form", ["onnx", "npz", "safetensors", "json"])
def test_export_writes_a_file_named_for_model_and_format(run, tmp_path, form):
    result = run("--format", form)
    assert result.exit_code == 0, result.output
    assert (tmp_path / f"seed.{form}").stat().st_size > 100_000
    assert result.output.startswith(f"seed.{form}: seed ")


def test_export_with_json_prints_size_and_hash(run, tmp_path):
    result = run("wide", "--format", "npz", "--output", "mine.npz", "--json")
    summary = json.loads(result.output)
    content = (tmp_path / "mine.npz").read_bytes()
    assert summary["model"]["name"] == "wide"
    assert summary["bytes"] == len(content)
    assert summary["sha256"] == hashlib.sha256(content).hexdigest()


def test_export_replaces_a_file_only_with_force(run, tmp_path):
    (tmp_path / "seed.json").write_text("mine")
    result = run("--format", "json")
    assert "seed.json already exists; --force replaces it" in str(result.exception)
    assert (tmp_path / "seed.json").read_text() == "mine"
    assert run("--format", "json", "--force").exit_code == 0
    assert (tmp_path / "seed.json").stat().st_size > 100_000


def test_export_of_an_unknown_model_lists_the_models(run):
    result = run("nope")
    assert "expected the name of a bundled model (seed, wide)" in str(result.exception)


@pytest.mark.parametrize("form", ["onnx", "npz", "safetensors", "json"])
def test_export_without_format_takes_it_from_the_ending_of_the_file(run, form):
    result = run("--output", f"a.{form.upper()}", "--json")
    assert json.loads(result.output)["format"] == form


@pytest.mark.parametrize("name", ["a.bin", "a"])
def test_export_to_an_unknown_ending_without_format_fails_and_writes_nothing(run, tmp_path, name):
    result = run("--output", name)
    assert "expected --format, or a name that ends in .onnx, .npz" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a", "a.npz", "a.NPZ", "v1.2/a"])
def test_export_with_format_writes_it_under_its_ending_or_none(run, tmp_path, name):
    (tmp_path / "v1.2").mkdir()
    assert run("--output", name, "--format", "npz").exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", ["a.csv", "a.onnx", "a.npz.bin"])
def test_export_with_format_to_another_ending_fails_and_writes_nothing(run, tmp_path, name):
    result = run("--output", name, "--format", "npz", "--force")
    assert str(result.exception) == (
        f"--output: expected a name that ends in .npz, as --format says, got {name}"
    )
    assert list(tmp_path.iterdir()) == []


def test_export_help_names_the_extra(run):
    assert "inkling[export]" in run("--help").output

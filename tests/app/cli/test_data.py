"""`inkling data`."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.data import commands
from model.data.data_file import DatasetError


@pytest.mark.mnist
def test_fetch_lists_every_verified_file():
    result = CliRunner().invoke(commands, ["fetch", "mnist", "--json"])
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    assert [row["name"] for row in rows] == [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ]


@pytest.mark.pendigits
def test_fetch_prints_verified():
    result = CliRunner().invoke(commands, ["fetch", "pendigits"])
    assert result.stdout.startswith("pendigits-orig.tra: verified, ")


def test_fetch_of_a_damaged_file_fails_with_its_name(tmp_path):
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"no")
    result = CliRunner().invoke(commands, ["fetch", "mnist", "--data-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert isinstance(result.exception, DatasetError)
    assert "expected 47040016 bytes, got 2" in str(result.exception)


def test_fetch_of_an_unknown_data_set_is_a_usage_error():
    assert CliRunner().invoke(commands, ["fetch", "letters"]).exit_code == 2


def test_list_prints_paths_and_the_download_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("model.data.cache.cache_folder", lambda: tmp_path / "cache")
    (tmp_path / "pendigits-orig.tra").touch()
    result = CliRunner().invoke(commands, ["list", "--data-dir", str(tmp_path)])
    assert f"pendigits-orig.tra: {tmp_path / 'pendigits-orig.tra'}\n" in result.stdout
    assert "train-images-idx3-ubyte: not on this machine\n" in result.stdout
    assert result.stdout.endswith(f"Downloads go to {tmp_path / 'cache'}.\n")


def test_list_as_json_has_null_for_absent_files(tmp_path, monkeypatch):
    monkeypatch.setattr("model.data.cache.cache_folder", lambda: tmp_path / "cache")
    result = CliRunner().invoke(commands, ["list", "--json", "--data-dir", str(tmp_path)])
    assert {row["path"] for row in json.loads(result.stdout)} == {None}

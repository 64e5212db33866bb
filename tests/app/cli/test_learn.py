"""`inkling learn` without learning anything: what it refuses, and the default model."""

import pytest
from typer.testing import CliRunner

from app.cli.app import cli


@pytest.fixture(autouse=True)
def _lab(tmp_path, monkeypatch):
    monkeypatch.setenv("INKLING_LAB_DIR", str(tmp_path))


def test_learning_without_corrections_is_an_error_in_a_sentence():
    outcome = CliRunner().invoke(cli, ["learn"])
    assert str(outcome.exception) == "There are no accepted corrections to learn."


def test_base_model_that_does_not_exist_is_named_by_its_setting(monkeypatch):
    monkeypatch.setenv("INKLING_MODEL", "sede")
    outcome = CliRunner().invoke(cli, ["learn"])
    assert str(outcome.exception) == "INKLING_MODEL: expected one of seed, wide, got 'sede'"


def test_unknown_version_is_no_default():
    outcome = CliRunner().invoke(cli, ["learn", "--use", "seed-c1"])
    assert "expected a version (none yet) or the base model, got 'seed-c1'" in str(
        outcome.exception
    )


def test_base_model_is_the_default_by_its_name():
    outcome = CliRunner().invoke(cli, ["learn", "--use", "seed"])
    assert outcome.exit_code == 0
    assert "default model: the base model" in outcome.stdout

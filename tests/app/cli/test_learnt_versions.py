"""Commands that take a model's name take a version that has learnt corrections, too."""

import json

import pytest
from typer.testing import CliRunner

from app import database
from app.cli.app import cli
from app.corrections import version_store
from app.corrections.service import FILE_NAME
from app.corrections.store import CorrectionStore
from app.corrections.version_store import Version
from app.openapi import examples
from model.serialization import model_file
from tests.app.corrections.corrections import GIB, new_correction

JUDGEMENT = {"drawings": 1, "right_before": 0, "right_after": 1, "sets": {}}


@pytest.fixture(autouse=True)
def version(tmp_path, monkeypatch):
    """Keep the weights of `wide` as the version `seed-c1`, and return the model."""
    monkeypatch.setenv("INKLING_LAB_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    path = model_file.find_model("wide")
    store = CorrectionStore(f"sqlite:///{tmp_path / FILE_NAME}")
    store.add(new_correction(), GIB, is_trusted=True)
    with store.write() as connection:
        version_store.start(connection, "job")
        learnt = version_store.accepted(connection)
        version = Version("seed-c1", database.utc_now(), "ab" * 32)
        version_store.add(connection, "job", learnt, version, path.read_bytes(), JUDGEMENT)
    store.close()
    return model_file.load(path)


def run(*arguments):
    return CliRunner().invoke(cli, [*map(str, arguments)])


def test_predict_asks_the_version(tmp_path, version):
    (tmp_path / "digit.png").write_bytes(examples.png())
    outcome = run("predict", "digit.png", "--model", "seed-c1", "--json")
    [answer] = json.loads(outcome.stdout)
    assert answer["model"] == {"name": "seed-c1", "version": version.version}


def test_predict_without_a_model_asks_the_default_of_the_service(tmp_path, version):
    def answer(*options):
        outcome = run("predict", "digit.png", "--json", *options)
        assert outcome.exit_code == 0, outcome.output
        return json.loads(outcome.stdout)[0]["model"]["name"]

    (tmp_path / "digit.png").write_bytes(examples.png())
    assert answer() == "seed"
    assert run("learn", "--use", "seed-c1").exit_code == 0
    assert answer() == "seed-c1"
    assert answer("--model", "seed") == "seed"
    assert run("learn", "--use", "seed").exit_code == 0
    assert answer() == "seed"


def test_predict_without_a_model_asks_the_base_model_while_the_database_is_gone(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    (tmp_path / "digit.png").write_bytes(examples.png())
    outcome = run("predict", "digit.png", "--json")
    assert json.loads(outcome.stdout)[0]["model"]["name"] == "seed"
    assert "The base model answers." in outcome.stderr


def test_predict_writes_the_answers_of_the_version(tmp_path):
    (tmp_path / "digit.png").write_bytes(examples.png())
    outcome = run("predict", "digit.png", "--model", "seed-c1", "--output", "results.csv")
    assert outcome.exit_code == 0, outcome.output
    expected = run("predict", "digit.png", "--model", "wide", "--json")
    [answer] = json.loads(expected.stdout)
    assert f"digit.png,{answer['digit']},{answer['confidence']}" in (
        (tmp_path / "results.csv").read_text("utf-8")
    )


def test_export_writes_the_version(tmp_path, version):
    outcome = run("export", "seed-c1", "--format", "safetensors")
    assert outcome.exit_code == 0, outcome.output
    assert model_file.load(tmp_path / "seed-c1.safetensors").sizes == version.sizes


@pytest.mark.parametrize("command", [("predict", "digit.png", "--model"), ("export",)])
def test_unknown_version_is_an_error_that_names_the_models(tmp_path, command):
    (tmp_path / "digit.png").write_bytes(examples.png())
    outcome = run(*command, "seed-c2")
    assert outcome.exit_code == 1
    assert "seed, wide" in str(outcome.exception)
    assert "seed-c2" in str(outcome.exception)


def test_database_that_is_gone_is_an_error_of_the_version(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    (tmp_path / "digit.png").write_bytes(examples.png())
    outcome = run("predict", "digit.png", "--model", "seed-c1")
    assert outcome.exit_code == 1
    assert "seed-c1: The database of the corrections" in str(outcome.exception)
    assert run("predict", "digit.png", "--model", "seed").exit_code == 0

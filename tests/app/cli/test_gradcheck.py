"""`inkling gradcheck`."""

import json

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from app.cli import gradcheck
from model import network
from model.initialization import initialize
from model.serialization import model_file

cli = typer.Typer()
cli.command()(gradcheck.gradcheck)


@pytest.fixture
def tiny_file(tmp_path):
    path = tmp_path / "tiny.safetensors"
    model_file.save(path, initialize([784, 3, 10], np.random.default_rng(0)), {})
    return path


@pytest.fixture
def wrong_backward(monkeypatch):
    def without_the_derivative_of_the_sigmoid(W, trace, Y):
        right = network.backward(W, trace, Y)
        delta1 = right.delta[1] @ W[1][1:].T
        return network.Gradients([trace.A[0].T @ delta1, right.dW[1]], [delta1, right.delta[1]])

    monkeypatch.setattr(gradcheck, "backward", without_the_derivative_of_the_sigmoid)


def test_gradcheck_of_a_file_prints_a_row_for_each_matrix(tiny_file):
    result = CliRunner().invoke(cli, ["--weights", str(tiny_file)])

    assert result.exit_code == 0, result.output
    assert "785 x 3" in result.stdout
    assert "2,355 of 2,355" in result.stdout
    assert "4 x 10" in result.stdout
    assert "784-3-10" in result.stdout
    assert "agree within 1e-06 relative" in " ".join(result.stdout.split())


def test_gradcheck_prints_json(tiny_file):
    result = CliRunner().invoke(cli, ["--weights", str(tiny_file), "--seed", "5", "--json"])

    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert report["weights"] == f"tiny {model_file.load(tiny_file).version}"
    assert report["sizes"] == [784, 3, 10]
    assert report["seed"] == 5
    assert report["passed"] is True
    assert [matrix["name"] for matrix in report["matrices"]] == ["W1", "W2"]
    assert [matrix["shape"] for matrix in report["matrices"]] == [[785, 3], [4, 10]]
    assert max(matrix["relative"] for matrix in report["matrices"]) < 1e-8


def test_gradcheck_without_weights_checks_the_default_network(monkeypatch):
    monkeypatch.setattr(gradcheck, "list_models", dict)
    monkeypatch.setattr(gradcheck, "DEFAULT_SIZES", (784, 3, 10, 10))

    report = json.loads(CliRunner().invoke(cli, ["--json"]).stdout)

    assert report["weights"] == "random weights"
    assert report["sizes"] == [784, 3, 10, 10]
    assert report["passed"] is True


def test_gradcheck_of_a_wrong_backward_pass_exits_with_1(tiny_file, wrong_backward):
    result = CliRunner().invoke(cli, ["--weights", str(tiny_file), "--json"])

    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["passed"] is False
    assert [matrix["passed"] for matrix in report["matrices"]] == [False, True]


def test_gradcheck_of_a_wrong_backward_pass_prints_that_they_differ(tiny_file, wrong_backward):
    result = CliRunner().invoke(cli, ["--weights", str(tiny_file)])

    assert result.exit_code == 1
    assert "do not agree" in result.stdout


def test_gradcheck_of_an_unknown_model_fails_with_one_sentence():
    result = CliRunner().invoke(cli, ["--weights", "absent"])

    assert isinstance(result.exception, ValueError)
    assert "--weights: expected the name of a bundled model" in str(result.exception)

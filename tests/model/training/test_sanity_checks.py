"""Sanity checks of a recipe, and settings and data that fail each of them first."""

from dataclasses import replace

import numpy as np
import pytest

from model import network
from model.data import mnist
from model.data.synthesis.digit_shapes import synthesize
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.sanity_checks import before_training
from model.training.sanity_checks.checks import MAX_PARAMETERS, run_checks
from model.training.sanity_checks.sample import MAX_IMAGES, load_sample

GOOD = Recipe(hidden=(30,), optimizer="sgd", learning_rate=0.5, batch_size=32)
NAMES = ["inputs", "initial-loss", "gradient", "saturation", "learning-rate", "overfitting"]


@pytest.fixture(scope="module")
def digits():
    X, labels = synthesize(400, np.random.default_rng(0))
    return X.astype(np.float32), labels


def without_most_zeros(X, labels):
    """The same with the first zero alone."""
    is_kept = labels > 0
    is_kept[labels.argmin()] = True
    return X[is_kept], labels[is_kept]


def first_failure(checks):
    return next((check for check in checks if not check.passed), None)


@pytest.mark.parametrize(
    ("optimizer", "rate", "hidden"),
    [("sgd", 0.5, (30,)), ("momentum", 0.1, (30,)), ("adam", 0.001, (30,)), ("adam", 0.001, ())],
)
def test_typical_settings_pass_all_checks(digits, optimizer, rate, hidden):
    recipe = replace(GOOD, optimizer=optimizer, learning_rate=rate, hidden=hidden)
    checks = run_checks(recipe, *digits)

    assert [check.name for check in checks] == NAMES
    assert first_failure(checks) is None
    assert {check.advice for check in checks} == {None}


@pytest.mark.parametrize(
    ("changes", "name", "advice"),
    [
        ({"initialization": "normal"}, "initial-loss", "the weights are too large"),
        ({"initialization": "zeros"}, "saturation", "stay equal"),
        ({"hidden": (10,) * 8}, "saturation", "vanishes on its way"),
        ({"learning_rate": 1e3}, "learning-rate", "far too large for sgd: try 0.5"),
        ({"learning_rate": 1e-9}, "learning-rate", "far too small for sgd: try 0.5"),
        ({"learning_rate": 20.0}, "learning-rate", "too large: try 2."),
        ({"learning_rate": 0.01}, "learning-rate", "too small: try 0.1."),
        (
            {"hidden": (1,), "optimizer": "momentum", "learning_rate": 0.1},
            "overfitting",
            "cannot overfit ten images",
        ),
    ],
)
def test_settings_that_do_not_learn_fail_first_where_the_cause_is(digits, changes, name, advice):
    failure = first_failure(run_checks(replace(GOOD, **changes), *digits))

    assert failure.name == name
    assert advice in failure.advice


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (lambda X, labels: (X * 255, labels), "Scale the inputs to 0..1"),
        (lambda X, labels: (X / 255, labels), "Scale the inputs to 0..1"),
        (lambda X, labels: (X[labels < 9], labels[labels < 9]), "without images is never learnt"),
        (lambda X, labels: (X[:5], labels[:5]), "without images is never learnt"),
        (lambda X, labels: (X, labels[::-1].copy()), "do not fit the images"),
        (without_most_zeros, "balance the classes"),
    ],
    ids=["bytes", "scaled twice", "class missing", "few", "shuffled", "class rare"],
)
def test_inputs_and_labels_that_do_not_suit_fail_first(digits, change, advice):
    failure = first_failure(run_checks(GOOD, *change(*digits)))

    assert failure.name == "inputs"
    assert advice in failure.advice


def test_wrong_backward_pass_fails_the_gradient_check(digits, monkeypatch):
    def without_mean(weights, trace, Y):
        gradients = network.backward(weights, trace, Y)
        gradients.dW[0] *= len(Y)
        return gradients

    monkeypatch.setattr(before_training, "backward", without_mean)
    failure = first_failure(run_checks(GOOD, *digits))

    assert failure.name == "gradient"
    assert failure.measured == "relative difference 5.0e-01"
    assert "wrong in W1" in failure.advice


def test_network_that_always_gives_one_digit_is_told_so(digits):
    checks = run_checks(replace(GOOD, learning_rate=1e-9), *digits)

    assert "whatever it sees" in checks[-1].advice
    assert "1 of 10 right" in checks[-1].measured


def test_initial_loss_is_that_of_the_run_that_these_settings_start(digits):
    X, labels = digits
    loss = network.loss(Run.start(GOOD).weights, X, network.one_hot(labels, 10))

    assert run_checks(GOOD, X, labels)[1].measured == f"{loss:.2f}"


@pytest.mark.parametrize("count", [1, 2, 12])
def test_few_images_are_checked(digits, count):
    X, labels = digits
    checks = run_checks(replace(GOOD, batch_size=4096), X[:count], labels[:count])

    assert [check.name for check in checks] == NAMES


def test_network_that_is_too_large_is_rejected_before_its_weights_are_drawn(digits):
    with pytest.raises(ValueError, match=f"at most {MAX_PARAMETERS:,} weights, got 1,0"):
        run_checks(replace(GOOD, hidden=(8192,) * 16), *digits)


def test_checks_end_as_soon_as_they_are_cancelled(digits):
    steps = []

    def cancel():
        steps.append(1)
        if len(steps) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_checks(GOOD, *digits, cancel)
    assert len(steps) == 5


def test_sample_without_mnist_is_synthetic(tmp_path, monkeypatch):
    monkeypatch.setattr("model.training.sanity_checks.sample.find_local", lambda *_: None)
    sample = load_sample(50, tmp_path)

    assert sample.X.shape == (50, 784)
    assert not sample.is_mnist


@pytest.mark.mnist
def test_sample_is_the_first_of_mnists_training_images():
    images, labels = mnist.load("train")
    sample = load_sample(0, None)

    assert sample.is_mnist
    assert np.array_equal(np.rint(sample.X * 255), images[:MAX_IMAGES].reshape(-1, 784))
    assert np.array_equal(sample.labels, labels[:MAX_IMAGES])

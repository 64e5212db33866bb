"""Training of small classifiers."""

import numpy as np
import pytest

from model.network import one_hot
from model.training.classifier_training import (
    TrainingSettings,
    log_probabilities,
    train_classifier,
)

SETTINGS = TrainingSettings(hidden=(8,), epochs=6, batch_size=20, warmup_steps=5, averaging=0.9)


@pytest.fixture
def images():
    """Images of which one half is light, and which half it is."""
    rng = np.random.default_rng(1)
    X = rng.integers(0, 60, (400, 12), dtype=np.uint8)
    labels = rng.integers(0, 2, 400).astype(np.uint8)
    X[labels == 0, :6] += 150
    X[labels == 1, 6:] += 150
    return X, labels


def train(images, batch_inputs=lambda X, _: X, report=lambda *_: None):
    X, labels = images
    return train_classifier(
        SETTINGS, X, batch_inputs, lambda rows: one_hot(labels[rows], 2), 12, 2, report
    )


def test_training_learns_and_reports_each_epoch(images):
    X, labels = images
    losses = {}

    def report(epoch, weights):
        losses[epoch] = -log_probabilities(weights, X)[np.arange(len(X)), labels].mean()

    weights = train(images, report=report)
    assert (log_probabilities(weights, X).argmax(axis=1) == labels).mean() > 0.99
    assert list(losses) == [1, 2, 3, 4, 5, 6]
    assert losses[6] < losses[1]


def test_training_twice_gives_the_same_weights(images):
    first, second = train(images), train(images)
    assert all((W == V).all() for W, V in zip(first, second, strict=True))


def test_batches_are_augmented(images):
    def swap_halves(X, _):
        return np.roll(X, 6, axis=1)

    X, labels = images
    weights = train(images, swap_halves)
    assert (log_probabilities(weights, X).argmax(axis=1) != labels).mean() > 0.99


def test_log_probabilities_do_not_depend_on_blocks(images, monkeypatch):
    X, _ = images
    weights = train(images)
    whole = log_probabilities(weights, X)
    monkeypatch.setattr("model.training.classifier_training._BLOCK", 7)
    assert log_probabilities(weights, X) == pytest.approx(whole, abs=1e-5)

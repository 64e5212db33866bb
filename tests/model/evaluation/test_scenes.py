"""Scores of models with known answers on the constructed scenes."""

from dataclasses import replace

import numpy as np
import pytest

from model.evaluation.scenes import evaluate_scenes
from model.evaluation.sets.scenes import SCENES
from model.serialization.model_file import find_model, load


@pytest.fixture
def sure_of_one(model):
    """A model that answers 1 to everything, with a confidence of nearly 1."""
    front, last = (np.zeros_like(W) for W in model.weights)
    last[0, 1] = 20
    return replace(model, weights=[front, last])


@pytest.mark.slow
@pytest.mark.pendigits
def test_evaluate_scenes_counts_answers_by_label_and_certainty(sure_of_one):
    scores = {entry.name: entry for entry in evaluate_scenes(sure_of_one, count=4)}

    assert list(scores) == list(SCENES)
    for entry in scores.values():
        assert entry.count == 4
        assert entry.correct + entry.certain_errors + entry.uncertain >= 4
    assert scores["margin_line"].uncertain == 0
    assert scores["margin_line"].certain_errors == 4 - scores["margin_line"].correct


@pytest.mark.slow
@pytest.mark.pendigits
@pytest.mark.parametrize("name", ["seed", "wide"])
def test_bundled_model_reads_the_digit_among_other_ink(name):
    model = load(find_model(name))

    scores = {entry.name: entry for entry in evaluate_scenes(model, count=20)}

    with_digit = [entry for entry in scores.values() if entry.has_digit]
    without_digit = [entry for entry in scores.values() if not entry.has_digit]
    assert min(entry.correct for entry in with_digit) >= 17
    assert sum(entry.correct for entry in with_digit) >= 0.96 * 20 * len(with_digit)
    assert sum(entry.certain_errors for entry in with_digit) <= 0.02 * 20 * len(with_digit)
    assert sum(entry.certain_errors for entry in without_digit) <= 0.05 * 20 * len(without_digit)

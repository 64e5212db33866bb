"""Scores of models with known answers on the constructed scenes."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from model.evaluation.scenes import classify, evaluate_scenes
from model.evaluation.sets.scenes import SCENES


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


def test_classify_says_that_a_blank_page_has_no_digit(sure_of_one):
    assert classify(sure_of_one, Image.new("RGB", (90, 90), "white")) == (None, False)

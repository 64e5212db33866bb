"""Scores of models with known answers on the constructed scenes."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from model.evaluation import scenes
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


@pytest.mark.parametrize("scene", ["underline", "rule"])
def test_evaluate_scenes_compares_the_answers_as_drawn_and_as_served(stand_ins, monkeypatch, scene):
    monkeypatch.setattr(scenes, "SCENES", {scene: SCENES[scene]})

    [result] = evaluate_scenes(load(find_model("seed")), count=10)

    assert result.count == 10
    assert result.correct >= result.as_drawn.correct
    assert 1 <= len(result.examples) <= 2
    for example in result.examples:
        image = Image.open(io.BytesIO(example.picture))
        assert image.format == "WEBP"
        assert max(image.size) == scenes.MAX_PICTURE_PX
        assert len(example.picture) < 4_000
    corrected = result.examples[0]
    if result.correct > result.as_drawn.correct:
        assert corrected.answer.digit == corrected.label != corrected.as_drawn.digit


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

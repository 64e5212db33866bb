"""Evaluation of a model on data sets and on the user's files."""

import numpy as np
import pytest

from model.evaluation.answers import predict_images
from model.evaluation.evaluate import evaluate
from model.evaluation.sets.labelled import EvaluationDataError


def test_evaluate_on_mnist_uses_the_requested_part(stand_ins, model):
    assert evaluate(model, "mnist", "validation").scores.count == 4
    assert evaluate(model, "mnist", "test").scores.count == 5
    assert evaluate(model, "mnist").split == "test"


@pytest.mark.slow
def test_evaluate_on_pendigits_groups_by_set_and_writer(stand_ins, model):
    result = evaluate(model, "pendigits")

    assert result.scores.count == 11 * 10  # drawn in eleven ways
    assert set(result.groups["set"]) == {
        *(f"{place}_{pen}" for place in ("pen", "corner") for pen in (4, 10, 16, 22)),
        "mouse",
        "photo",
        "photo_ruled",
    }
    assert list(result.groups["writer"]) == ["4"]
    assert result.groups["writer"]["4"].count == 110
    assert result.writers_by_set["4"]["mouse"].count == 10


@pytest.mark.slow
def test_evaluate_on_pendigits_returns_the_mean_of_its_groups(stand_ins, model):
    result = evaluate(model, "pendigits")
    by_set = [scores.accuracy for scores in result.groups["set"].values()]

    assert result.scores.accuracy == pytest.approx(np.mean(by_set))


def test_evaluate_on_an_archive_counts_its_images(tmp_path, model):
    labels = np.arange(3)
    np.savez(tmp_path / "a.npz", images=np.zeros((3, 784)), labels=labels)

    assert evaluate(model, str(tmp_path / "a.npz")).scores.count == 3


def test_evaluate_on_an_unknown_data_set_raises(model):
    with pytest.raises(
        EvaluationDataError,
        match=r"expected mnist, .*, fonts, scenes, no-digits, numbers, a folder or an",
    ):
        evaluate(model, "nowhere")


@pytest.mark.parametrize(("on", "part"), [("pendigits", "test"), (".", "validation")])
def test_evaluate_of_a_part_that_the_data_set_lacks_raises(model, on, part):
    with pytest.raises(EvaluationDataError, match=f"--part {part} needs --on mnist"):
        evaluate(model, on, part)


def test_predict_images_applies_the_models_own_rejection_rule(model):
    images = np.random.default_rng(1).random((50, 784), dtype=np.float32)
    labels = np.zeros(50, dtype=np.uint8)
    median = float(np.median(predict_images(model, images, labels).confidence))
    model.metadata["calibration"] = {"temperature": 1.0, "threshold": median}

    assert predict_images(model, images, labels).is_certain.sum() == 25


def test_predict_images_without_a_rule_is_certain_from_one_half(model):
    images = np.random.default_rng(1).random((50, 784), dtype=np.float32)
    predictions = predict_images(model, images, np.zeros(50, dtype=np.uint8))

    assert np.array_equal(predictions.is_certain, predictions.probabilities.max(axis=1) >= 0.5)

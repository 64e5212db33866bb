"""A model judged on data sets and on files of the user's."""

import numpy as np
import pytest

from model.evaluation.evaluate import ask, assess
from model.evaluation.sets.labelled import EvaluationDataError


def test_assess_on_mnist_takes_the_part_asked_for(stand_ins, model):
    assert assess(model, "mnist", "validation").scores.count == 4
    assert assess(model, "mnist", "test").scores.count == 5
    assert assess(model, "mnist").part == "test"


def test_assess_on_pendigits_groups_by_set_and_writer(stand_ins, model):
    result = assess(model, "pendigits")

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


def test_assess_on_pendigits_gives_the_mean_of_its_groups(stand_ins, model):
    result = assess(model, "pendigits")
    by_set = [scores.accuracy for scores in result.groups["set"].values()]

    assert result.scores.accuracy == pytest.approx(np.mean(by_set))


def test_assess_on_an_archive_reads_it(tmp_path, model):
    labels = np.arange(3)
    np.savez(tmp_path / "a.npz", images=np.zeros((3, 784)), labels=labels)

    assert assess(model, str(tmp_path / "a.npz")).scores.count == 3


def test_assess_on_something_that_is_not_there_says_what_could_be(model):
    with pytest.raises(EvaluationDataError, match=r"expected mnist, pendigits, a folder or an"):
        assess(model, "nowhere")


@pytest.mark.parametrize(("on", "part"), [("pendigits", "test"), (".", "validation")])
def test_assess_of_a_part_that_there_is_not_says_so(model, on, part):
    with pytest.raises(EvaluationDataError, match=f"expected --part {part} with mnist"):
        assess(model, on, part)


def test_ask_follows_the_models_own_rule_for_certainty(model):
    images = np.random.default_rng(1).random((50, 784), dtype=np.float32)
    labels = np.zeros(50, dtype=np.uint8)
    middle = float(np.median(ask(model, images, labels).confidence))
    model.metadata["calibration"] = {"temperature": 1.0, "threshold": middle}

    assert ask(model, images, labels).certain.sum() == 25


def test_ask_of_a_model_without_a_rule_is_certain_from_a_half_on(model):
    images = np.random.default_rng(1).random((50, 784), dtype=np.float32)
    answers = ask(model, images, np.zeros(50, dtype=np.uint8))

    assert np.array_equal(answers.certain, answers.probabilities.max(axis=1) >= 0.5)

"""The tool for cross-validation: a stop between folds loses nothing, and each is resumed."""

from types import SimpleNamespace

import numpy as np
import pytest

from model.data import pendigits, unipen_1a
from model.data.unipen import Sample
from model.data.unipen_1a import WrittenDigit
from model.evaluation import cross_validation, unseen_digits, unseen_groups
from model.evaluation.cross_validation import FOLDS, Classifier
from model.inference.calibration import Calibration
from model.initialization import initialize
from model.training import stroke_sources, training_data
from model.training.labelled_images import LabelledImages
from model.training.recipe import load_recipe
from model.training.training_data import TrainingData
from tools import cross_validate

STROKES = (np.array([[5.0, 0.0], [5.0, 10.0]]),)


class StoppedError(Exception):
    """A stop in the middle of a run."""


@pytest.fixture
def training(monkeypatch):
    """Stand-ins for data and training; `folds` are those trained, `stop_at` is the last one."""

    images = LabelledImages(np.eye(9, 784, dtype=np.uint8) * 255, np.arange(9, dtype=np.uint8))
    names = ("mnist", "semeion", "optdigits", "webdigits", "printed")
    data = TrainingData(dict.fromkeys(names, images), {}, {"mnist": images})
    state = SimpleNamespace(folds=[], epochs=[], teachers=[], networks=[], stop_at=2 * len(FOLDS))

    def without_groups(fold, data, plan):
        return fold

    def train(recipe, fold, teacher):
        if len(state.folds) == state.stop_at:
            raise StoppedError
        state.folds.append("+".join(fold.groups))
        state.epochs.append(recipe.epochs)
        state.teachers.append(teacher)
        weights = initialize([784, 10], np.random.default_rng(len(state.folds)))
        state.networks.append(weights)
        return Classifier(weights, Calibration(1.0, 0.0), 5)

    digits = [WrittenDigit(STROKES, 1, donor, donor) for donor in unipen_1a.DONORS]
    samples = [Sample(STROKES, 1, writer, 0) for writer in range(3)]
    monkeypatch.setattr(unipen_1a, "load", lambda data_dir=None: digits)
    monkeypatch.setattr(pendigits, "load", lambda data_dir=None: samples)
    monkeypatch.setattr(training_data, "load", lambda recipe: data)
    monkeypatch.setattr(stroke_sources, "plan_unipen", lambda recipe, data_dir: None)
    monkeypatch.setattr(cross_validation, "without_groups", without_groups)
    monkeypatch.setattr(cross_validation, "train", train)
    monkeypatch.setattr(cross_validate, "non_digits", lambda: {"letters": images})
    return state


def groups(path, name):
    """Return the groups of each fold in the file."""
    return ["+".join(g.group for g in fold.groups) for fold in unseen_groups.read(path)[name]]


EVERY_FOLD = ["+".join(fold.groups) for fold in FOLDS]


def test_stopped_run_keeps_finished_folds_and_resume_trains_only_the_others(training, tmp_path):
    path = tmp_path / "results.json"
    training.stop_at = 2
    with pytest.raises(StoppedError):
        cross_validate.main(["wide"], path=path)
    assert groups(path, "wide") == EVERY_FOLD[:2]

    training.stop_at = len(FOLDS)
    cross_validate.main(["wide"], resume=True, path=path)
    assert groups(path, "wide") == training.folds == EVERY_FOLD

    cross_validate.main(["wide"], resume=True, path=path)
    assert training.folds == EVERY_FOLD


def test_run_without_resume_replaces_its_recipe_and_keeps_others(training, tmp_path):
    path = tmp_path / "results.json"
    cross_validate.main(["seed"], path=path)
    assert len(training.folds) == 2 * len(FOLDS)
    training.stop_at = 3 * len(FOLDS)
    cross_validate.main(["wide"], path=path)
    assert training.folds[-len(FOLDS) :] == EVERY_FOLD
    assert groups(path, "seed") == groups(path, "wide") == EVERY_FOLD


def test_fold_trains_teacher_first_and_stopped_in_between_both_again(training, tmp_path):
    path = tmp_path / "results.json"
    training.stop_at = 3
    with pytest.raises(StoppedError):
        cross_validate.main(["seed"], path=path)
    assert training.teachers == [None, training.networks[0], None]
    assert groups(path, "wide") == groups(path, "seed") == EVERY_FOLD[:1]

    training.stop_at = 5
    with pytest.raises(StoppedError):
        cross_validate.main(["seed"], resume=True, path=path)
    assert training.teachers[3:] == [None, training.networks[3]]
    assert training.folds == [EVERY_FOLD[i] for i in (0, 0, 1, 1, 1)]


def test_quick_run_trains_a_tenth_of_the_epochs_without_teacher_and_says_so(training, tmp_path):
    path = tmp_path / "results.json"
    training.stop_at = len(FOLDS)
    cross_validate.main(["seed"], quick=True, path=path)
    assert training.folds == EVERY_FOLD
    assert set(training.epochs) == {load_recipe("seed").epochs // 10}
    assert training.teachers == [None] * len(FOLDS)
    assert unseen_groups.summarize(unseen_groups.read(path)["seed"]).is_quick


def test_quick_run_of_a_teacher_and_its_student_trains_each_by_itself(training, tmp_path):
    cross_validate.main(["wide", "seed"], quick=True, path=tmp_path / "results.json")
    assert training.teachers == [None] * 2 * len(FOLDS)


def test_resumed_run_trains_quick_folds_again(training, tmp_path):
    path = tmp_path / "results.json"
    cross_validate.main(["wide"], quick=True, path=path)
    cross_validate.main(["wide"], resume=True, path=path)
    assert training.folds == 2 * EVERY_FOLD
    assert groups(path, "wide") == EVERY_FOLD
    assert not unseen_groups.summarize(unseen_groups.read(path)["wide"]).is_quick


def test_unseen_digits_are_at_most_so_many_of_each_group_and_each_once(training, monkeypatch):
    monkeypatch.setattr(unseen_digits, "MAX_PER_GROUP", 2)
    data = training_data.load(None)
    counts = {
        group: images.labels.tolist()
        for fold in FOLDS
        for group, images in unseen_digits.unseen_digits(fold, data)
    }
    assert counts["pendigits"] == [1, 1]
    assert counts["unipen/apa"] == [1]
    assert counts["mnist"] == [0, 8]
    assert counts["semeion"] == [0, 2]  # the first of three renderings of three digits

"""Folds of a grouped cross-validation: what is left out, and what the trial is validated on."""

from pathlib import Path

import numpy as np
import pytest

from app.sweep import folds
from app.sweep.folds import FoldError, leave_out, parse_fold
from app.sweep.results import summarize
from app.sweep.schemas import LEFT_OUT
from app.sweep.spec import SweepError, SweepSpec, load_spec
from app.sweep.trials import expand
from model.evaluation.cross_validation import FOLDS, Fold, shortened
from model.training.labelled_images import LabelledImages
from model.training.recipe import Recipe, load_recipe
from model.training.training_data import TrainingData
from tests.support.sweeps import sample_result

FILES = Path(__file__).parents[3] / "docs" / "sweeps"
RECIPE = Recipe(sources={"mnist": 0, "mnist_drawn": 9, "semeion": 0})


def images(label, count):
    return LabelledImages(
        np.full((count, 784), label, dtype=np.uint8), np.full(count, label, dtype=np.uint8)
    )


@pytest.mark.parametrize("name", ["seed", "wide"])
def test_sweep_file_of_a_bundled_recipe_has_the_folds_of_the_report(name):
    trials = expand(load_spec(FILES / f"{name}_groups.toml"))
    recipe = load_recipe(name)

    assert [parse_fold(trial.values[LEFT_OUT], trial.recipe) for trial in trials] == list(FOLDS)
    for trial in trials:
        short = shortened(recipe)
        assert (trial.recipe.epochs, trial.recipe.averaging) == (short.epochs, short.averaging)
        assert (trial.recipe.teacher, trial.recipe.seed) == ("", 1)


def test_sweep_file_of_five_seeds_is_the_recipe_with_each():
    trials = expand(load_spec(FILES / "wide_seeds.toml"))
    wide = load_recipe("wide")
    assert [trial.recipe.seed for trial in trials] == [1, 2, 3, 4, 5]
    assert trials[0].recipe == wide


@pytest.mark.parametrize("left_out", [["mnist"], ["semeion"]])
def test_leave_out_trains_on_the_rest_and_validates_on_the_groups(left_out):
    parts = {"mnist": images(1, 6), "mnist_drawn": images(2, 6), "semeion": images(3, 6)}
    data = TrainingData(parts, dict.fromkeys(parts, 6), {"mnist": images(4, 2)})

    fold = leave_out(left_out, RECIPE, data, None)

    if left_out == ["mnist"]:  # and all that is made of it
        assert set(fold.sources) == set(fold.per_epoch) == {"semeion"}
        assert fold.validation["mnist"].labels.tolist() == [4, 4]
    else:
        assert set(fold.sources) == {"mnist", "mnist_drawn"}
        assert set(fold.validation["semeion"].labels) == {3}
    assert list(fold.validation) == left_out


def test_leave_out_of_donors_uses_the_plan_of_the_recipe(monkeypatch):
    seen = []

    def without_groups(fold, data, plan):
        seen.append((fold, plan))
        return data

    monkeypatch.setattr(folds, "plan_unipen", lambda recipe, data_dir: (recipe, data_dir))
    monkeypatch.setattr(folds, "without_groups", without_groups)
    monkeypatch.setattr(
        folds, "unseen_digits", lambda fold, data, data_dir: [("unipen/apa", images(7, 1))]
    )
    recipe = Recipe(sources={"unipen": 0})
    data = TrainingData({}, {}, {})

    assert list(leave_out(["unipen/apa"], recipe, data, "data").validation) == ["unipen/apa"]

    assert seen == [(Fold(("apa",), ()), (recipe, "data"))]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ("mnist", "a list of groups"),
        ([], "a list of groups"),
        (["pendigits"], "groups of the recipe, mnist, semeion, got 'pendigits'"),
        (["unipen/apa"], "got 'unipen/apa'"),
        (["mnist_drawn"], "got 'mnist_drawn'"),
        ([["mnist"]], "groups of the recipe"),
        ([1], "groups of the recipe"),
        (["mnist", "mnist"], "each group once"),
        (["mnist", "semeion"], "a group that is left to train on"),
    ],
)
def test_parse_fold_of_something_else_is_an_error(groups, message):
    with pytest.raises(FoldError, match=message):
        parse_fold(groups, RECIPE)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"space": {LEFT_OUT: [["mnist"], ["other"]]}}, r"space.left_out\[1\]: expected groups"),
        ({"space": {LEFT_OUT: {"min": 0.0, "max": 1.0}}}, "space.left_out: expected a list"),
        (
            {"space": {LEFT_OUT: [["mnist"]], "epochs": [1, 2]}},
            r"space.epochs: expected nothing beside left_out.* in \[settings\]",
        ),
        ({"budget": {"samples": 2}}, "budget.samples: expected none with space.left_out"),
        ({"metric": "mnist"}, "metric: expected mean"),
        ({"budget": {}}, "budget.early_stopping: expected false"),
    ],
)
def test_sweep_of_folds_that_makes_no_sense_is_an_error(changes, message):
    fields = {
        "settings": {"sources": {"semeion": 100}},
        "space": {LEFT_OUT: [["mnist"], ["semeion"]]},
        "budget": {"early_stopping": False},
    }
    assert len(expand(SweepSpec(**fields))) == 2
    with pytest.raises(SweepError, match=message):
        expand(SweepSpec(**fields | changes))


def test_cross_validation_has_the_mean_of_its_folds_and_no_winner():
    result = sample_result({LEFT_OUT: [["a"], ["b"], ["c"]]}, seeds=1)
    trials = [
        trial.model_copy(update={"state": "finished", "accuracy": 0.9}) for trial in result.trials
    ]
    trials[0].accuracy = 0.6
    whole = summarize("quick", "mean", trials)
    assert whole.winner is None
    assert (whole.accuracy, whole.deviation) == (pytest.approx(0.8), pytest.approx(0.03**0.5))
    assert [setting.setting for setting in whole.settings] == [0, 1, 2]  # the worst is the first

    trials[1].state = "failed"
    partial = summarize("quick", "mean", trials)
    assert (partial.accuracy, partial.deviation) == (None, None)

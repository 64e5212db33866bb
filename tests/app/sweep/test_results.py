"""Results over seeds, their files, and the winner's recipe."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sweep import results
from app.sweep.recipe_file import to_toml
from app.sweep.schemas import SweepResult, TrialResult
from app.sweep.spec import SweepSpec
from app.sweep.trials import expand
from model.training.augmentation import Augmentation
from model.training.recipe import Recipe, bundled_recipes, load_recipe

SPACE = {"batch_size": [16, 32, 64]}


def trial_results(*accuracies: float | None) -> list[TrialResult]:
    """Results of three settings with two seeds each; None was stopped early, at 0.99."""
    return [
        TrialResult(
            number=trial.number,
            setting=trial.setting,
            seed=trial.recipe.seed,
            values=trial.values,
            state="stopped" if accuracy is None else "finished",
            epochs=1,
            accuracy=0.99 if accuracy is None else accuracy,
            curve=[{"epoch": 1, "loss": 0.5, "validation": {"mnist": 0.9}, "seconds": 1.25}],
        )
        for trial, accuracy in zip(TRIALS, accuracies, strict=True)
    ]


TRIALS = expand(SweepSpec(space=SPACE, seeds=[4, 9]))


def test_summarize_ranks_settings_by_their_mean_over_seeds():
    result = results.summarize("quick", "mnist", trial_results(0.5, 0.9, 0.8, 0.8, 0.1, 0.95))
    assert [s.setting for s in result.settings] == [1, 0, 2]
    assert result.settings[1].mean == pytest.approx(0.7)
    assert result.settings[1].deviation == pytest.approx(0.2 * 2**0.5)  # by hand, n - 1
    assert result.winner is result.trials[2]


def test_summarize_ranks_settings_with_a_stopped_seed_below():
    result = results.summarize("quick", "mnist", trial_results(0.97, None, 0.8, 0.6, None, None))
    assert [(s.setting, s.finished) for s in result.settings] == [(1, 2), (0, 1), (2, 0)]
    assert (result.settings[1].mean, result.settings[1].deviation) == (0.97, None)
    assert result.settings[2].mean is None


def test_summarize_without_a_finished_trial_has_no_winner():
    result = results.summarize("quick", "mnist", trial_results(*[None] * 6))
    assert result.winner is None
    assert results.winner_recipe(result, TRIALS) is None


@pytest.mark.parametrize(
    ("losses", "done", "state"),
    [
        ([2.3, 0.5], True, "finished"),
        ([2.3, 0.5], False, "finished"),  # killed between its last report and its end
        ([2.3], True, "stopped"),
        ([2.3], False, "unfinished"),
        ([], False, "unfinished"),
        ([2.3, 4.7], True, "diverged"),  # guessing has 2.3
    ],
)
def test_final_state_of_a_trial_of_two_epochs(losses, done, state):
    curve = [
        results.Epoch(epoch=number, loss=loss, validation={"mnist": 0.9}, seconds=1)
        for number, loss in enumerate(losses, 1)
    ]
    assert results.final_state(curve, 2, done) == state


def test_result_file_is_read_as_it_was_written():
    result = results.summarize("quick", "mnist", trial_results(0.5, 0.9, 0.8, 0.8, 0.1, None))
    assert SweepResult.model_validate_json(result.model_dump_json()) == result
    assert json.loads(result.model_dump_json())["format"] == 1


def test_csv_has_a_row_for_each_trial_with_its_values():
    result = results.summarize("quick", "mnist", trial_results(0.5, 0.9, 0.8, 0.8, 0.1, None))
    rows = list(csv.DictReader(io.StringIO(results.to_csv(result))))
    assert len(rows) == 6
    assert rows[5] == {
        "number": "5",
        "setting": "2",
        "seed": "9",
        "state": "stopped",
        "accuracy": "0.99",
        "epochs": "1",
        "seconds": "1.25",
        "batch_size": "64",
    }


def test_winner_recipe_is_that_of_the_first_finished_seed(tmp_path):
    result = results.summarize("quick", "mnist", trial_results(0.5, 0.9, None, 0.8, 0.7, 0.71))
    path = tmp_path / "winner.toml"
    path.write_text(results.winner_recipe(result, TRIALS))

    assert load_recipe(str(path)) == TRIALS[4].recipe
    assert "mean over seeds: 2" in path.read_text()
    assert "70.50 +- 0.71 %" in path.read_text()
    assert "With this seed: 70.000 %" in path.read_text()


@pytest.mark.parametrize("name", bundled_recipes())
def test_recipe_file_of_a_bundled_recipe_is_read_as_the_same(name, tmp_path):
    path = tmp_path / "copy.toml"
    path.write_text(to_toml(load_recipe(name), "two\nlines"))
    assert load_recipe(str(path)) == load_recipe(name)


@given(
    rate=st.floats(1e-12, 1e6),
    scale=st.floats(0, 0.5),
    teacher=st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=20),
    hidden=st.lists(st.integers(1, 9)),
)
def test_recipe_file_of_any_recipe_is_read_as_the_same(
    rate, scale, teacher, hidden, tmp_path_factory
):
    recipe = Recipe(learning_rate=rate, teacher=teacher, hidden=tuple(hidden))
    recipe = replace(recipe, augmentation=Augmentation(scale=scale))
    path = tmp_path_factory.mktemp("recipe") / "any.toml"
    path.write_text(to_toml(recipe), "utf-8")
    assert load_recipe(str(path)) == recipe

"""A recipe and a space become trials."""

import math
import statistics

import pytest

from app.sweep.spec import SweepSpec
from app.sweep.trials import change, expand
from model.training.recipe import Recipe, load_recipe


def test_expand_without_a_space_has_a_trial_for_each_seed():
    trials = expand(SweepSpec(recipe="quick", seeds=[5, 7]))
    assert [(t.number, t.setting, t.values) for t in trials] == [(0, 0, {}), (1, 0, {})]
    assert [t.recipe.seed for t in trials] == [5, 7]


def test_expand_lists_has_every_combination_with_every_seed():
    space = {"batch_size": [32, 64], "augmentation": {"scale": [0.0, 0.1]}}
    trials = expand(SweepSpec(seeds=[1, 2], space=space, settings={"epochs": 3}))

    combinations = [
        (t.recipe.batch_size, t.recipe.augmentation.scale, t.recipe.seed) for t in trials
    ]
    assert combinations == [
        *[(32, 0.0, 1), (32, 0.0, 2), (32, 0.1, 1), (32, 0.1, 2)],
        *[(64, 0.0, 1), (64, 0.0, 2), (64, 0.1, 1), (64, 0.1, 2)],
    ]
    assert [t.setting for t in trials] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert {t.recipe.epochs for t in trials} == {3}
    # What is not in the space is as in the recipe.
    assert {t.recipe.augmentation.elastic_px for t in trials} == {
        load_recipe("quick").augmentation.elastic_px
    }


def test_expand_fewer_samples_than_combinations_draws_each_once():
    space = {"batch_size": [16, 32, 64], "epochs": [1, 2, 3]}
    trials = expand(SweepSpec(space=space, budget={"samples": 5}))
    drawn = {(t.recipe.batch_size, t.recipe.epochs) for t in trials}
    assert len(trials) == len(drawn) == 5


def test_expand_ranges_draws_within_them_and_evenly_on_their_scale():
    space = {
        "learning_rate": {"min": 0.0001, "max": 0.01, "scale": "log"},
        "weight_decay": {"min": 0, "max": 0.5},
        "warmup_steps": {"min": 0, "max": 100},
    }
    trials = expand(SweepSpec(space=space, budget={"samples": 400}))
    rates = [t.recipe.learning_rate for t in trials]
    decays = [t.recipe.weight_decay for t in trials]

    assert all(0.0001 <= rate <= 0.01 for rate in rates)
    assert abs(statistics.fmean(math.log10(rate) for rate in rates) + 3) < 0.1
    assert abs(statistics.fmean(decays) - 0.25) < 0.03
    assert {type(t.recipe.warmup_steps) for t in trials} == {int}


RANGE = {"learning_rate": {"min": 0.001, "max": 0.01}, "batch_size": [16, 32]}
GRID_OF_SIX = {"epochs": [1, 2, 3], "batch_size": [16, 32]}


@pytest.mark.parametrize("space", [RANGE, GRID_OF_SIX], ids=["range", "grid"])
def test_expand_with_more_samples_keeps_the_first_ones(space):
    few, many = (
        expand(SweepSpec(space=space, seeds=[1, 2], budget={"samples": n})) for n in (3, 6)
    )
    assert many[:6] == few


def test_change_of_one_source_keeps_the_others():
    recipe = Recipe(sources={"mnist": 0, "pendigits": 100})
    assert change(recipe, {"sources.pendigits": 50}).sources == {"mnist": 0, "pendigits": 50}

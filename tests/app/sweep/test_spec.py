"""The sweep file: what it may say, and what is said about what it may not."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.app import cli
from app.sweep.spec import Range, SweepError, load_spec
from app.sweep.trials import expand

WHOLE = """
recipe = "quick"
metric = "mnist"
seeds = 3
[settings]
epochs = 4
augmentation.elastic_px = 0.0
[space]
hidden = [[100, 10], [50]]
learning_rate = { min = 0.001, max = 0.01, scale = "log" }
[space.augmentation]
rotation_deg = [0, 7.5]
[budget]
samples = 5
hours = 0.5
"""

BAD = {
    "recipe = 3": "recipe: expected a valid string, got 3",
    'recipe = "nope"': "recipe: expected a recipe (",
    "seeds = 0": "seeds: expected 1 to 1000 seeds, got 0",
    "seeds = [1, 1]": "seeds: expected each seed once, got [1, 1]",
    "seeds = []": "seeds: expected a list of at least 1, got a list of 0",
    "seeds = [-1]": "seeds[0]: expected a number greater than or equal to 0, got -1",
    "nope = 1": "nope: unknown key; expected recipe, metric, seeds, settings, space, budget",
    "[budget]\ntrials = 3": "budget.trials: unknown key; expected samples, hours, early_stopping",
    "[space]\nepochs = { min = 1.0, max = 9.0, step = 2.0 }": (
        "space.epochs.step: unknown key; expected min, max, scale"
    ),
    'metric = "nope"': "metric: expected mean or mnist, got 'nope'",
    "settings.epochs = 0": "settings.epochs: expected at least 1, got 0",
    "settings.seed = 1": "settings.seed: expected seeds in its place",
    "settings.nope = 1": "settings.nope: expected the names ",
    "settings.augmentation.nope = 1": "settings.augmentation.nope: expected the names ",
    "space.seed = [1, 2]": "space.seed: expected seeds in its place",
    "space.batch_size = 64": (
        "space.batch_size: expected a list of values, or a range such as { min = 0.001, "
        "max = 0.01, scale = 'log' }, got 64"
    ),
    "space.batch_size = []": "space.batch_size: expected a list of at least 1, got a list of 0",
    "space.batch_size = [64, 0]": "space.batch_size[1]: expected at least 1, got 0",
    "space.hidden = [100]": "space.hidden[0]: expected a list of sizes, got 100",
    "space.augmentation = [1]": "space.augmentation: expected the settings in [space.augmentation]",
    "space.learning_rate = { min = 1.0 }": "space.learning_rate.max: missing required field",
    "space.learning_rate = { min = nan, max = 1 }": (
        "space.learning_rate.min: expected a finite number, got nan"
    ),
    "space.learning_rate = { min = 2, max = 1 }": "space.learning_rate: expected min below max",
    "space.learning_rate = { min = 0, max = 1 }\nbudget.samples = 2": (
        "space.learning_rate.min: expected a number above 0, got 0.0"
    ),
    'space.learning_rate = { min = 0, max = 1, scale = "log" }': (
        "space.learning_rate: expected min above 0 on a log scale, got 0"
    ),
    'space.learning_rate = { min = 1, max = 2, scale = "x" }': (
        "space.learning_rate.scale: expected 'linear' or 'log', got 'x'"
    ),
    "space.learning_rate = { min = 0.1, max = 0.2 }": "budget.samples: expected the number of sett",
    "space.optimizer = { min = 1, max = 2 }": "space.optimizer: expected a list, as only a number",
    "space.learning_rate = { min = 0.1, max = 0.2 }\nbudget.samples = 100_000_000": (
        "budget.samples: expected at most 10,000 trials, got 100,000,000 settings with 1 seeds"
    ),
    f"space.epochs = {list(range(1, 200))}\nseeds = 100": "budget.samples: expected at most 10,000",
    f"space.epochs = {list(range(1, 1100))}\nspace.batch_size = {list(range(1, 1100))}\n"
    "budget.samples = 3": "space: expected at most 1,000,000 combinations, got 1,207,801",
    "budget.hours = 1e300": (
        "budget.hours: expected a number less than or equal to 10000, got 1e+300"
    ),
    f"space.hidden = {'[' * 5000 + ']' * 5000}": "expected fewer lists within lists",
    "budget.samples = 0": "budget.samples: expected a number greater than or equal to 1, got 0",
    "budget.hours = 0": "budget.hours: expected a number greater than 0, got 0",
    "budget.hours = inf": "budget.hours: expected a finite number, got inf",
    "budget.reduction_factor = 1": (
        "budget.reduction_factor: expected a number greater than 1, got 1"
    ),
    "nope": "expected TOML: ",
}


def test_spec_with_everything_is_read(tmp_path):
    path = tmp_path / "whole.toml"
    path.write_text(WHOLE)
    spec = load_spec(path)

    assert spec.seeds == [1, 2, 3]
    assert spec.settings == {"epochs": 4, "augmentation.elastic_px": 0.0}
    assert list(spec.space) == ["hidden", "learning_rate", "augmentation.rotation_deg"]
    assert spec.space["learning_rate"] == Range(min=0.001, max=0.01, scale="log")
    assert (spec.budget.samples, spec.budget.hours) == (5, 0.5)


def test_spec_finds_its_recipe_beside_it(tmp_path):
    (tmp_path / "mine.toml").write_text("hidden = [30]")
    path = tmp_path / "sweep.toml"
    path.write_text('recipe = "mine.toml"')
    assert expand(load_spec(path))[0].recipe.hidden == (30,)


def test_spec_in_the_documentation_has_three_seeds_of_ten_settings(tmp_path):
    text = (Path(__file__).parents[3] / "docs" / "scale.md").read_text("utf-8")
    path = tmp_path / "rates.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])
    trials = expand(load_spec(path))
    assert len(trials) == 30
    assert {trial.recipe.epochs for trial in trials} == {9}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:60])
def test_spec_with_a_bad_value_names_its_key_and_what_was_expected(text, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(SweepError) as caught:
        expand(load_spec(path))
    assert BAD[text] in str(caught.value)
    assert "[list]" not in str(caught.value)
    assert "[range]" not in str(caught.value)


def test_sweep_with_a_bad_file_exits_with_status_2(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    path = tmp_path / "bad.toml"
    path.write_text("space.batch_size = [64, 0]")
    result = CliRunner().invoke(cli, ["sweep", str(path)])
    assert result.exit_code == 2
    assert "space.batch_size[1]: expected at least 1, got 0" in result.output

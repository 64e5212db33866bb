"""Recipes: parsing and validation."""

import json

import pytest

from model.training.augmentation import Augmentation
from model.training.recipe import Recipe, RecipeError, bundled_recipes, load_recipe


def test_default_recipe_is_784_100_10_10_on_mnist():
    assert Recipe().hidden == (100, 10)
    assert Recipe().sources == {"mnist": 0}


@pytest.mark.parametrize("name", bundled_recipes())
def test_bundled_recipe_loads_and_round_trips_through_metadata(name):
    recipe = load_recipe(name)

    assert Recipe.from_json(json.loads(json.dumps(recipe.to_json()))) == recipe


def test_recipe_from_toml_has_values_of_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'hidden = [30, 20]\nepochs = 7\noptimizer = "sgd"\n'
        "sources = { mnist = 1000, pendigits = 0 }\n"
        "[augmentation]\nrotation_deg = 10\n"
    )

    assert load_recipe(str(path)) == Recipe(
        hidden=(30, 20),
        epochs=7,
        optimizer="sgd",
        sources={"mnist": 1000, "pendigits": 0},
        augmentation=Augmentation(rotation_deg=10),
    )


def test_recipe_with_options_changes_only_those():
    base = Recipe(hidden=(5,), epochs=3)

    assert Recipe.from_json({"epochs": 9}, base) == Recipe(hidden=(5,), epochs=9)


def test_recipe_with_former_names_equals_current():
    former = {
        "redraw_epochs": 3,
        "teacher_share": 0.5,
        "initialisation": "lecun",
        "sources": {"nonsense": 5, "mnist": 0},
    }
    recipe = Recipe.from_json(former)

    assert recipe == Recipe(
        augment_every_epochs=3,
        distillation_weight=0.5,
        initialization="lecun",
        sources={"non_digits": 5, "mnist": 0},
    )
    assert list(recipe.sources) == ["non_digits", "mnist"]  # the order decides random numbers


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"epoch": 3}, "expected the names augment_every_epochs, .*, got epoch"),
        (
            {"teacher_share": 1, "distillation_weight": 1},
            "got teacher_share and distillation_weight",
        ),
        ({"epochs": 0}, "epochs: expected at least 1, got 0"),
        ({"epochs": 2.5}, "epochs: expected a whole number, got 2.5"),
        ({"epochs": True}, "epochs: expected a whole number, got True"),
        ({"batch_size": 0}, "batch_size: expected at least 1, got 0"),
        ({"hidden": [10, 0]}, "hidden: expected sizes of at least 1, got 0$"),
        ({"hidden": 100}, "hidden: expected a list of sizes, got 100"),
        ({"hidden": ["a"]}, "hidden: expected a whole number, got 'a'"),
        ({"learning_rate": 0}, "learning_rate: expected a number above 0, got 0"),
        ({"learning_rate": float("nan")}, "learning_rate: expected a number above 0, got nan"),
        ({"warmup_steps": -1}, "warmup_steps: expected 0 or more"),
        ({"weight_decay": -0.1}, "weight_decay: expected 0 to 1"),
        ({"averaging": 1.0}, "averaging: expected from 0 to below 1"),
        ({"seed": -1}, "seed: expected 0 or more"),
        ({"validation_size": 60000}, "validation_size: expected 0 to 50000"),
        ({"held_out_writers": 30}, "held_out_writers: expected 0 to 29"),
        ({"held_out_unipen_writers": 51}, "held_out_unipen_writers: expected 0 to 50"),
        ({"rejected_share": 1}, "rejected_share: expected 0 to below 1"),
        ({"shifted_readings": 1}, "shifted_readings: expected true or false, got 1"),
        ({"calibration_writers": -1}, "calibration_writers: expected 0 to 50"),
        ({"calibration_size": 5001}, "calibration_size: expected 0 to 5000"),
        ({"excluded_donors": ["xyz"]}, "excluded_donors: expected aga or .*, got .'xyz'."),
        ({"excluded_donors": "syn"}, "excluded_donors: expected a list of names"),
        ({"schedule": "linear"}, "schedule: expected constant or cosine or step, got 'linear'"),
        ({"optimizer": "lbfgs"}, "optimizer: expected sgd or momentum or adam, got 'lbfgs'"),
        ({"initialization": "zero"}, "initialization: expected xavier or lecun or normal"),
        ({"sources": {}}, "sources: expected at least one source"),
        ({"sources": {"svhn": 0}}, "sources: expected mnist or .*, got svhn"),
        ({"sources": ["mnist"]}, "sources: expected a table"),
        ({"sources": {"mnist": -1}}, "sources.mnist: expected 0 or more, got -1"),
        ({"augmentation": {"zoom": 1}}, "augmentation: expected the names rotation_deg"),
        ({"augmentation": {"scale": "x"}}, "augmentation.scale: expected a number, got 'x'"),
        ({"augmentation": {"elastic_px": float("nan")}}, "elastic_px: expected a finite number"),
        ({"augmentation": {"scale": float("inf")}}, "augmentation.scale: expected a finite number"),
        ({"temperature": float("inf")}, "temperature: expected a number above 0, got inf"),
        ({"distillation_weight": 2}, "distillation_weight: expected 0 to 1"),
        ({"temperature": 0}, "temperature: expected a number above 0"),
    ],
    ids=str,
)
def test_recipe_with_invalid_value_raises_with_its_place(values, message):
    with pytest.raises(RecipeError, match=message):
        Recipe.from_json(values)


def test_recipe_unknown_name_raises_with_bundled_names():
    with pytest.raises(RecipeError, match=r"expected a recipe \(.*\) or a TOML file, got 'nope'"):
        load_recipe("nope")


@pytest.mark.parametrize(
    "content",
    [b"hidden = [", b"\xff\xfe", b"epochs = 0", b"hidden = " + b"[" * 5000],
    ids=["cut", "binary", "impossible", "nested"],
)
def test_recipe_damaged_file_raises_with_its_name(tmp_path, content):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)

    with pytest.raises(RecipeError, match=r"broken\.toml"):
        load_recipe(str(path))

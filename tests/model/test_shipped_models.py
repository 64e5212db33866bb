"""The models that ship: made by the recipes that ship, for the preprocessing that ships."""

from pathlib import Path

import numpy as np
import pytest

from model.evaluation import model_card
from model.inference.calibration import is_accepted
from model.preprocessing import pipeline
from model.serialization import model_file
from model.training.recipe import Recipe, load_recipe

MODELS = {name: model_file.load(path) for name, path in model_file.list_models().items()}
CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


def test_shipped_models_are_seed_and_wide():
    assert set(MODELS) == {"seed", "wide"}


def test_shipped_seed_has_the_sizes_of_the_question():
    assert MODELS["seed"].sizes == [784, 100, 10, 10]
    assert MODELS["seed"].metadata["activations"] == ["sigmoid", "sigmoid", "softmax"]


def test_shipped_wide_fits_into_four_megabytes():
    assert model_file.list_models()["wide"].stat().st_size <= 4_000_000


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_was_made_by_its_recipe(name):
    assert Recipe.from_json(MODELS[name].metadata["recipe"]) == load_recipe(name)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_learnt_from_this_preprocessing(name):
    assert MODELS[name].metadata["preprocessing"] == pipeline.VERSION


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_is_calibrated(name):
    fitted = MODELS[name].metadata["calibration"]
    assert 0.25 < fitted["temperature"] < 4
    assert fitted.keys() - {"temperature"} in ({"evidence"}, {"threshold"})


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_is_certain_of_what_leaves_no_doubt(name):
    assert is_accepted(np.eye(10, dtype=np.float32), MODELS[name].metadata).all()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_is_uncertain_of_what_is_all_alike(name):
    assert not is_accepted(np.full((1, 10), 0.1), MODELS[name].metadata).any()


def test_model_card_says_what_the_reports_say():
    assert CARD.read_text(encoding="utf-8") == model_card.render()

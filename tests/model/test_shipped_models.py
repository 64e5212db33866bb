"""The bundled models match the bundled recipes, preprocessing, reports and model card."""

from pathlib import Path

import numpy as np
import pytest

from model.evaluation import model_card, report
from model.evaluation.report_schema import read_report
from model.evaluation.sets import DIGIT_SETS, NON_DIGIT_SETS
from model.inference.calibration import is_accepted
from model.preprocessing import pipeline
from model.serialization import model_file
from model.training.recipe import Recipe, load_recipe

MODELS = {name: model_file.load(path) for name, path in model_file.list_models().items()}
CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


def test_shipped_models_are_seed_and_wide():
    assert set(MODELS) == {"seed", "wide"}


def test_shipped_seed_has_the_layers_784_100_10_10():
    assert MODELS["seed"].sizes == [784, 100, 10, 10]
    assert MODELS["seed"].metadata["activations"] == ["sigmoid", "sigmoid", "softmax"]


def test_shipped_wide_takes_at_most_eight_megabytes():
    assert model_file.list_models()["wide"].stat().st_size <= 8_000_000


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_was_trained_by_its_recipe(name):
    assert Recipe.from_json(MODELS[name].metadata["recipe"]) == load_recipe(name)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_was_trained_with_this_preprocessing(name):
    assert MODELS[name].metadata["preprocessing"] == pipeline.VERSION


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_is_calibrated(name):
    fitted = MODELS[name].metadata["calibration"]
    assert 0.25 < fitted["temperature"] < 4
    shifted = {"shifted_evidence"} if load_recipe(name).shifted_readings else set()
    assert fitted.keys() == {"temperature", "evidence"} | shifted


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_is_certain_of_one_hot_probabilities(name):
    assert is_accepted(np.eye(10, dtype=np.float32), MODELS[name].metadata).all()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_shipped_model_is_uncertain_of_uniform_probabilities(name):
    assert not is_accepted(np.full((1, 10), 0.1), MODELS[name].metadata).any()


def test_model_card_is_up_to_date():
    assert CARD.read_text(encoding="utf-8") == model_card.render()


REPORTS = sorted(report.FOLDER.rglob("*.json"))
TITLES = {
    drawing_set.name: drawing_set.title
    for drawing_set in (*DIGIT_SETS.values(), *NON_DIGIT_SETS.values())
}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_shipped_report_read_and_written_is_the_same_file(path, tmp_path):
    report.write(tmp_path / "copy.json", read_report(path))
    assert (tmp_path / "copy.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_shipped_report_has_the_titles_of_the_sets(path):
    content = read_report(path)
    titles = {scores.name: scores.title for scores in (*content.sets, *content.non_digits)}
    assert titles == {name: TITLES[name] for name in titles}

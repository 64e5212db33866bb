"""The model card has the figures of metadata and reports, and none about other weights."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from model.evaluation import report, unseen_groups
from model.evaluation.hard_examples import HARD_EXAMPLES
from model.evaluation.model_card import ModelCardError, render, write
from model.evaluation.report_schema import Report
from model.evaluation.unseen_groups import FoldResult, UnseenGroup
from model.initialization import initialize
from model.preprocessing.pipeline import preprocess
from model.serialization import model_file


@pytest.fixture
def shipped(stand_ins, tmp_path):
    """Folders of one model and of its report."""
    recipe = {
        "validation_size": 4,
        "held_out_writers": 2,
        "sources": {"mnist": 0, "mnist_drawn": 9},
        "augmentation": {"shear": 0.25},
    }
    metadata = {
        "recipe": recipe,
        "date": "2025-01-31",
        "seed": 1,
        "data": {"train-images": "ab" * 32},
        "calibration": {"temperature": 1.25, "threshold": 0.61},
    }
    weights = initialize([784, 6, 10], np.random.default_rng(1))
    model = model_file.save(tmp_path / "models" / "tiny.safetensors", weights, metadata)
    built = report.build(model, "validation", date(2025, 1, 31), names=("mnist", "pen_4", "mouse"))
    report.write(tmp_path / "reports" / "tiny.json", built)
    return tmp_path / "models", tmp_path / "reports"


def rewrite(path, content):
    """Write a report from its JSON values."""
    report.write(path, Report.model_validate(content))


def scored(report, accuracy: float, seed: int) -> dict:
    """Return `report` with the accuracy and the seed of another run."""
    sets = [{**scores, "accuracy": accuracy} for scores in report["sets"]]
    return {**report, "model": {**report["model"], "seed": seed}, "sets": sets}


def test_render_names_model_data_recipe_and_calibration(shipped):
    card = render(*shipped)

    assert "| `tiny` | 784-6-10 | 4,780 |" in card
    assert "2025-01-31" in card
    assert f"| `train-images` | `{'ab' * 32}` |" in card
    assert "| augmentation.shear | `0.25` |" in card
    assert "| sources.mnist_drawn (MNIST, redrawn with a pen) | `9` |" in card
    assert "| fitted temperature | `1.25` |" in card


def test_render_has_the_scores_of_the_report(shipped):
    sets = json.loads((shipped[1] / "tiny.json").read_text())["sets"]
    right = f"{100 * sets[1]['accuracy']:.2f} %"

    assert f"| Pen strokes, 4 px wide | validation | 20 | {right} |" in render(*shipped)


def test_render_has_a_row_for_each_held_out_writer(shipped):
    card = render(*shipped)

    assert "\n| 4 | " in card
    assert "\n| 5 | " in card
    assert "\n| 6 | " not in card


def test_render_has_mean_and_spread_over_seeds(shipped):
    models, reports = shipped
    base = json.loads((reports / "tiny.json").read_text())
    for seed, accuracy in [(1, 0.90), (2, 0.92), (3, 0.94)]:
        rewrite(reports / "tiny" / f"{seed}.json", scored(base, accuracy, seed))

    card = render(models, reports)
    assert "92.00 ± 2.00 %" in card
    assert "mean and standard deviation over the seeds 1, 2, 3." in card


def test_render_describes_each_set(shipped):
    card = render(*shipped)

    assert "- **Bilevel scans** (`scan`, MNIST): MNIST images enlarged to 100 to 260 px" in card
    assert "- **Empty frames** (`frames`, 60): A box, a box within a box, or an empty table" in card


def test_render_compares_non_digits_with_the_digits_that_are_rejected_most(shipped):
    models, reports = shipped
    base = json.loads((reports / "tiny.json").read_text())
    for scores, certain in zip(base["sets"], (0.99, 0.985, 0.995), strict=True):
        scores["certain"] = certain
    letters = {"A": {"count": 12, "uncertain": 0.9}, "J": {"count": 12, "uncertain": 0.25}}
    base["no_digits"] = [
        {
            "name": "letters",
            "title": "Handwritten letters",
            "description": "Letters.",
            "count": 24,
            "uncertain": 0.575,
            "auroc": 0.91234,
            "false_accept_rate": 0.125,
            "kinds": letters,
        }
    ]
    rewrite(reports / "tiny.json", base)

    card = render(models, reports)
    assert "| Handwritten letters | 24 | 57.50 % | 0.9123 | 12.50 % | J |" in card
    assert (
        "| digits, highest rate: Pen strokes, 4 px wide, validation | 20 | 1.50 % |  |  |  |"
        in card
    )


def test_render_has_risk_and_coverage_and_scenes(shipped):
    models, reports = shipped
    base = json.loads((reports / "tiny.json").read_text())
    base["risk_coverage"] = {
        "count": 4000,
        "coverage": [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0],
        "risk": [0.0, 0.001, 0.002, 0.003, 0.004, 0.005, 0.0125],
        "certain": 0.985,
        "certain_risk": 0.0045,
    }
    counts = {"correct": 40, "certain_errors": 55, "uncertain": 7}
    base["scenes"] = [
        {
            "correct": 97,
            "certain_errors": 1,
            "uncertain": 3,
            "as_drawn": counts,
            "name": "bar",
            "title": "Black bar",
            "has_digit": True,
            "count": 100,
        }
    ]
    rewrite(reports / "tiny.json", base)

    card = render(models, reports)
    assert "| 95 % | 0.30 % |" in card
    assert "| certain | 0.45 % of 98.50 % |" in card
    assert "| Black bar | 100 | 40 / 55 | 97 / 1 | 3 |" in card


def test_render_lists_the_most_frequent_confusions_first(shipped):
    models, reports = shipped
    base = json.loads((reports / "tiny.json").read_text())
    confusion = (10 * np.eye(10, dtype=int)).tolist()
    confusion[4][9], confusion[7][1] = 6, 3
    base["sets"] = [{**base["sets"][1], "confusion": confusion}]
    rewrite(reports / "tiny.json", base)

    card = render(models, reports)
    worst = "| 4 as 9 | 6 of 16 (37.50 %) | Pen strokes, 4 px wide |"
    second = "| 7 as 1 | 3 of 13 (23.08 %) | Pen strokes, 4 px wide |"
    assert card.index(worst) < card.index(second)


def test_write_matches_render_and_adds_the_drawings(shipped, tmp_path):
    write(tmp_path / "docs" / "card.md", *shipped)

    assert (tmp_path / "docs" / "card.md").read_text(encoding="utf-8") == render(*shipped)
    assert len(list((tmp_path / "docs" / "images" / "hard").glob("*.svg"))) == len(HARD_EXAMPLES)


def test_render_without_a_report_raises_with_the_command(shipped):
    models, reports = shipped
    (reports / "tiny.json").unlink()

    with pytest.raises(ModelCardError, match="write it by inkling evaluate --report --model tiny"):
        render(models, reports)


def test_render_with_a_report_about_other_weights_raises(shipped):
    models, reports = shipped
    base = json.loads((reports / "tiny.json").read_text())
    base["model"]["version"] = "0" * 12
    rewrite(reports / "tiny.json", base)

    with pytest.raises(ModelCardError, match="got one about 000000000000; write it again"):
        render(models, reports)


@pytest.mark.parametrize("drawing", HARD_EXAMPLES, ids=lambda drawing: drawing.name)
def test_hard_example_has_ink_that_preprocessing_finds(drawing):
    assert preprocess(drawing.image()).vector.sum() > 20
    assert drawing.svg().startswith("<svg")


def test_render_shows_groups_left_out_where_they_were_measured(shipped, monkeypatch):
    models, reports = shipped
    monkeypatch.setattr(unseen_groups, "read", dict)
    assert "never seen" not in render(models, reports)

    fold = FoldResult(7, (UnseenGroup("semeion", 100, 97, 1, 4),), (), (0.03,) * 20)
    monkeypatch.setattr(unseen_groups, "read", lambda: {"tiny": (fold,)})
    text = render(models, reports)
    assert "## People and devices it has never seen" in text
    assert "| semeion | 100 | 97.00 % (91.55 to 98.97) |" in text
    assert "a tenth of the epochs" not in text

    quick = replace(fold, is_quick=True)
    monkeypatch.setattr(unseen_groups, "read", lambda: {"tiny": (quick,)})
    assert "a tenth of the epochs" in render(models, reports)

"""The report: its form, and that it points at the right drawings."""

import json
from datetime import date

import numpy as np
import pytest

from model.evaluation import report
from model.evaluation.sets import SETS, Drawings
from model.metrics import Answers

DAY = date(2025, 1, 31)
SCORES = {"count", "accuracy", "loss", "ece", "certain", "precision", "recall", "confusion"}


def sharp(digits) -> np.ndarray:
    """Return probabilities of 0.91 for these digits."""
    P = np.full((len(digits), 10), 0.01)
    P[np.arange(len(digits)), digits] = 0.91
    return P


def described(labels, digits, losses=None) -> dict:
    """Return what the report says of drawings 100, 101, ... by the writers 4 and 5 in turns."""
    count = len(labels)
    indices = np.arange(100, 100 + count)
    labels = np.array(labels, dtype=np.uint8)
    images = np.zeros((count, 784), dtype=np.uint8)
    drawings = Drawings("pendigits", indices, labels, images, np.arange(count) % 2 + 4)
    losses = np.ones(count) if losses is None else np.array(losses)
    answers = Answers(labels, sharp(digits), losses)
    return report.describe(SETS["pen_4"], "validation", drawings, answers)


def test_report_of_a_set_names_the_drawings_of_each_cell():
    cells = described([3, 3, 3, 8], [3, 8, 3, 3])["cells"]

    assert cells == {"3,3": [100, 102], "3,8": [101], "8,3": [103]}


def test_report_of_a_set_shows_sixty_of_a_kind_of_mistake_and_twenty_read_right():
    cells = described([3] * 130, [3] * 30 + [8] * 100)["cells"]

    assert cells["3,3"] == list(range(100, 120))
    assert cells["3,8"] == list(range(130, 190))


def test_report_of_a_set_sorts_mistakes_by_loss_and_leaves_out_what_was_right():
    hardest = described([3, 3, 3, 8], [8, 3, 9, 3], losses=[1.5, 9.0, 2.5, 0.5])["hardest"]

    assert [each["index"] for each in hardest] == [102, 100, 103]
    assert hardest[0] == {
        "index": 102,
        "label": 3,
        "answer": 9,
        "confidence": 0.91,
        "loss": 2.5,
        "probabilities": [0.01] * 9 + [0.91],
    }


def test_report_of_a_set_groups_by_writer():
    groups = described([3, 3, 3, 8], [3, 8, 3, 3])["groups"]

    assert groups == {
        "writer": {"4": {"count": 2, "accuracy": 1.0}, "5": {"count": 2, "accuracy": 0.0}}
    }


def test_report_of_a_set_has_scores_and_calibration():
    described_set = described([3, 3, 3, 8], [3, 8, 3, 3])

    assert set(described_set) >= SCORES
    assert len(described_set["calibration"]) == 15
    assert described_set["ece"] == pytest.approx(0.41)  # confident 0.91, right 0.5


def test_report_for_validation_leaves_the_test_images_alone(stand_ins, model):
    built = report.build(model, "validation", DAY, names=tuple(SETS))
    sources = [each["source"] for each in built["sets"]]

    assert len(sources) == len(SETS)
    assert "mnist_test" not in sources


def test_report_for_the_test_has_both_parts_of_what_is_drawn_from_mnist(stand_ins, model):
    built = report.build(model, "test", DAY, names=("mnist", "pen_10", "scan"))

    assert [(each["name"], each["source"], each["count"]) for each in built["sets"]] == [
        ("mnist", "mnist_train", 4),
        ("mnist", "mnist_test", 5),
        ("pen_10", "pendigits", 10),
        ("scan", "mnist_train", 4),
        ("scan", "mnist_test", 5),
    ]


def test_report_names_model_and_day(stand_ins, model):
    built = report.build(model, "validation", DAY, names=("mnist",))

    assert built["model"] == {"name": "tiny", "version": model.version, "seed": 3}
    assert built["date"] == "2025-01-31"


def test_report_says_what_is_made_of_what_is_no_digit(stand_ins, model):
    [frames] = report.build(model, "validation", DAY, names=("mnist", "frames"))["no_digits"]

    assert (frames["name"], frames["count"]) == ("frames", 60)
    assert 0 <= frames["uncertain"] <= 1


def test_report_written_is_the_report(stand_ins, model, tmp_path):
    built = report.build(model, "validation", DAY, names=("mnist", "mouse", "frames"))
    report.write(tmp_path / "a.json", built)

    assert json.loads((tmp_path / "a.json").read_text()) == built


def test_report_in_brief_names_no_drawing(stand_ins, model):
    built = report.build(model, "validation", DAY, names=("mnist", "frames"))
    kept = report.brief(built)

    assert set(built["sets"][0]) - set(kept["sets"][0]) == {"cells", "hardest"}
    assert set(built["no_digits"][0]) - set(kept["no_digits"][0]) == {"taken"}

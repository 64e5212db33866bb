"""Building and writing of reports, and the drawings that they refer to."""

import json
from datetime import date

import numpy as np
import pytest

from model.evaluation import report
from model.evaluation.report_schema import read_report
from model.evaluation.sets import DIGIT_SETS, Drawings
from model.metrics import Predictions

DAY = date(2025, 1, 31)
SCORES = {"count", "accuracy", "loss", "ece", "certain", "precision", "recall", "confusion"}


def sharp(digits) -> np.ndarray:
    """Return probabilities of 0.91 for these digits."""
    P = np.full((len(digits), 10), 0.01)
    P[np.arange(len(digits)), digits] = 0.91
    return P


def described(labels, digits, losses=None) -> dict:
    """Return the entry of a set of drawings 100, 101, ... by the writers 4 and 5 alternately."""
    count = len(labels)
    indices = np.arange(100, 100 + count)
    labels = np.array(labels, dtype=np.uint8)
    drawings = Drawings("pendigits", indices, labels, [None] * count, np.arange(count) % 2 + 4)
    losses = np.ones(count) if losses is None else np.array(losses)
    predictions = Predictions(labels, sharp(digits), losses)
    return report.describe_set(DIGIT_SETS["pen_4"], "validation", drawings, predictions).to_json()


def test_describe_set_lists_the_drawings_of_each_cell():
    cells = described([3, 3, 3, 8], [3, 8, 3, 3])["cells"]

    assert cells == {"3,3": [100, 102], "3,8": [101], "8,3": [103]}


def test_describe_set_lists_at_most_sixty_errors_and_twenty_correct_drawings_of_a_cell():
    cells = described([3] * 130, [3] * 30 + [8] * 100)["cells"]

    assert cells["3,3"] == list(range(100, 120))
    assert cells["3,8"] == list(range(130, 190))


def test_describe_set_sorts_errors_by_loss_and_omits_correct_drawings():
    hardest = described([3, 3, 3, 8], [8, 3, 9, 3], losses=[1.5, 9.0, 2.5, 0.5])["hardest"]

    assert [error["index"] for error in hardest] == [102, 100, 103]
    assert hardest[0] == {
        "index": 102,
        "label": 3,
        "answer": 9,
        "confidence": 0.91,
        "loss": 2.5,
        "probabilities": [0.01] * 9 + [0.91],
    }


def test_describe_set_groups_by_writer():
    groups = described([3, 3, 3, 8], [3, 8, 3, 3])["groups"]

    assert groups == {
        "writer": {"4": {"count": 2, "accuracy": 1.0}, "5": {"count": 2, "accuracy": 0.0}}
    }


def test_describe_set_has_scores_and_calibration():
    described_set = described([3, 3, 3, 8], [3, 8, 3, 3])

    assert set(described_set) >= SCORES
    assert len(described_set["calibration"]) == 15
    assert described_set["ece"] == pytest.approx(0.41)  # confident 0.91, right 0.5


@pytest.mark.slow
def test_build_for_validation_does_not_use_the_test_images(stand_ins, model):
    built = report.build(model, "validation", DAY, names=tuple(DIGIT_SETS))
    sources = [part.source for part in built.sets]

    assert len(sources) == len(DIGIT_SETS) - 1  # there are no fonts
    assert "mnist_test" not in sources


def test_build_for_test_has_both_parts_of_sets_made_from_mnist(stand_ins, model):
    built = report.build(model, "test", DAY, names=("mnist", "pen_10", "scan"))

    assert [(part.name, part.source, part.count) for part in built.sets] == [
        ("mnist", "mnist_train", 4),
        ("mnist", "mnist_test", 5),
        ("pen_10", "pendigits", 10),
        ("scan", "mnist_train", 4),
        ("scan", "mnist_test", 5),
    ]


def test_build_leaves_out_a_set_without_its_data_and_says_why(stand_ins, model):
    reasons = []
    built = report.build(
        model, "validation", DAY, names=("webdigits", "fonts"), warn=reasons.append
    )

    assert [part.name for part in built.sets] == ["webdigits"]
    assert len(reasons) == 1
    assert reasons[0].startswith("Printed digits: Printed digits need fonts")


def test_build_refers_only_to_drawings_that_the_page_can_read(stand_ins, model):
    built = report.build(model, "validation", DAY, names=("scan", "webdigits"))

    referring = [bool(part.cells) for part in built.sets]
    assert referring == [True, False]


def test_build_names_model_and_date(stand_ins, model):
    built = report.build(model, "validation", DAY, names=("mnist",))

    assert built.to_json()["model"] == {"name": "tiny", "version": model.version, "seed": 3}
    assert built.to_json()["date"] == "2025-01-31"


def test_build_has_risk_and_coverage_of_each_digit_once(stand_ins, model):
    built = report.build(model, "test", DAY, names=("mnist", "scan", "pen_4", "pen_10"))
    curve = built.risk_coverage

    assert curve.count == 4 + sum(index % 11 in (0, 1) for index in range(10))
    assert curve.coverage[-1] == 1
    assert len(curve.coverage) == len(curve.risk) == report.RISK_COVERAGE_POINTS
    assert 0 <= curve.certain_risk <= 1


def test_risk_coverage_ends_with_the_errors_of_all_and_has_the_rule_apart():
    labels = np.array([3, 3, 8, 8], dtype=np.uint8)
    digits = Predictions(
        labels,
        sharp([3, 8, 8, 8]),
        np.ones(4),
        is_certain=np.array([True, True, True, False]),
        scores=np.array([4.0, 2.0, 3.0, 1.0]),
    )

    curve = report.risk_coverage(digits)

    assert curve.risk[-1] == pytest.approx(1 / 4)
    assert curve.risk[49] == 0  # the best half
    assert (curve.certain, curve.certain_risk) == (0.75, pytest.approx(1 / 3))


def test_build_evaluates_sets_of_non_digits(stand_ins, model):
    [frames] = report.build(model, "validation", DAY, names=("mnist", "frames")).non_digits

    assert (frames.name, frames.count) == ("frames", 60)
    assert 0 <= frames.uncertain <= 1


def test_write_then_read_returns_the_report(stand_ins, model, tmp_path):
    built = report.build(model, "validation", DAY, names=("mnist", "mouse", "frames"))
    report.write(tmp_path / "a.json", built)

    assert json.loads((tmp_path / "a.json").read_text()) == built.to_json()
    assert read_report(tmp_path / "a.json").to_json() == built.to_json()


def test_without_drawings_refers_to_no_drawing(stand_ins, model):
    built = report.build(model, "validation", DAY, names=("mnist", "frames"))
    full, reduced = built.to_json(), report.without_drawings(built).to_json()

    assert set(full["sets"][0]) - set(reduced["sets"][0]) == {"cells", "hardest"}
    assert set(full["no_digits"][0]) - set(reduced["no_digits"][0]) == {"taken"}

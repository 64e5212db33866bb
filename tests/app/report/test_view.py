"""View model of the report page, computed from a report."""

import pytest

from app.report import view
from model.evaluation.report_schema import Report


def test_training_sources_have_titles():
    metadata = {"recipe": {"sources": {"mnist_drawn": 6000, "nonsense": 10, "letters": 1}}}
    assert view.training_sources(metadata) == ["MNIST, redrawn with a pen", "non-digits", "letters"]
    assert view.training_sources({}) == []


def test_default_set_is_of_the_test_part(content):
    content["sets"].reverse()
    report = Report.model_validate(content)
    assert report.sets[0].part == "validation"
    assert report.default_set.key == "mnist-test"


def test_default_set_without_a_test_part_is_the_first(content):
    del content["sets"][0]
    assert Report.model_validate(content).default_set.key == "mnist-validation"


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (3, 2), (7, 3), (20, 4), (60, 5)])
def test_cell_level_grows_with_its_share(content, count, level):
    row = [0, 0, 0, 0, 1000 - count, 0, 0, 0, 0, count]
    content["sets"][0]["confusion"][4] = row
    evaluated = Report.model_validate(content).sets[0]
    assert view.cell(evaluated, 4, 9).level == level
    assert view.cell(evaluated, 4, 4).level == 0


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.95, "matches accuracy"),
        (0.99, "4.0 percentage points above accuracy: the model is overconfident"),
        (0.9, "5.0 percentage points below accuracy: the model is underconfident"),
    ],
)
def test_calibration_summary_compares_confidence_with_accuracy(content, confidence, words):
    content["sets"][0]["calibration"] = [
        {"low": 0.8, "high": 1.0, "count": 500, "confidence": confidence, "accuracy": 0.95}
    ]
    assert words in view.calibration_summary(Report.model_validate(content).sets[0])

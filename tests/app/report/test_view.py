"""What the page works out from the numbers of a report."""

import pytest

from app.report import schema, view


def test_wilson_interval_is_that_of_a_published_example():
    # R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    assert view.wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert view.wilson(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert view.wilson(0 / 20, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert view.wilson(1 / 29, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


@pytest.mark.parametrize(
    ("lowest", "floor"), [(0.999, 0.95), (0.955, 0.9), (0.91, 0.9), (0.7, 0.5), (0.002, 0)]
)
def test_bars_begin_at_a_round_number_below_all(content, lowest, floor):
    content["sets"][0]["accuracy"] = lowest
    assert view.floor(schema.Report.model_validate(content)) == floor


def test_first_set_is_one_that_was_tested(content):
    content["sets"].reverse()
    found = schema.Report.model_validate(content)
    assert found.sets[0].part == "validation"
    assert found.first.key == "mnist-test"


def test_first_set_without_tests_is_the_first(content):
    del content["sets"][0]
    assert schema.Report.model_validate(content).first.key == "mnist-validation"


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (3, 2), (7, 3), (20, 4), (60, 5)])
def test_cell_is_the_darker_the_larger_its_share(content, count, level):
    row = [0, 0, 0, 0, 1000 - count, 0, 0, 0, 0, count]
    content["sets"][0]["confusion"][4] = row
    chosen = schema.Report.model_validate(content).sets[0]
    assert view.cell(chosen, 4, 9).level == level
    assert view.cell(chosen, 4, 4).level == 0


@pytest.mark.parametrize(
    ("sure", "words"),
    [(0.95, "as sure as it is right"), (0.99, "surer than it is right, by 4.0"), (0.9, "less")],
)
def test_verdict_compares_confidence_with_accuracy(content, sure, words):
    content["sets"][0]["calibration"] = [
        {"low": 0.8, "high": 1.0, "count": 500, "confidence": sure, "accuracy": 0.95}
    ]
    assert words in view.verdict(schema.Report.model_validate(content).sets[0])

"""The scores on whole numbers in docs/api.md are those of the reports."""

from pathlib import Path

import pytest

from model.evaluation.report import FOLDER
from model.evaluation.report_schema import read_report

DOCUMENT = Path(__file__).parents[1] / "docs" / "api.md"


@pytest.fixture(scope="module")
def paragraph():
    text = DOCUMENT.read_text("utf-8")
    [paragraph] = [part for part in text.split("\n\n") if "`inkling evaluate --on numbers`" in part]
    return " ".join(paragraph.split())


@pytest.fixture(scope="module")
def scores():
    """The results of `wide` and of `seed` on each set of numbers, by its name."""
    reports = [read_report(FOLDER / f"{name}.json") for name in ("wide", "seed")]
    return {
        wide.name: (wide, seed) for wide, seed in zip(*(r.numbers for r in reports), strict=True)
    }


def percent(count, result):
    return f"{100 * count / result.count:.1f} %"


@pytest.mark.parametrize("name", ["separate", "touching", "form"])
def test_documented_shares_of_right_and_uncertain_numbers_are_those_of_the_reports(
    paragraph, scores, name
):
    wide, seed = scores[name]
    uncertain = f"{percent(wide.uncertain, wide)} and {percent(seed.uncertain, seed)} of"
    assert uncertain in paragraph
    for result in (wide, seed):
        assert percent(result.correct, result) in paragraph


def test_documented_shares_of_certain_errors_are_the_largest_of_the_reports(paragraph, scores):
    largest = {
        name: max(percent(result.certain_errors, result) for result in results)
        for name, results in scores.items()
    }
    assert f"at most {max(largest['separate'], largest['form'])} of the separate ones" in paragraph
    assert f"and {largest['touching']} of those that touch" in paragraph

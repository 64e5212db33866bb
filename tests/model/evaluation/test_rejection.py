"""Rejection rates of models with known answers."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from model.evaluation import rejection
from model.evaluation.answers import answer_image
from model.evaluation.sets import NON_DIGIT_SETS, NonDigitSet
from model.serialization.model_file import Model


def blot(index, _digits):
    """A blank page, and then a square."""
    page = np.full((60, 60), 255, dtype=np.uint8)
    if index:
        page[20:40, 20:40] = 0
    return Image.fromarray(page)


def two_lines(_index, _digits):
    page = np.full((60, 60), 255, dtype=np.uint8)
    page[10:50, 15:20] = page[10:50, 40:45] = 0
    return Image.fromarray(page)


BLOTS = NonDigitSet(
    "blots", "Blots", "Squares.", 5, blot, kind_of=lambda i: "odd" if i % 2 else "even"
)


@pytest.fixture
def sure_of_four(model) -> Model:
    """A model that answers 4 to everything, with a confidence of nearly 1."""
    front, last = (np.zeros_like(W) for W in model.weights)
    last[0, 4] = 20
    return replace(model, weights=[front, last])


def test_evaluate_rejection_counts_false_accepts_and_rejects_blank_paper(sure_of_four):
    result = rejection.evaluate_rejection(sure_of_four, BLOTS)

    assert (result.name, result.title, result.count) == ("blots", "Blots", 5)
    assert result.uncertain == pytest.approx(1 / 5)
    assert [(error.index, error.answer) for error in result.false_accepts] == [
        (i, 4) for i in (1, 2, 3, 4)
    ]
    assert result.false_accepts[0].confidence == pytest.approx(1, abs=1e-6)


def test_evaluate_rejection_counts_each_kind(sure_of_four):
    kinds = rejection.evaluate_rejection(sure_of_four, BLOTS).kinds

    assert {name: kind.count for name, kind in kinds.items()} == {"even": 3, "odd": 2}
    assert kinds["even"].uncertain == pytest.approx(1 / 3)
    assert kinds["odd"].uncertain == 0


def test_evaluate_rejection_with_a_high_threshold_rejects_everything(sure_of_four):
    sure_of_four.metadata["calibration"] = {"evidence": 1000.0}

    result = rejection.evaluate_rejection(sure_of_four, BLOTS)
    assert result.uncertain == 1
    assert result.false_accepts == ()


def test_evaluate_rejection_of_two_counted_digits_rejects_them(sure_of_four):
    assert (
        rejection.evaluate_rejection(sure_of_four, replace(BLOTS, render=two_lines)).uncertain == 1
    )


def test_evaluate_rejection_reports_its_progress(sure_of_four):
    calls = []
    rejection.evaluate_rejection(
        sure_of_four, BLOTS, progress=lambda *arguments: calls.append(arguments)
    )

    assert calls == [("Blots", 1, 5), ("Blots", 5, 5)]


def test_evaluate_all_uses_the_named_sets(sure_of_four):
    assert [result.name for result in rejection.evaluate_all(sure_of_four, names=("frames",))] == [
        "frames"
    ]


def test_evaluate_all_makes_pairs_of_held_out_writers(stand_ins, sure_of_four, monkeypatch):
    passed_digits = []
    pairs = replace(
        NON_DIGIT_SETS["pairs"],
        count=1,
        render=lambda i, digits: passed_digits.extend(digits) or blot(i, ()),
    )
    monkeypatch.setitem(rejection.NON_DIGIT_SETS, "pairs", pairs)

    rejection.evaluate_all(sure_of_four, names=("pairs",))
    assert len(passed_digits) == 10  # all digits of one writer of three


def test_digit_rejection_rates_are_of_held_out_digits(stand_ins, sure_of_four):
    sure_of_four.metadata["calibration"] = {"evidence": 1000.0}
    result, scores = rejection.digit_rejection_rates(sure_of_four)

    assert scores.shape == (14,)
    assert [(rates.name, rates.count, rates.uncertain) for rates in result] == [
        ("mnist", 4, 1.0),
        ("pen_16", 10, 1.0),
    ]


def test_digit_rejection_rates_scale_ink_from_0_to_1(stand_ins, sure_of_four):
    front, last = sure_of_four.weights
    front[0, 0], front[1 + 28 * 10 + 13, 0] = (
        10,
        -0.1,
    )  # on, unless a pixel of the bar is 100 or more
    last[0, 4], last[1, 4] = 0, 20

    results, _ = rejection.digit_rejection_rates(sure_of_four)

    assert [rates.uncertain for rates in results] == [0, 0]


def test_rejection_result_to_json_rounds_to_six_decimals(sure_of_four):
    result = rejection.evaluate_rejection(sure_of_four, BLOTS).to_json()

    assert result["kinds"]["even"] == {"count": 3, "uncertain": 0.333333}
    assert result["taken"][0] == {"index": 1, "kind": "odd", "answer": 4, "confidence": 1.0}


def test_rejection_with_scores_of_digits_tells_how_well_both_are_separated(sure_of_four):
    score = answer_image(sure_of_four, blot(1, ())).score
    digits = np.array([score + 1, score - 1])  # one above the four squares, one below

    result = rejection.evaluate_rejection(sure_of_four, BLOTS, digit_scores=digits)

    assert result.auroc == pytest.approx((5 + 1) / (2 * 5))  # the blank page is below both
    assert result.false_accept_rate == pytest.approx(4 / 5)


def test_rejection_without_scores_of_digits_has_no_such_figures(sure_of_four):
    result = rejection.evaluate_rejection(sure_of_four, BLOTS)

    assert (result.auroc, result.false_accept_rate) == (None, None)

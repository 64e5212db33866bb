"""What a model makes of drawings that are no digit."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from model.evaluation import rejection
from model.evaluation.sets import NO_DIGITS, NoDigitSet
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


BLOTS = NoDigitSet(
    "blots", "Blots", "Squares.", 5, blot, kind_of=lambda i: "odd" if i % 2 else "even"
)


@pytest.fixture
def sure_of_four(model) -> Model:
    """A model that answers 4 to everything, with a confidence of nearly 1."""
    front, last = (np.zeros_like(W) for W in model.weights)
    last[0, 4] = 20
    return replace(model, weights=[front, last])


def test_judge_counts_what_is_taken_for_a_digit_and_blank_paper_as_refused(sure_of_four):
    found = rejection.judge(sure_of_four, BLOTS)

    assert (found.name, found.title, found.count) == ("blots", "Blots", 5)
    assert found.uncertain == pytest.approx(1 / 5)
    assert [(each.index, each.answer) for each in found.taken] == [(i, 4) for i in (1, 2, 3, 4)]
    assert found.taken[0].confidence == pytest.approx(1, abs=1e-6)


def test_judge_counts_kinds_apart(sure_of_four):
    kinds = rejection.judge(sure_of_four, BLOTS).kinds

    assert {name: kind.count for name, kind in kinds.items()} == {"even": 3, "odd": 2}
    assert kinds["even"].uncertain == pytest.approx(1 / 3)
    assert kinds["odd"].uncertain == 0


def test_judge_model_that_needs_more_evidence_doubts_everything(sure_of_four):
    sure_of_four.metadata["calibration"] = {"evidence": 1000.0}

    found = rejection.judge(sure_of_four, BLOTS)
    assert found.uncertain == 1
    assert found.taken == ()


def test_judge_two_digits_that_are_counted_are_not_taken_for_one(sure_of_four):
    assert rejection.judge(sure_of_four, replace(BLOTS, drawn=two_lines)).uncertain == 1


def test_judge_tells_how_far_it_is(sure_of_four):
    told = []
    rejection.judge(sure_of_four, BLOTS, progress=lambda *words: told.append(words))

    assert told == [("Blots", 1, 5), ("Blots", 5, 5)]


def test_judge_all_takes_the_sets_that_are_named(sure_of_four):
    assert [each.name for each in rejection.judge_all(sure_of_four, names=("frames",))] == [
        "frames"
    ]


def test_judge_all_makes_pairs_of_unseen_writers(stand_ins, sure_of_four, monkeypatch):
    given = []
    pairs = replace(
        NO_DIGITS["pairs"], count=1, drawn=lambda i, digits: given.extend(digits) or blot(i, ())
    )
    monkeypatch.setitem(rejection.NO_DIGITS, "pairs", pairs)

    rejection.judge_all(sure_of_four, names=("pairs",))
    assert len(given) == 10  # all digits of one writer of three


def test_doubted_digits_are_held_out_ones(stand_ins, sure_of_four):
    sure_of_four.metadata["calibration"] = {"evidence": 1000.0}
    found = rejection.doubted_digits(sure_of_four)

    assert [(each.name, each.count, each.uncertain) for each in found] == [
        ("mnist", 4, 1.0),
        ("pen_16", 10, 1.0),
    ]


def test_doubted_digits_are_read_as_ink_from_0_to_1(stand_ins, sure_of_four):
    front, last = sure_of_four.weights
    front[0, 0], front[1 + 28 * 10 + 13, 0] = (
        10,
        -0.1,
    )  # on, unless a pixel of the bar is 100 or more
    last[0, 4], last[1, 4] = 0, 20

    assert [each.uncertain for each in rejection.doubted_digits(sure_of_four)] == [0, 0]


def test_to_json_has_numbers_and_texts_alone(sure_of_four):
    found = rejection.judge(sure_of_four, BLOTS).to_json()

    assert found["kinds"]["even"] == {"count": 3, "uncertain": 0.333333}
    assert found["taken"][0] == {"index": 1, "kind": "odd", "answer": 4, "confidence": 1.0}

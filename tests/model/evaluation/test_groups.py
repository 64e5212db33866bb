"""Scores by group: each digit counts once, and sets that are not on the machine are named."""

import pytest

from model.evaluation import groups
from model.evaluation.evaluate import DATA_SETS
from model.evaluation.groups import evaluate_by
from model.evaluation.sets import DIGIT_SETS
from model.evaluation.sets.labelled import EvaluationDataError
from model.evaluation.sets.scenes import SCENES


@pytest.fixture(autouse=True)
def one_scene(monkeypatch):
    """One scene, which is rendered quickly."""
    monkeypatch.setattr(groups, "SCENES", {"bar": SCENES["bar"]})


def counts(results) -> dict[str, int]:
    return {result.group: result.count for result in results}


def test_by_source_counts_each_held_out_digit_once(stand_ins, model):
    results = evaluate_by(model, "source")

    assert counts(results) == {"mnist": 4, "pendigits": 10, "unipen": 6, "webdigits": 2}
    for result in results:
        low, high = result.interval
        assert low <= result.accuracy <= high
        assert result.wrong_but_certain <= result.count - result.correct
        assert result.uncertain <= result.count - result.wrong_but_certain


def test_by_writer_names_data_set_and_writer_and_omits_sets_without(stand_ins, model):
    assert set(counts(evaluate_by(model, "writer"))) == {
        "pendigits/4",
        *(f"unipen/syn/{number:02}" for number in (1, 3, 5, 7, 9, 11)),
    }


def test_by_kind_counts_a_digit_once_in_each_kind(stand_ins, model):
    assert counts(evaluate_by(model, "kind")) == {
        "scanned": 4,
        "drawn with a pen": 10 + 6,
        "drawn with a mouse": 10,
        "photographed": 10,
        "drawn on a web page": 2,
        "scenes": 10,
    }


@pytest.mark.parametrize(("dataset", "count"), [("mnist", 4), ("unipen", 6)])
def test_by_source_of_one_data_set_has_that_group(stand_ins, model, dataset, count):
    assert counts(evaluate_by(model, "source", dataset)) == {dataset: count}


def test_by_source_says_which_set_is_left_out(stand_ins, model):
    reasons = []
    evaluate_by(model, "source", warn=reasons.append)

    assert [reason.split(":")[0] for reason in reasons] == ["Printed digits"]


def test_by_writer_of_a_data_set_without_writers_raises(stand_ins, model):
    with pytest.raises(EvaluationDataError, match="mnist does not say who wrote its digits"):
        evaluate_by(model, "writer", "mnist")


@pytest.mark.parametrize("dataset", ["scenes", "no-digits", "/tmp"])
def test_by_kind_of_something_else_raises(model, dataset):
    with pytest.raises(EvaluationDataError, match="--by kind needs --on mnist, pendigits"):
        evaluate_by(model, "kind", dataset)


def test_every_set_has_a_kind_and_a_known_data_set():
    assert all(
        evaluation_set.kind and evaluation_set.dataset in DATA_SETS
        for evaluation_set in DIGIT_SETS.values()
    )

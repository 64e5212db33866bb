"""Calibration and rejection: worked by hand, and properties of the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.inference.calibration import (
    MARGIN_WEIGHT,
    MIN_CONFIDENCE,
    evidence_score,
    fit,
    fit_temperature,
    is_accepted,
    rejection_threshold,
    with_temperature,
)
from model.network import softmax


def answer(p, second=0.0):
    """Return ten probabilities: the answer's, a second one, and the rest shared equally."""
    others = (1 - p - second) / (8 if second else 9)
    return np.array([p, second or others, *[others] * 8])


def test_evidence_score_of_uniform_probabilities_is_the_margin_term():
    assert evidence_score(np.full((1, 10), 0.1)) == pytest.approx(MARGIN_WEIGHT * np.log(0.1))


def test_evidence_score_equals_the_value_worked_by_hand():
    P = np.array([[0.55, *[0.05] * 9]])

    # log 0.55 - (log 0.55 + 9 log 0.05) / 10, and the margin term
    lead = 0.9 * np.log(0.55 / 0.05)
    assert evidence_score(P) == pytest.approx(lead + MARGIN_WEIGHT * np.log(0.55))


def test_evidence_score_falls_with_a_close_second_and_with_uniform_others():
    clear, faint, close = answer(0.98, 0.0199), answer(0.98), answer(0.6, 0.39)

    assert evidence_score(clear[np.newaxis]) > evidence_score(faint[np.newaxis])
    assert evidence_score(clear[np.newaxis]) > evidence_score(close[np.newaxis])


def test_evidence_score_of_probability_one_is_finite():
    assert np.isfinite(evidence_score(np.eye(10, dtype=np.float32))).all()


@given(st.integers(0, 2**32), st.integers(1, 9))
def test_evidence_score_does_not_depend_on_the_digit(seed, places):
    P = np.random.default_rng(seed).dirichlet(np.ones(10), size=3)

    assert np.allclose(evidence_score(np.roll(P, places, axis=1)), evidence_score(P))


def test_is_accepted_compares_with_the_threshold_of_the_model():
    P = np.stack([answer(0.9), answer(0.99), answer(0.999)])
    middle = {"calibration": {"temperature": 1.0, "evidence": float(evidence_score(P)[1])}}

    assert is_accepted(P, middle).tolist() == [False, True, True]


def test_is_accepted_below_min_confidence_is_false():
    P = np.stack([answer(MIN_CONFIDENCE - 0.01), answer(MIN_CONFIDENCE + 0.01)])

    assert is_accepted(P, {"calibration": {"evidence": -1000.0}}).tolist() == [False, True]
    assert is_accepted(P, {}).tolist() == [False, True]


def test_is_accepted_with_metadata_of_older_models_compares_confidence():
    P = np.stack([answer(0.6), answer(0.7)])

    assert is_accepted(P, {"calibration": {"threshold": 0.65}}).tolist() == [False, True]


def test_rejection_threshold_leaves_the_share_below():
    P = softmax(np.random.default_rng(1).normal(0, 4, (1000, 10)))

    assert (evidence_score(P) < rejection_threshold(P, 0.02)).mean() == pytest.approx(0.02)


def test_fit_takes_the_threshold_of_the_set_with_the_highest_scores():
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 10, 500)
    sure, unsure = (rng.normal(0, 1, (500, 10)) + lead * np.eye(10)[labels] for lead in (9, 5))
    fitted = fit([(sure, labels), (unsure, labels)])
    calibration = {"calibration": {"evidence": fitted.rejection_threshold}}

    shares = [
        1 - is_accepted(softmax(z / fitted.temperature), calibration).mean() for z in (sure, unsure)
    ]
    assert shares[0] < shares[1]
    assert shares[0] == pytest.approx(0.01, abs=0.002)


def test_fit_rejects_the_given_share():
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 10, 1000)
    z = rng.normal(0, 1, (1000, 10)) + 6 * np.eye(10)[labels]
    fitted = fit([(z, labels)], share=0.05)
    rejected = ~is_accepted(softmax(z / fitted.temperature), {"calibration": fitted.to_metadata()})
    assert rejected.mean() == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_fit_temperature_finds_the_factor_of_calibrated_logits(temperature):
    rng = np.random.default_rng(3)
    z = rng.normal(0, 2, (20_000, 10))
    labels = np.array([rng.choice(10, p=p) for p in softmax(z)])

    assert fit_temperature(z * temperature, labels) == pytest.approx(temperature, rel=0.05)


def test_with_temperature_divides_only_the_last_layer():
    front, last = np.ones((3, 2), np.float32), np.full((3, 10), 4, np.float32)

    cooled = with_temperature([front, last], 2.0)
    assert np.array_equal(cooled[0], front)
    assert np.array_equal(cooled[1], np.full((3, 10), 2, np.float32))

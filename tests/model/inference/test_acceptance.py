"""Acceptance: answers in doubt are read again, shifted by one pixel."""

import numpy as np
import pytest

from model.inference.acceptance import SURE_LEAD, accept, fit_shifted_threshold
from model.inference.calibration import MIN_CONFIDENCE, Calibration, evidence_score, is_accepted

SPREAD = np.eye(10)[4]


def odds_for_four(logit):
    """Return ten probabilities: a four with these log-odds over each of the others."""
    z = np.multiply.outer(logit, SPREAD)
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


def dot(row, column):
    image = np.zeros((28, 28), np.float32)
    image[row, column] = 1
    return image.ravel()


def by_place(logits):
    """Return a network whose log-odds for a four depend on the column of a dot."""
    return lambda X: odds_for_four(np.array(logits)[X.reshape(-1, 28, 28).sum(axis=1).argmax(1)])


def fitted(threshold, shifted):
    return {"calibration": {"temperature": 1.0, "evidence": threshold, "shifted_evidence": shifted}}


def score(logit):
    return float(evidence_score(odds_for_four(np.array([logit])))[0])


def never(_):
    raise AssertionError("expected no second reading")


def test_answer_with_much_evidence_is_accepted_on_one_reading():
    metadata = fitted(score(6) - SURE_LEAD, score(6))

    accepted = accept(never, dot(5, 5)[np.newaxis], odds_for_four(np.array([6.0])), metadata)
    assert accepted.is_accepted.tolist() == [True]
    assert accepted.scores == pytest.approx([score(6)])


@pytest.mark.parametrize(("beside", "is_certain"), [(5.0, True), (-3.0, False)])
def test_answer_in_doubt_is_certain_if_it_stays_the_same_one_pixel_further_on(beside, is_certain):
    logits = np.full(28, 5.0)
    logits[[9, 11]] = beside
    predict, X = by_place(logits), dot(3, 10)[np.newaxis]
    metadata = fitted(score(5) - 1, score(5) - 1)

    assert is_accepted(predict(X), metadata).tolist() == [True]
    assert accept(predict, X, predict(X), metadata).is_accepted.tolist() == [is_certain]


def test_evidence_that_shifts_add_makes_a_rejected_answer_certain():
    logits = np.full(28, 6.0)
    logits[10] = 3.0
    predict, X = by_place(logits), dot(3, 10)[np.newaxis]
    threshold = score(3) + 0.5
    mean = (3 * odds_for_four(np.array([3.0])) + 2 * odds_for_four(np.array([6.0]))) / 5

    accepted = accept(predict, X, predict(X), fitted(threshold, threshold))
    assert accepted.is_accepted.tolist() == [True]
    assert accepted.scores == pytest.approx(evidence_score(mean))


def test_second_readings_are_shifted_in_all_directions_and_nothing_wraps_around():
    seen = []

    def predict(X):
        seen.extend(np.argwhere(image.reshape(28, 28)).tolist() for image in X)
        return np.full((len(X), 10), 0.1)

    X = np.stack([dot(0, 27), dot(13, 13)])
    accept(predict, X, np.full((2, 10), 0.1), fitted(0.0, 0.0))
    assert sorted(seen) == sorted(
        [[], [], [[1, 27]], [[0, 26]], [[12, 13]], [[14, 13]], [[13, 12]], [[13, 14]]]
    )


def test_answer_of_a_batch_is_that_of_the_input_alone():
    rng = np.random.default_rng(1)
    predict = by_place(rng.uniform(2, 8, 28))
    X = np.stack([dot(14, column) for column in range(1, 27)])
    metadata = fitted(score(5), score(4.5))

    together = accept(predict, X, predict(X), metadata)
    alone = [accept(predict, x[np.newaxis], predict(x[np.newaxis]), metadata) for x in X]
    assert 0 < together.is_accepted.sum() < len(X)
    assert together.is_accepted.tolist() == [bool(a.is_accepted[0]) for a in alone]
    assert together.scores == pytest.approx([float(a.scores[0]) for a in alone])


def test_answer_that_is_more_likely_wrong_than_right_is_never_accepted():
    P = np.array([[MIN_CONFIDENCE - 0.01, *[(1.01 - MIN_CONFIDENCE) / 9] * 9]])

    accepted = accept(
        lambda X: np.repeat(P, len(X), axis=0), dot(9, 9)[np.newaxis], P, fitted(-50, -50)
    )
    assert accepted.is_accepted.tolist() == [False]


@pytest.mark.parametrize("calibration", [{}, {"evidence": 2.0}, {"threshold": 0.65}])
def test_model_without_a_threshold_of_shifted_inputs_is_judged_by_one_reading(calibration):
    P = odds_for_four(np.array([1.0, 2.5, 3.0, 5.0]))
    metadata = {"calibration": calibration}

    accepted = accept(never, np.zeros((4, 784), np.float32), P, metadata)
    assert accepted.is_accepted.tolist() == is_accepted(P, metadata).tolist()
    assert accepted.scores == pytest.approx(evidence_score(P))


def test_fitted_threshold_rejects_the_share_of_the_set_with_the_highest_scores():
    rng = np.random.default_rng(2)
    W = rng.normal(0, 1, (784, 10)).astype(np.float32)

    def predict(X):
        z = (X @ W).astype(np.float64)
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    sets = [(rng.random((500, 784)) < share).astype(np.float32) for share in (0.05, 0.02)]
    threshold = max(float(np.quantile(evidence_score(predict(X)), 0.1)) for X in sets)
    calibration = fit_shifted_threshold(Calibration(1.0, threshold), predict, sets, share=0.1)

    metadata = {"calibration": calibration.to_metadata()}
    scores = [accept(predict, X, predict(X), metadata).scores for X in sets]
    rejected = [(part < calibration.shifted_threshold).mean() for part in scores]
    assert rejected[0] == pytest.approx(0.1)
    assert rejected[0] < rejected[1]

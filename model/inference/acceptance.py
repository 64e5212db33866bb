"""Acceptance of answers, with a second look at those in doubt.

An answer with much evidence is accepted at once. For any other, the network also reads the input
shifted by one pixel up, down, left and right, and the evidence for the digit is measured in the
mean of the five probabilities: an answer that changes when the input moves by one pixel was a
guess. Digit and probabilities stay those of the input itself. (Averages over distorted copies are
known as test-time augmentation, see Wang et al., "Aleatoric uncertainty estimation with test-time
augmentation for medical image segmentation with convolutional neural networks", 2019.)

Share of digits of unseen writers and devices (`model.evaluation.cross_validation`) that are wrong
but accepted, and of digits and letters that are rejected, at the same share of rejected calibration
digits:

                     seed: 13,375 digits in six folds    wide: 9,375 digits in three folds
                     wrong     digits    letters         wrong     digits    letters
    one reading      2.45 %    4.2 %     78.8 %          2.15 %    2.5 %     85.4 %
    five readings    1.97 %    4.7 %     82.1 %          2.09 %    2.6 %     83.8 %
    difference       0.48 +- 0.14 points                 0.06 +- 0.09 points

So the recipe of the small network has ``shifted_readings`` and that of the large one has not. For
the small one, eight shifts, rotations by 6 and 12 degrees, shears, zooms, other aspects, the least
of the scores and a logistic regression on all of these did no better. The other bundled network as
a second opinion (its agreement, the mean or the least of both scores) leaves 1.6 instead of 1.7 %
wrong at 3 % of digits rejected, on the 3,692 digits of one fold: too little for a second network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference import calibration
from model.inference.calibration import Calibration
from model.network import Array, Predict
from model.preprocessing.array_types import INPUT_SIDE

SHIFTS = ((-1, 0), (1, 0), (0, -1), (0, 1))
"""Rows and columns by which the input is shifted."""

SURE_LEAD = 3.0
"""Evidence score above the rejection threshold of one reading, in nats, from which an answer is
accepted without further readings. It spares 86 % of unseen people's digits, and changes nothing:
with a lead of 4 and 22 % read again, just as many errors are accepted."""


@dataclass(frozen=True)
class Acceptance:
    """Which answers are accepted.

    Attributes
    ----------
    scores : float64 array, shape (N,)
        Evidence scores that are compared with the threshold.
    is_accepted : bool array, shape (N,)
    """

    scores: NDArray[np.float64]
    is_accepted: NDArray[np.bool_]


def accept(predict: Predict, X: Array, P: Array, metadata: Mapping[str, Any]) -> Acceptance:
    """Return which answers of a model are accepted rather than rejected as unsure.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10).
    X : array, shape (N, 784)
        Inputs, from 0 to 1.
    P : array, shape (N, 10)
        Their probabilities.
    metadata : mapping
        Of the model. Models trained before this rule are evaluated on the input alone.
    """
    fitted = metadata.get("calibration", {})
    if calibration.SHIFTED_THRESHOLD not in fitted:
        return Acceptance(calibration.evidence_score(P), calibration.is_accepted(P, metadata))
    threshold = calibration.stored_threshold(metadata, -np.inf)
    scores = acceptance_scores(predict, X, P, threshold)
    is_confident = P.max(axis=1) >= calibration.MIN_CONFIDENCE  # of each row
    return Acceptance(scores, is_confident & (scores >= fitted[calibration.SHIFTED_THRESHOLD]))


def acceptance_scores(
    predict: Predict, X: Array, P: Array, rejection_threshold: float
) -> NDArray[np.float64]:
    """Return the evidence scores of the answers, in doubt those of five readings, shape (N,).

    Parameters
    ----------
    predict : callable
    X : array, shape (N, 784)
    P : array, shape (N, 10)
    rejection_threshold : float
        That of the evidence score of one reading.
    """
    scores = calibration.evidence_score(P)
    sure = rejection_threshold + SURE_LEAD
    [rechecked] = (scores < sure).nonzero()
    if len(rechecked):
        shifted = predict(_shifted(X[rechecked])).reshape(len(SHIFTS), len(rechecked), -1)
        mean = (P[rechecked] + shifted.sum(axis=0)) / (1 + len(SHIFTS))  # over the readings
        digits = P[rechecked].argmax(axis=1)  # most probable class of each row
        scores[rechecked] = np.minimum(calibration.evidence_score(mean, digits), sure)
    return scores


def fit_shifted_threshold(
    fitted: Calibration,
    predict: Predict,
    sets: Sequence[Array],
    share: float = calibration.REJECTION_QUANTILE,
) -> Calibration:
    """Return a calibration with the threshold that all but a share of held-out digits reach.

    Parameters
    ----------
    fitted : Calibration
        With the rejection threshold of one reading.
    predict : callable
        Of the calibrated network.
    sets : sequence of arrays, shape (N, 784)
        Inputs of held-out digits. The threshold is the highest that any set has for its `share`.
    share : float
        Share of the digits of that set that may be rejected.
    """
    thresholds = [
        np.quantile(acceptance_scores(predict, X, predict(X), fitted.rejection_threshold), share)
        for X in sets
    ]
    return replace(fitted, shifted_threshold=float(max(thresholds)))


def _shifted(X: Array) -> Array:
    """Return the inputs shifted by each of `SHIFTS` in turn, shape (4 N, 784)."""
    padded = np.zeros((len(X), INPUT_SIDE + 2, INPUT_SIDE + 2), dtype=X.dtype)
    # np.pad would take a third of the whole check.
    padded[:, 1:-1, 1:-1] = X.reshape(-1, INPUT_SIDE, INPUT_SIDE)
    copies = [
        padded[:, 1 - row : 1 - row + INPUT_SIDE, 1 - column : 1 - column + INPUT_SIDE]
        for row, column in SHIFTS
    ]
    return np.concatenate(copies).reshape(-1, X.shape[1])

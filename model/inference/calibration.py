"""Calibration: temperature scaling, and rejection of answers by an evidence score.

A temperature divides the logits before the softmax (Guo, Pleiss, Sun and Weinberger, "On
Calibration of Modern Neural Networks", 2017). As the last layer is linear, dividing its weights
does the same, so the temperature is put into the weights that are saved, and running the network
gives calibrated probabilities.

An answer with probability p is accepted by its evidence score, in nats:

    score = log p - mean of log p over all ten + MARGIN_WEIGHT * log p

The first two terms measure how far the answer stands above the ten on average. A network that was
trained on non-digits, with uniform targets (`model.data.synthesis.non_digits`), keeps them close
together there, even if one has most of the probability: softmax exaggerates small leads (as in Liu,
Wang, Owens and Li, "Energy-based Out-of-distribution Detection", 2020). The last term penalizes a
close second, such as the 9 that a 4 may be. The rejection threshold is the score that all but a
small share of held-out digits reach, in the set whose digits are read best: hard sets, with people
and pens unlike all others, would lower it until letters and wrong answers pass as well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, one_hot, sample_losses, softmax

REJECTION_QUANTILE = 0.01
"""Share of held-out digits that is rejected. The aim is 2 % of digits by writers outside the
training data and of scans, so a part is left for the difference."""

MARGIN_WEIGHT = 4.0
"""Weight of the margin over a close second. Share that the network 784-100-10-10 rejects, at 1 % of
the held-out digits of the set with the lowest scores, of 1,584 letters in four hands that are not
in the training data, and of its errors on 5,000 digits:

    weight              letters    errors
    0                   86 %       21 %
    2                   85 %       25 %
    4                   83 %       28 %
    8                   82 %       31 %
    confidence alone    74 %       38 %
"""

MIN_CONFIDENCE = 0.5
"""Probability below which an answer is rejected in any case. For a model that was trained without
held-out drawings this is the only criterion."""

_THRESHOLD = "evidence"
"""Name of the rejection threshold in the metadata of models."""

SHIFTED_THRESHOLD = "shifted_evidence"
"""The same for the threshold of `model.inference.acceptance`."""

_MIN_PROBABILITY = 1e-12
"""Smaller probabilities are raised to this, so that a single one does not decide."""

_MIN_TEMPERATURE, _MAX_TEMPERATURE = 0.25, 4.0


@dataclass(frozen=True)
class Calibration:
    """Values fitted on held-out digits.

    Attributes
    ----------
    temperature : float
        Divisor of the logits.
    rejection_threshold : float
        Least evidence score of an accepted answer.
    shifted_threshold : float or None
        The same for the mean of shifted inputs, see `model.inference.acceptance`.
    """

    temperature: float
    rejection_threshold: float
    shifted_threshold: float | None = None

    def to_metadata(self) -> dict[str, float]:
        """Return the field ``calibration`` of a model's metadata."""
        fields = {"temperature": self.temperature, _THRESHOLD: self.rejection_threshold}
        if self.shifted_threshold is not None:
            fields[SHIFTED_THRESHOLD] = self.shifted_threshold
        return fields


def fit(sets: list[tuple[Array, NDArray[Any]]], share: float = REJECTION_QUANTILE) -> Calibration:
    """Fit temperature and rejection threshold on sets of held-out digits, weighted equally.

    Parameters
    ----------
    sets : list of (z, labels)
        Logits, shape (N, 10), and labels, shape (N,). The threshold is the highest that any set
        has for its `share`.
    share : float
        Share of the digits of that set that may be rejected.
    """
    count = min(len(labels) for _, labels in sets)
    rows = [np.linspace(0, len(labels) - 1, count).astype(np.intp) for _, labels in sets]
    z = np.concatenate([z[index] for (z, _), index in zip(sets, rows, strict=True)])
    labels = np.concatenate([y[index] for (_, y), index in zip(sets, rows, strict=True)])
    temperature = fit_temperature(z, labels)
    threshold = max(rejection_threshold(softmax(z / temperature), share) for z, _ in sets)
    return Calibration(temperature, threshold)


def evidence_score(P: Array, digits: NDArray[Any] | None = None) -> NDArray[np.float64]:
    """Return the evidence score of a digit, in nats, shape (N,).

    Parameters
    ----------
    P : array, shape (N, 10)
        Probabilities.
    digits : integer array, shape (N,), optional
        By default the most probable ones.
    """
    logs = np.log(np.maximum(np.asarray(P, np.float64), _MIN_PROBABILITY))
    # By default the largest of each row: that of the most probable class.
    answer = logs.max(axis=1) if digits is None else logs[np.arange(len(logs)), digits]
    mean = logs.sum(axis=1) / logs.shape[1]  # over the ten classes; logs.mean takes twice as long
    score: NDArray[np.float64] = answer - mean + MARGIN_WEIGHT * answer
    return score


def stored_threshold(metadata: Mapping[str, Any], default: float) -> float:
    """Return the rejection threshold in the metadata of a model, or `default` if it has none."""
    threshold: float = metadata.get("calibration", {}).get(_THRESHOLD, default)
    return threshold


def is_accepted(P: Array, metadata: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return which answers are accepted rather than rejected as unsure, shape (N,).

    Parameters
    ----------
    P : array, shape (N, 10)
        Probabilities.
    metadata : mapping
        Of the model, with its rejection threshold. Older models have a smallest confidence
        instead, in ``calibration`` as ``threshold``.
    """
    min_confidence = metadata.get("calibration", {}).get("threshold", MIN_CONFIDENCE)
    is_confident = P.max(axis=1) >= min_confidence  # of each row
    accepted: NDArray[np.bool_] = is_confident & (
        evidence_score(P) >= stored_threshold(metadata, -np.inf)
    )
    return accepted


def count_digits(
    predict: Callable[[Array], Array],
    segments: Sequence[Array],
    metadata: Mapping[str, Any],
    whole: Array | None = None,
) -> int:
    """Return the number of digits in a drawing: one, unless every segment is accepted as a digit.

    A digit of dots, or of a display's seven segments, may fall into accepted parts; it is one if
    the whole is accepted with a higher score than one of them. None of 112 pairs of digits was
    mistaken for one.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10).
    segments : sequence of arrays, shape (784,)
        Inputs of the segments side by side, see `model.preprocessing.digit_segmentation`.
    metadata : mapping
        Of the model.
    whole : array, shape (784,), optional
        Input of all segments together.
    """
    if not segments:
        return 1
    P = predict(np.stack(segments))
    if not is_accepted(P, metadata).all():
        return 1
    if whole is not None:
        P_whole = predict(whole[np.newaxis])  # (1, 10)
        is_more = evidence_score(P_whole)[0] > evidence_score(P).min()  # over the segments
        if is_more and is_accepted(P_whole, metadata)[0]:
            return 1
    return len(segments)


def fit_temperature(z: Array, labels: NDArray[Any]) -> float:
    """Return the temperature that minimizes the mean cross-entropy of ``softmax(z / T)``.

    Parameters
    ----------
    z : array, shape (N, 10)
        Logits of held-out drawings.
    labels : integer array, shape (N,)

    Notes
    -----
    The loss is convex in 1 / T, so a golden-section search finds its minimum between 1/4 and 4.
    """
    Y = one_hot(labels, z.shape[1], np.float64)
    z = z.astype(np.float64)

    def loss(inverse: float) -> float:
        return float(sample_losses(z * inverse, Y).mean())

    low, high = 1 / _MAX_TEMPERATURE, 1 / _MIN_TEMPERATURE
    golden = (np.sqrt(5) - 1) / 2
    while high - low > 1e-4:
        inner, outer = high - golden * (high - low), low + golden * (high - low)
        if loss(inner) < loss(outer):
            high = outer
        else:
            low = inner
    return float(2 / (low + high))


def with_temperature(weights: Weights, temperature: float) -> list[Array]:
    """Return the weights of the network whose logits are divided by `temperature`."""
    *front, last = weights
    return [*front, (last / temperature).astype(last.dtype)]


def rejection_threshold(P: Array, share: float = REJECTION_QUANTILE) -> float:
    """Return the evidence score below which `share` of held-out digits lies.

    Parameters
    ----------
    P : array, shape (N, 10)
        Calibrated probabilities of digits.
    """
    return float(np.quantile(evidence_score(P), share))

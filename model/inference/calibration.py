"""Confidence that means what it says: the temperature, and from when on an answer is certain.

A temperature divides the logits before the softmax (Guo, Pleiss, Sun and Weinberger, "On
Calibration of Modern Neural Networks", 2017). As the last layer is linear, dividing its weights
does the same, so the temperature is put into the weights that ship: whoever runs the network gets
calibrated probabilities, and none can forget to.

Whether an answer is certain is decided by the evidence for it, in nats:

    evidence = log p - mean of log p over all ten + MARGIN_WEIGHT * log p        p: the answer's

The first two terms say how far the answer stands above the ten on average. A network that was shown
drawings that are no digit, with the target "all ten alike" (`model.data.synthesis.non_digits`),
keeps them close together there, even if one has most of the probability: softmax exaggerates small
leads (as in Liu, Wang, Owens and Li, "Energy-based Out-of-distribution Detection", 2020). The last
term says that there is no rival, such as the 9 that a 4 may be. An answer is certain if its
evidence reaches a threshold that all but a small share of held-out digits reach.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, one_hot, sample_losses, softmax

REJECTION_QUANTILE = 0.01
"""Share of held-out digits that may be called unsure. The aim is 2 % of digits by people whom the
network has not seen and of scans, so a part is left for the difference."""

MARGIN_WEIGHT = 4.0
"""How much a rival counts. The network 784-100-10-10 calls uncertain, at 1 % of the held-out digits
of the set where it is least sure, of 1,584 letters in four hands that it does not know, and of its
mistakes on 5,000 digits:

    weight              letters    mistakes
    0                   86 %       21 %
    2                   85 %       25 %
    4                   83 %       28 %
    8                   82 %       31 %
    confidence alone    74 %       38 %
"""

MIN_CONFIDENCE = 0.5
"""No answer is certain that is more likely wrong than right. For a model that was trained without
held-out drawings this is all that is asked."""

_MIN_PROBABILITY = 1e-12
"""Probabilities below this count as this, so that one of them does not decide."""

_COLDEST, _HOTTEST = 0.25, 4.0


@dataclass(frozen=True)
class Calibration:
    """What was fitted on held-out drawings.

    Attributes
    ----------
    temperature : float
        By what the logits were divided.
    evidence : float
        The least evidence of a certain answer.
    """

    temperature: float
    evidence: float


def fit(sets: list[tuple[Array, NDArray[Any]]]) -> Calibration:
    """Fit temperature and evidence on several sets of held-out digits, each counting the same.

    Parameters
    ----------
    sets : list of (z, labels)
        Logits, shape (N, 10), and labels, shape (N,). The least evidence is the one that the set
        with the most unsure digits needs.
    """
    smallest = min(len(labels) for _, labels in sets)
    subsets = [np.linspace(0, len(labels) - 1, smallest).astype(np.intp) for _, labels in sets]
    z = np.concatenate([z[index] for (z, _), index in zip(sets, subsets, strict=True)])
    labels = np.concatenate([y[index] for (_, y), index in zip(sets, subsets, strict=True)])
    temperature = fit_temperature(z, labels)
    min_evidence = min(rejection_threshold(softmax(z / temperature)) for z, _ in sets)
    return Calibration(temperature, min_evidence)


def evidence_score(P: Array) -> NDArray[np.float64]:
    """Return the evidence for the most probable digit, in nats, shape (N,).

    Parameters
    ----------
    P : array, shape (N, 10)
        Probabilities.
    """
    logs = np.log(np.maximum(P.astype(np.float64), _MIN_PROBABILITY))
    answer: NDArray[np.float64] = logs.max(axis=1)  # each row: the answer's
    lead: NDArray[np.float64] = answer - logs.mean(axis=1)  # above the ten on average
    return lead + MARGIN_WEIGHT * answer


def is_accepted(P: Array, metadata: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return which answers the network stands by, shape (N,).

    Parameters
    ----------
    P : array, shape (N, 10)
        Probabilities.
    metadata : mapping
        The model's; ``calibration`` has the least ``evidence``. Models that were trained when there
        was no such rule have a least confidence there instead, as ``threshold``.
    """
    fitted = metadata.get("calibration", {})
    probable = P.max(axis=1) >= fitted.get("threshold", MIN_CONFIDENCE)  # each row: the answer's
    accepted: NDArray[np.bool_] = probable & (evidence_score(P) >= fitted.get("evidence", -np.inf))
    return accepted


def digits_found(
    predict: Callable[[Array], Array], parts: Sequence[Array], metadata: Mapping[str, Any]
) -> int:
    """Return how many digits a drawing has: one, unless the model is certain of each part.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, (N, 10).
    parts : sequence of arrays, shape (784,)
        What stands side by side, see `model.preprocessing.digit_segmentation`.
    metadata : mapping
        The model's.
    """
    if not parts:
        return 1
    return len(parts) if is_accepted(predict(np.stack(parts)), metadata).all() else 1


def fit_temperature(z: Array, labels: NDArray[Any]) -> float:
    """Return the temperature that minimises the mean cross-entropy of ``softmax(z / T)``.

    Parameters
    ----------
    z : array, shape (N, 10)
        Logits of held-out drawings.
    labels : integer array, shape (N,)

    Notes
    -----
    The loss is convex in 1 / T, so a golden-section search finds its minimum; it looks between 1/4
    and 4.
    """
    Y = one_hot(labels, z.shape[1], np.float64)
    z = z.astype(np.float64)

    def loss(inverse: float) -> float:
        return float(sample_losses(z * inverse, Y).mean())

    low, high = 1 / _HOTTEST, 1 / _COLDEST
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
    """Return the evidence below which `share` of held-out digits lies.

    Parameters
    ----------
    P : array, shape (N, 10)
        Calibrated probabilities of drawings that are digits.
    """
    return float(np.quantile(evidence_score(P), share))

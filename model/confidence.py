"""Confidence that means what it says: the temperature, and from when on an answer is certain.

A temperature divides the logits before the softmax (Guo, Pleiss, Sun and Weinberger, "On
Calibration of Modern Neural Networks", 2017). As the last layer is linear, dividing its weights
does the same, so the temperature is put into the weights that ship: whoever runs the network gets
calibrated probabilities, and none can forget to.

An answer is certain if its probability reaches a threshold that all but a small share of held-out
digits reach. What is no digit should not reach it, because the network was trained to give such
drawings ten probabilities alike (`model.nonsense`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, one_hot, sample_losses, softmax

UNSURE_SHARE = 0.013
"""Share of held-out digits that may be called unsure. The aim is 2 % of digits by people whom the
network has not seen, so a part is left for the difference."""

DEFAULT_THRESHOLD = 0.5
"""For a model that was trained without held-out drawings to fit a threshold on."""

_COLDEST, _HOTTEST = 0.25, 4.0


@dataclass(frozen=True)
class Calibration:
    """What was fitted on held-out drawings.

    Attributes
    ----------
    temperature : float
        By what the logits were divided.
    threshold : float
        The least confidence of a certain answer.
    """

    temperature: float
    threshold: float


def fit(sets: list[tuple[Array, NDArray[Any]]]) -> Calibration:
    """Fit temperature and threshold on several sets of held-out digits, each counting the same.

    Parameters
    ----------
    sets : list of (z, labels)
        Logits, shape (N, 10), and labels, shape (N,). The threshold is the one that the set with
        the most unsure digits needs.
    """
    smallest = min(len(labels) for _, labels in sets)
    every = [np.linspace(0, len(labels) - 1, smallest).astype(np.intp) for _, labels in sets]
    z = np.concatenate([z[index] for (z, _), index in zip(sets, every, strict=True)])
    labels = np.concatenate([y[index] for (_, y), index in zip(sets, every, strict=True)])
    temperature = fit_temperature(z, labels)
    threshold = min(fit_threshold(softmax(z / temperature)) for z, _ in sets)
    return Calibration(temperature, threshold)


def certain(P: Array, metadata: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Return which answers the network stands by, shape (N,).

    Parameters
    ----------
    P : array, shape (N, 10)
        Probabilities.
    metadata : mapping
        The model's; the threshold is in ``calibration``.
    """
    threshold = metadata.get("calibration", {}).get("threshold", DEFAULT_THRESHOLD)
    sure: NDArray[np.bool_] = P.max(axis=1) >= threshold  # each row: the answer's probability
    return sure


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


def fit_threshold(P: Array, share: float = UNSURE_SHARE) -> float:
    """Return the confidence below which `share` of held-out digits lies; at least one half.

    Parameters
    ----------
    P : array, shape (N, 10)
        Calibrated probabilities of drawings that are digits.
    """
    return float(max(np.quantile(P.max(axis=1), share), 0.5))

"""Outcome of a sanity check."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from model.network import CLASSES, Array, cross_entropy, forward

GUESSING = math.log(CLASSES)
"""Loss of guessing, -log(1/10)."""

CheckName = Literal[
    "inputs", "initial-loss", "gradient", "saturation", "learning-rate", "overfitting"
]


@dataclass(frozen=True)
class SanityCheck:
    """A check with its outcome.

    Attributes
    ----------
    name, title : str
    passed : bool
    measured, expected : str
    advice : str or None
        What to do; None if it passed.
    """

    name: CheckName
    title: str
    passed: bool
    measured: str
    expected: str
    advice: str | None


def outcome(
    name: CheckName, title: str, passed: bool, measured: str, expected: str, advice: str
) -> SanityCheck:
    """Return a check, with the advice only if it has not passed."""
    return SanityCheck(name, title, passed, measured, expected, None if passed else advice)


def mean_loss(weights: Sequence[Array], X: Array, Y: Array) -> float:
    """Return the mean loss of a network on labelled images."""
    return float(cross_entropy(forward(weights, X).z[-1], Y))

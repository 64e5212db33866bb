"""Reliability diagram and expected calibration error, by bins of confidence.

Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", 2017.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True)
class Bin:
    """The predictions with a confidence above `low` and up to `high`.

    Attributes
    ----------
    low, high : float
    count : int
    confidence : float
        Their mean confidence; 0 if there are none.
    accuracy : float
        The share of them that was correct; 0 if there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float

    def __post_init__(self) -> None:
        """Reject values that a damaged report may hold; the report's schema uses this class."""
        shares = (self.low, self.high, self.confidence, self.accuracy)
        if self.count < 0 or not all(0 <= share <= 1 for share in shares):
            raise ValueError("expected a count of at least 0 and shares from 0 to 1")

    def to_json(self) -> dict[str, Any]:
        """Return the bin in values of JSON types."""
        return asdict(self)


def calibration(
    confidence: NDArray[np.floating[Any]], is_correct: NDArray[np.bool_], bins: int = BINS
) -> tuple[Bin, ...]:
    """Sort predictions into bins of equal width, the lowest first.

    Parameters
    ----------
    confidence : float array, shape (N,)
        From 0 to 1.
    is_correct : bool array, shape (N,)
    bins : int
    """
    bin_index = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    counts = np.bincount(bin_index, minlength=bins)
    confidences = np.bincount(bin_index, confidence, bins) / np.maximum(counts, 1)
    accuracies = np.bincount(bin_index, is_correct, bins) / np.maximum(counts, 1)
    return tuple(
        Bin(k / bins, (k + 1) / bins, int(counts[k]), float(confidences[k]), float(accuracies[k]))
        for k in range(bins)
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of confidence and accuracy over all predictions, 0 to 1."""
    total = sum(bin_.count for bin_ in bins)
    return sum(bin_.count * abs(bin_.confidence - bin_.accuracy) for bin_ in bins) / max(total, 1)

"""Does a network that says 90 % hit 90 % of the time? Reliability by bins of confidence.

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
    """The answers with a confidence above `low` and up to `high`.

    Attributes
    ----------
    low, high : float
    count : int
    confidence : float
        Their mean confidence; 0 if there are none.
    accuracy : float
        The share of them that was right; 0 if there are none.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float

    def to_json(self) -> dict[str, Any]:
        """Return the bin in values of JSON types."""
        return asdict(self)


def calibration(
    confidence: NDArray[np.floating[Any]], right: NDArray[np.bool_], bins: int = BINS
) -> tuple[Bin, ...]:
    """Sort answers into bins of equal width, the lowest first.

    Parameters
    ----------
    confidence : float array, shape (N,)
        From 0 to 1.
    right : bool array, shape (N,)
    bins : int
    """
    number = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    counts = np.bincount(number, minlength=bins)
    confidences = np.bincount(number, confidence, bins) / np.maximum(counts, 1)
    accuracies = np.bincount(number, right, bins) / np.maximum(counts, 1)
    return tuple(
        Bin(k / bins, (k + 1) / bins, int(counts[k]), float(confidences[k]), float(accuracies[k]))
        for k in range(bins)
    )


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of confidence and accuracy over all answers, 0 to 1."""
    total = sum(band.count for band in bins)
    return sum(band.count * abs(band.confidence - band.accuracy) for band in bins) / max(total, 1)

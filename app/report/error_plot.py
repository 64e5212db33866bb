"""Dot plot of error rates: a logarithmic scale for all sets, and each set's dot and interval."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import log

from model.evaluation.report_schema import EvaluatedSet, Report
from model.evaluation.wilson import wilson_interval

TICKS = (*(digit / 10**power for power in (5, 4, 3, 2, 1) for digit in (1, 2, 5)), 1.0)
"""Error rates that the scale may be labelled with."""

MAX_RATE_AT_START = 0.001
MIN_RATE_AT_END = 0.02
"""The scale has at least these two, so that a plot of few sets is not all interval."""


@dataclass(frozen=True)
class ErrorDot:
    """Dot and 95 % confidence interval of a set, in percent of the scale's width."""

    rate: float
    position: float
    left: float
    right: float


@dataclass(frozen=True)
class ErrorScale:
    """Logarithmic scale of error rates, from its first to its last tick."""

    ticks: tuple[float, ...]

    def position(self, rate: float) -> float:
        """Return the place of a rate in percent of the width; rates beyond an end are at it."""
        first, last = self.ticks[0], self.ticks[-1]
        clipped = min(max(rate, first), last)
        return 100 * log(clipped / first) / log(last / first)

    def dot(self, evaluated: EvaluatedSet) -> ErrorDot:
        """Return the dot of a set; one without errors is at the start of the scale."""
        rate = 1 - evaluated.accuracy
        low, high = wilson_interval(rate, evaluated.count)
        return ErrorDot(rate, self.position(rate), self.position(low), self.position(high))


def error_scale(report: Report) -> ErrorScale:
    """Return the scale that holds the error rates and intervals of all sets."""
    intervals = [wilson_interval(1 - part.accuracy, part.count) for part in report.sets]
    lowest = min([low for low, _ in intervals if low > 0], default=MAX_RATE_AT_START)
    highest = max(high for _, high in intervals)
    start = bisect_right(TICKS, min(lowest, MAX_RATE_AT_START)) - 1
    end = bisect_left(TICKS, max(highest, MIN_RATE_AT_END))
    return ErrorScale(TICKS[max(start, 0) : end + 1])

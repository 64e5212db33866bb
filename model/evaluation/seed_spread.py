"""Mean and standard deviation of a score over training runs that differ by their seed alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev


@dataclass(frozen=True)
class SeedSpread:
    """Mean and spread of a score.

    Attributes
    ----------
    mean : float
    deviation : float
        The sample standard deviation.
    count : int
        Number of runs, at least two.
    """

    mean: float
    deviation: float
    count: int


def seed_spread(scores: Sequence[float]) -> SeedSpread | None:
    """Return the spread of the scores, or None for fewer than two."""
    return SeedSpread(mean(scores), stdev(scores), len(scores)) if len(scores) > 1 else None

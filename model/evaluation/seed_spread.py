"""How far a score spreads over runs that differ by their seed alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, stdev


@dataclass(frozen=True)
class Spread:
    """The scores of several runs.

    Attributes
    ----------
    mean : float
    deviation : float
        The sample standard deviation.
    count : int
        How many runs there were, at least two.
    """

    mean: float
    deviation: float
    count: int


def spread(scores: Sequence[float]) -> Spread | None:
    """Return the spread of at least two scores; of fewer there is none."""
    return Spread(mean(scores), stdev(scores), len(scores)) if len(scores) > 1 else None

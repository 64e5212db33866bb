"""Alternating measurement in rounds, so that a busy machine slows all subjects alike."""

import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.table import Spread

REST_S = 0.4
"""Threads of OpenMP and OpenBLAS spin for a fifth of a second after their work, which slows the
next subject."""


def run_rounds(
    subjects: Mapping[str, Callable[[], float]],
    rounds: int,
    warm_up: int = 1,
    rest_s: float = 0,
) -> dict[str, list[float]]:
    """Measure each subject once a round, after a rest; each round begins with another subject.

    Parameters
    ----------
    subjects : mapping of str to callable
        By name, a function that measures once and returns the figure.
    rounds : int
    warm_up : int
        Rounds before, whose figures are dropped.
    rest_s : float
        Pause before each measurement, in seconds.

    Returns
    -------
    dict of str to list of float
        The figures of each subject, one for each round.
    """
    for _ in range(warm_up):
        for measure in subjects.values():
            measure()
    figures: dict[str, list[float]] = {name: [] for name in subjects}
    names = list(subjects)
    for number in range(rounds):
        shift = number % max(len(names), 1)
        for name in names[shift:] + names[:shift]:
            time.sleep(rest_s)
            figures[name].append(subjects[name]())
    return figures


def ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Return the ratio of `above` to `below`, taken within each round."""
    return Spread.of([a / b for a, b in zip(above, below, strict=True)])

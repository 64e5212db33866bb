"""Alternating measurement in rounds, so that a busy machine slows all subjects alike."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from benchmarks.subject import MissingError
from benchmarks.table import Spread

Figure = TypeVar("Figure")

REST_S = 0.4
"""Threads of OpenMP and OpenBLAS spin for a fifth of a second after their work, which slows the
next subject."""


def run_rounds(
    subjects: Mapping[str, Callable[[], Figure]],
    rounds: int,
    missing: dict[str, str],
    warm_up: int = 1,
    rest_s: float = 0,
) -> dict[str, list[Figure]]:
    """Measure each subject once a round, after a rest; each round begins with another subject.

    A subject that fails is left out from then on.

    Parameters
    ----------
    subjects : mapping of str to callable
        By name, a function that measures once and returns the figure.
    rounds : int
    missing : dict of str to str
        Receives the reason of each subject that raised `MissingError`.
    warm_up : int
        Rounds before, whose figures are dropped.
    rest_s : float
        Pause before each measurement, in seconds.

    Returns
    -------
    dict of str to list
        The figures of each subject that did not fail, one for each round.
    """
    figures: dict[str, list[Figure]] = {name: [] for name in subjects}
    for number in range(-warm_up, rounds):
        names = list(figures)
        shift = max(number, 0) % max(len(names), 1)
        for name in names[shift:] + names[:shift]:
            time.sleep(rest_s)
            try:
                figure = subjects[name]()
            except MissingError as error:
                missing[name] = str(error)
                del figures[name]
                continue
            if number >= 0:
                figures[name].append(figure)
    return figures


def ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Return the ratio of `above` to `below`, taken within each round."""
    return Spread.of([a / b for a, b in zip(above, below, strict=True)])

"""Alternating measurement in rounds, so that a busy machine slows all subjects alike."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from benchmarks.subject import MissingError
from benchmarks.table import Spread

Key = TypeVar("Key", bound=Hashable)
Figure = TypeVar("Figure")

REST_S = 0.4
"""Threads of OpenMP and OpenBLAS spin for a fifth of a second after their work, which slows the
next subject."""


def run_rounds(
    subjects: Mapping[Key, Callable[[], Figure]],
    rounds: int,
    missing: dict[Key, str],
    warm_up: int = 1,
    rest_s: float = 0,
) -> dict[Key, list[Figure]]:
    """Measure each subject once a round, after a rest; each round begins with another subject.

    A subject that fails is left out from then on.

    Parameters
    ----------
    subjects : mapping to callable
        By name or other key, a function that measures once and returns the figure.
    rounds : int
    missing : dict to str
        Receives the reason of each subject that raised `MissingError`.
    warm_up : int
        Rounds before, whose figures are dropped.
    rest_s : float
        Pause before each measurement, in seconds.

    Returns
    -------
    dict to list
        The figures of each subject that did not fail, one for each round.
    """
    figures: dict[Key, list[Figure]] = {key: [] for key in subjects}
    for number in range(-warm_up, rounds):
        keys = list(figures)
        shift = max(number, 0) % max(len(keys), 1)
        for key in keys[shift:] + keys[:shift]:
            time.sleep(rest_s)
            try:
                figure = subjects[key]()
            except MissingError as error:
                missing[key] = str(error)
                del figures[key]
                continue
            if number >= 0:
                figures[key].append(figure)
    return figures


def ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Return the ratio of `above` to `below`, taken within each round."""
    return Spread.of([a / b for a, b in zip(above, below, strict=True)])

"""The common way to measure: contestants take turns, so that a busy machine disturbs all alike."""

import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.table import Spread

REST_S = 0.4
"""Threads of OpenMP and of OpenBLAS go on turning for a fifth of a second after their work, and
whoever comes next would pay for it."""

Figures = Mapping[str, Sequence[float]]


def take_turns(
    contestants: Mapping[str, Callable[[], float]],
    rounds: int,
    warm_up: int = 1,
    rest_s: float = 0,
) -> dict[str, list[float]]:
    """Ask each contestant, after a rest, for a figure; each round begins with another one."""
    for _ in range(warm_up):
        for measure in contestants.values():
            measure()
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        shift = number % max(len(names), 1)
        for name in names[shift:] + names[:shift]:
            time.sleep(rest_s)
            figures[name].append(contestants[name]())
    return figures


def ratios(above: Sequence[float], below: Sequence[float]) -> Spread:
    """Return how many times the one is the other, taken within each round."""
    return Spread.of([a / b for a, b in zip(above, below, strict=True)])

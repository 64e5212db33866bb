"""Writers of pen strokes: which are held out, and how often each one's digits are drawn."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Writer = TypeVar("Writer", int, str)


def split_writers(writers: Iterable[Writer], held_out: int) -> set[Writer]:
    """Return `held_out` of the writers, evenly spread over their numbers or names."""
    ordered = sorted(set(writers))
    return {ordered[i * len(ordered) // held_out] for i in range(held_out)} if held_out else set()


def renderings_per_digit(writers: Sequence[str], total: int) -> NDArray[np.intp]:
    """Return how often each digit is drawn, so that no writer outweighs the others.

    A writer's share grows with the square root of the number of digits: one who wrote nine times
    as many counts three times as much.

    Parameters
    ----------
    writers : sequence of str, length N
        Writer of each digit.
    total : int
        Number of drawings of all digits together, approximately.

    Returns
    -------
    integer array, shape (N,)
        At least 1.
    """
    if not writers:
        return np.zeros(0, dtype=np.intp)
    _, index, counts = np.unique(writers, return_inverse=True, return_counts=True)
    shares = np.sqrt(counts)
    per_digit = total * shares / shares.sum() / counts
    repeats: NDArray[np.intp] = np.maximum(np.rint(per_digit[index]), 1).astype(np.intp)
    return repeats

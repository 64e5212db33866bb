"""Pairs of touching digits as a search for pairs cuts them, to train the pair network on.

Their ends are often a little off, as they are when a number is read. `pair_examples` has others,
which are drawn three times as fast.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.writer_styles import WriterStyle
from model.numbers.pairs import find_pairs, pair_images
from model.numbers.segments import Segments
from model.numbers.whole_digits import find_whole_digits
from model.training.number_examples import Example, Kind, count_digit_pixels, draw_examples
from model.training.pair_examples import (
    NEITHER,
    OTHER_COVERAGE,
    OTHER_OVERLAP,
    PAIR_COVERAGE,
    PAIR_OVERLAP,
)

_SHARES: dict[Kind, float] = {"touching": 0.75, "mixed": 0.25}
"""Probability of each kind of number."""

_MAX_PAIRS, _MAX_OTHERS = 4, 4
"""Maximum number of pairs, and of other runs of segments, of one number."""

_AMBIGUOUS = -1


def draw_cut_pairs(
    styles: Sequence[Sequence[WriterStyle]], seed: int, count: int
) -> tuple[NDArray[np.uint8], NDArray[np.int8]]:
    """Return images of candidates for pairs, shape (N, PIXELS), and their digits.

    They come from `count` numbers. Digits, shape (N, 2), are `NEITHER` of what is not a pair.
    """
    rng = np.random.default_rng((23, seed))
    X, digits = [], []
    for example, segments in draw_examples(styles, _SHARES, count, rng, find_whole_digits):
        candidates = find_pairs(segments)
        classes = _classes(example, segments, candidates.starts, candidates.stops)
        is_other, is_ambiguous = classes[:, 0] == NEITHER, classes[:, 0] == _AMBIGUOUS
        pairs = _choose(~is_other & ~is_ambiguous, _MAX_PAIRS, rng)
        others = _choose(is_other, _MAX_OTHERS, rng)
        rows = np.sort(np.concatenate([pairs, others]))
        if len(rows):
            X.append(pair_images(segments, candidates.take(rows)))
            digits.append(classes[rows])
    return np.concatenate(X), np.concatenate(digits)


def _choose(among: NDArray[np.bool_], max_count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the indices of at most `max_count` random ones of the true elements."""
    indices = np.flatnonzero(among)
    return rng.choice(indices, min(len(indices), max_count), replace=False)


def _classes(
    example: Example, segments: Segments, starts: NDArray[np.intp], stops: NDArray[np.intp]
) -> NDArray[np.int8]:
    """Return the two digits that each run of segments is, shape (A, 2).

    Both are `NEITHER` if it is not a pair, and `_AMBIGUOUS` if it is nearly one.
    """
    result = np.full((len(starts), 2), NEITHER, dtype=np.int8)
    if len(example.digits) < 2 or not len(starts):
        return result
    pixels, sizes = count_digit_pixels(example, segments, starts, stops)
    both = pixels[:, :-2] + pixels[:, 1:-1]
    ious = both / (pixels.sum(axis=1, keepdims=True) + sizes[:-1] + sizes[1:] - both)
    shares = pixels[:, :-1] / sizes  # of each digit's ink
    runs, nearest = np.arange(len(starts)), ious.argmax(axis=1)
    overlap = ious[runs, nearest]
    coverage = np.minimum(shares[runs, nearest], shares[runs, nearest + 1])
    is_pair = (overlap >= PAIR_OVERLAP) & (coverage >= PAIR_COVERAGE)
    is_other = (overlap < OTHER_OVERLAP) | (coverage < OTHER_COVERAGE)
    neighbors = np.stack([nearest, nearest + 1], axis=1)
    result[is_pair] = np.array(example.digits)[neighbors[is_pair]]
    result[~is_pair & ~is_other] = _AMBIGUOUS
    return result

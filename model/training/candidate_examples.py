"""Candidates of numbers whose digit of each pixel is known, to train the candidate network on."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.signs import Signs
from model.data.synthesis.writer_styles import WriterStyle
from model.numbers.candidate_images import candidate_images
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import each_alone, find_candidates
from model.numbers.segments import Segments
from model.training.number_examples import Example, Kind, count_digit_pixels, draw_examples
from model.training.signed_numbers import draw_signed_examples

Bytes = NDArray[np.uint8]

SHARES: dict[Kind, float] = {"separate": 0.25, "touching": 0.4, "mixed": 0.3, "single": 0.05}
"""Probability of each kind of number."""

MIN_DIGIT_OVERLAP, MAX_OTHER_OVERLAP = 0.82, 0.68
"""Intersection over union with the ink of a digit from which a candidate is that digit, and below
which it is none. Those between, such as a digit whose cut is a little off, are not trained on."""

AMBIGUOUS = -1

_NON_DIGITS, _NON_DIGITS_PER_DIGIT = 4, 3
"""Maximum number of non-digits of a number that are trained on: 4, and 3 more for each digit."""


def draw_candidates(
    styles: Sequence[Sequence[WriterStyle]], seed: int, count: int
) -> tuple[Bytes, Bytes]:
    """Return values, shape (N, VALUES), and classes, shape (N,), of candidates of `count` numbers.

    The candidates are those of a search, of numbers of which every component is cut.
    """
    rng = np.random.default_rng((17, seed))
    return _collect(draw_examples(styles, SHARES, count, rng), rng)


def draw_signed_candidates(
    styles: Sequence[Sequence[WriterStyle]], signs: Signs, seed: int, count: int
) -> tuple[Bytes, Bytes]:
    """Return the same of numbers with signs, whose class is `NON_DIGIT`."""
    rng = np.random.default_rng((53, seed))
    return _collect(draw_signed_examples(styles, signs, count, rng), rng)


def draw_components(
    styles: Sequence[Sequence[WriterStyle]], seed: int, count: int
) -> tuple[Bytes, Bytes]:
    """Return the same of whole components, as `find_whole_digits` asks about them.

    Joined digits are wider than the candidates of a search.
    """
    rng = np.random.default_rng((59, seed))
    X, labels = [], []
    for example, segments in draw_examples(styles, SHARES, count, rng, _all_are_digits):
        components = each_alone(segments)
        classes = candidate_classes(example, segments, components.starts, components.stops)
        is_clear = classes != AMBIGUOUS
        X.append(candidate_images(segments, components.take(is_clear)))
        labels.append(classes[is_clear].astype(np.uint8))
    return np.concatenate(X), np.concatenate(labels)


def candidate_classes(
    example: Example, segments: Segments, starts: NDArray[np.intp], stops: NDArray[np.intp]
) -> NDArray[Any]:
    """Return the digit that each candidate is, `NON_DIGIT` or `AMBIGUOUS`, shape (A,)."""
    pixels, sizes = count_digit_pixels(example, segments, starts, stops)
    areas = pixels.sum(axis=1, keepdims=True)  # over the digits and ink of none
    intersections = pixels[:, :-1]
    ious = intersections / (areas + sizes - intersections)
    max_iou = ious.max(axis=1)  # over the digits
    nearest = np.array(example.digits)[ious.argmax(axis=1)]
    other = np.where(max_iou < MAX_OTHER_OVERLAP, NON_DIGIT, AMBIGUOUS)
    return np.where(max_iou >= MIN_DIGIT_OVERLAP, nearest, other)


def _collect(
    examples: Iterator[tuple[Example, Segments]], rng: np.random.Generator
) -> tuple[Bytes, Bytes]:
    X, labels = [], []
    for example, segments in examples:
        candidates = find_candidates(segments)
        classes = candidate_classes(example, segments, candidates.starts, candidates.stops)
        digits = np.flatnonzero((classes != AMBIGUOUS) & (classes != NON_DIGIT))
        non_digits = np.flatnonzero(classes == NON_DIGIT)
        limit = _NON_DIGITS + _NON_DIGITS_PER_DIGIT * len(example.digits)
        non_digits = rng.choice(non_digits, min(len(non_digits), limit), replace=False)
        rows = np.sort(np.concatenate([digits, non_digits])).astype(np.intp)
        if len(rows):
            X.append(candidate_images(segments, candidates.take(rows)))
            labels.append(classes[rows].astype(np.uint8))
    return np.concatenate(X), np.concatenate(labels)


def _all_are_digits(segments: Segments) -> tuple[NDArray[np.bool_], None]:
    """Return true for each component, so that none is cut; the network has not read them."""
    return np.ones(len(segments), dtype=np.bool_), None

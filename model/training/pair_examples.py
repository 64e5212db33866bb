"""Pairs of touching digits, and parts of numbers that are not pairs, to train the pair network on.

Numbers of two to four touching digits are drawn small. Pairs of neighbors are cut out of them,
exactly or along lines, and so are other parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.data.synthesis.numbers import Style, draw_segmented, random_style
from model.data.synthesis.writer_styles import WriterStyle
from model.numbers.pairs import AROUND, OWN, image_heights
from model.numbers.segment_images import scale, window

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

NEITHER = 10
"""Left and right digit of what is not a pair."""

_LENGTHS, _LENGTH_SHARES = (2, 3, 4), (0.3, 0.4, 0.3)
_MIN_HEIGHT_PX, _MAX_HEIGHT_PX, _MIN_PEN_PX = 20.0, 48.0, 1.3
_NEAR_SHARE, _NEAR_GAP, _NEAR_SPREAD = 0.25, 0.02, 0.06
"""Share of numbers whose digits are near each other, of which many touch; mean and standard
deviation of their gaps, as ratios of the height."""

_INK_LEVEL = 100
_EXACT_SHARE = 0.5
"""Share of pairs that have the ink of both digits and no other; the rest is cut out along lines."""

_CUT_SPREAD = 0.06
"""Standard deviation of the place of such a line, as a ratio of the height."""

_DIGIT_SHARE = 0.3
"""Share of single digits among the parts that are not pairs; the others are between two lines."""

_PART_WIDTHS = (0.5, 2.2)
"""Range of the distance of these, as a ratio of the height."""

_SECOND_SHARE = 0.5
"""Share of numbers with two parts that are not pairs, rather than one."""

_MIN_PART = 0.3
"""Minimum ink of such a part, as a ratio of the smallest digit's."""

PAIR_OVERLAP, PAIR_COVERAGE = 0.85, 0.75
OTHER_OVERLAP, OTHER_COVERAGE = 0.72, 0.5
"""Intersection over union with two neighbors, and share of the ink of each that is in it, from
which a part is a pair. If either is below the second value it is not one; those in between are not
trained on."""


def draw_parts(
    styles: Sequence[Sequence[WriterStyle]], seed: int, count: int
) -> tuple[Bytes, NDArray[np.int8]]:
    """Return the images of the parts of `count` numbers, shape (N, PIXELS), and their digits.

    The digits have shape (N, 2), and are `NEITHER` of what is not a pair.
    """
    rng = np.random.default_rng((37, seed))
    X, digits = [], []
    for number in range(count):
        drawn = _draw(styles[number % len(styles)], rng)
        for part, pair in [*_pairs(drawn, rng), *_other_parts(drawn, rng)]:
            X.append(_image(drawn, part))
            digits.append(pair)
    return np.array(X), np.array(digits, dtype=np.int8)


@dataclass(frozen=True)
class _Drawn:
    """A number of D digits.

    Attributes
    ----------
    ink : uint8 array, shape (h, w)
    owners : int8 array, shape (h, w)
        Digit of each pixel, -1 for paper.
    labels : integer array, shape (D,)
    height : float
        Of the digits, in pixels.
    position : float64 array, shape (h, w)
        Place of each pixel along a slant.
    sizes, lefts, rights : arrays, shape (D,)
        Pixels of each digit, and where they begin and end along the slant.
    """

    ink: Bytes
    owners: NDArray[np.int8]
    labels: NDArray[np.int64]
    height: float
    position: NDArray[np.float64]
    sizes: NDArray[np.float64]
    lefts: NDArray[np.float64]
    rights: NDArray[np.float64]

    def overlaps(self, part: Mask) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how a part overlaps each two neighbors, shape (D - 1,).

        The first is the intersection over union, the second the smaller share of the two digits.
        """
        owners = self.owners[part & (self.ink >= _INK_LEVEL)]
        owners = owners[owners >= 0]
        counts = np.bincount(owners, minlength=len(self.labels))
        both = counts[:-1] + counts[1:]
        ious = both / (len(owners) + self.sizes[:-1] + self.sizes[1:] - both)
        shares = counts / self.sizes
        return ious, np.minimum(shares[:-1], shares[1:])


def _draw(styles: Sequence[WriterStyle], rng: np.random.Generator) -> _Drawn:
    """Draw a number of touching digits of a random writer style."""
    writer = styles[int(rng.integers(len(styles)))]
    digits, labels = writer.write(int(rng.choice(_LENGTHS, p=_LENGTH_SHARES)), rng)
    style = _random_small_style(rng)
    image, owners = draw_segmented(digits, style, rng)
    ink = 255 - np.asarray(image)
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]]
    position = x + style.slant * rng.uniform(0, 1.5) * (y - ink.shape[0] / 2)
    own = [position[(ink >= _INK_LEVEL) & (owners == d)] for d in range(len(labels))]
    return _Drawn(
        ink=ink,
        owners=owners,
        labels=np.array(labels),
        height=style.height_px,
        position=position,
        sizes=np.array([len(places) for places in own]) + 1e-9,
        lefts=np.array([places.min(initial=np.inf) for places in own]),
        rights=np.array([places.max(initial=-np.inf) for places in own]),
    )


def _random_small_style(rng: np.random.Generator) -> Style:
    style = random_style(rng, is_touching=True, is_plain=True)
    height = float(np.exp(rng.uniform(np.log(_MIN_HEIGHT_PX), np.log(_MAX_HEIGHT_PX))))
    pen = max(_MIN_PEN_PX, style.pen_px * height / style.height_px)
    style = replace(style, height_px=height, pen_px=pen)
    if rng.random() < _NEAR_SHARE:
        style = replace(style, gap=_NEAR_GAP, gap_spread=_NEAR_SPREAD)
    return style


def _pairs(drawn: _Drawn, rng: np.random.Generator) -> Iterator[tuple[Mask, tuple[int, int]]]:
    """Yield the neighbors of a number with their digits, unless too much is cut off or added."""
    last = len(drawn.labels) - 2
    for d in range(last + 1):
        if rng.random() < _EXACT_SHARE:
            part = (drawn.owners == d) | (drawn.owners == d + 1)
        else:
            start = _boundary(drawn, d - 1, rng) if d > 0 else -np.inf
            stop = _boundary(drawn, d + 1, rng) if d < last else np.inf
            part = (drawn.position >= start) & (drawn.position < stop)
        part &= drawn.ink > 0
        ious, shares = drawn.overlaps(part)
        if ious[d] >= PAIR_OVERLAP and shares[d] >= PAIR_COVERAGE:
            yield part, (int(drawn.labels[d]), int(drawn.labels[d + 1]))


def _boundary(drawn: _Drawn, d: int, rng: np.random.Generator) -> float:
    """Return a random place of a cut between a digit and the next."""
    middle = (drawn.rights[d] + drawn.lefts[d + 1]) / 2
    return float(middle + rng.normal(0, _CUT_SPREAD) * drawn.height)


def _other_parts(drawn: _Drawn, rng: np.random.Generator) -> Iterator[tuple[Mask, tuple[int, int]]]:
    """Yield one or two parts of a number that are not pairs, unless they are nearly one."""
    for _ in range(1 + int(rng.random() < _SECOND_SHARE)):
        if rng.random() < _DIGIT_SHARE:
            part = drawn.owners == int(rng.integers(len(drawn.labels)))
        else:
            width = rng.uniform(*_PART_WIDTHS) * drawn.height
            left, right = drawn.lefts.min(), drawn.rights.max()
            start = left - 0.3 * width + rng.random() * (right - left - 0.4 * width)
            part = (drawn.position >= start) & (drawn.position < start + width)
        part &= drawn.ink > 0
        if np.count_nonzero(part & (drawn.ink >= _INK_LEVEL)) < _MIN_PART * drawn.sizes.min():
            continue
        ious, shares = drawn.overlaps(part)
        nearest = ious.argmax()
        if ious[nearest] < OTHER_OVERLAP or shares[nearest] < OTHER_COVERAGE:
            yield part, (NEITHER, NEITHER)


def _image(drawn: _Drawn, part: Mask) -> Bytes:
    """Return the image of a part, shape (PIXELS,), as `model.numbers.pairs` makes it."""
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    (top, bottom), (left, right) = (rows[0], rows[-1] + 1), (columns[0], columns[-1] + 1)
    [height] = image_heights(
        np.array([bottom - top]), np.array([right - left]), drawn.height
    ).tolist()
    half, y, x = height / 2, (top + bottom) / 2, (left + right) / 2
    shown_rows, shown_columns = window((y, x), half, AROUND)
    margin = int(np.ceil(height)) + 2  # the window may reach beyond the number
    shown = np.s_[
        shown_rows.start + margin : shown_rows.stop + margin,
        shown_columns.start + margin : shown_columns.stop + margin,
    ]
    ink, own = np.pad(drawn.ink, margin)[shown], np.pad(drawn.ink * part, margin)[shown]
    center = (y - shown_rows.start, x - shown_columns.start)
    images = scale(own, center, half, OWN), scale(ink - own, center, half, AROUND)
    return np.concatenate([image.ravel() for image in images])

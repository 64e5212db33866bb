"""Sets of non-digits, which a model should reject.

    letters      letters drawn with a mouse
    printed      printed letters
    scribbles    zigzags, curls and tangles
    frames       an empty box, one within another, a table
    pairs        two digits of unseen writers side by side

No model is trained on any of these: training has its own non-digits, in
`model.data.synthesis.non_digits`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from model.data.synthesis.digits import draw_at_random_position
from model.data.synthesis.splines import catmull_rom
from model.evaluation.sets import letters
from model.preprocessing.rasterization import SIZE_PX, Stroke

Digits = Sequence[Sequence[Stroke]]
"""Digits, each a sequence of strokes."""

PENS_PX = (4, 10, 16, 22)

SCRIBBLES = 120
FRAMES = 60
PAIRS = 200


@dataclass(frozen=True)
class NonDigitSet:
    """A set of drawings that are not digits.

    Attributes
    ----------
    name, title, description : str
        Identifier, heading, and a sentence that describes it.
    count : int
        Number of drawings.
    render : callable
        Function from an index, and the digits that some sets are made of, to an image, dark on
        white.
    of_digits : bool
        Whether its drawings are made of digits of a data set.
    kind_of : callable or None
        Function from an index to the class of the drawing, such as its letter.
    """

    name: str
    title: str
    description: str
    count: int
    render: Callable[[int, Digits], Image.Image]
    of_digits: bool = False
    kind_of: Callable[[int], str] | None = None


def scribble(index: int) -> Image.Image:
    """Return a zigzag, curls or a tangle, in rotation."""
    rng = np.random.default_rng((index, 12))
    turns = int(rng.integers(6, 14))
    line: Stroke
    steps = np.linspace(0, 1, 20 * turns)
    match index % 3:
        case 0:
            teeth = np.stack([np.arange(turns), 4 * (np.arange(turns) % 2)], axis=1)
            line = teeth + rng.normal(0, 0.3, teeth.shape)
        case 1:
            angles = 2 * np.pi * turns * steps
            curls = np.stack([turns * steps + np.cos(angles), 1.5 * np.sin(angles)], axis=1)
            line = curls @ rng.normal(np.eye(2), 0.15)
        case _:
            headings = rng.normal(0, 1, (2 * turns, 2)) + 0.7 * rng.normal(0, 1, 2)
            line = catmull_rom(np.cumsum(headings, axis=0) % 7)
    return _on_page([line], index, rng)


def frame(index: int) -> Image.Image:
    """Return an empty box, a box within another, or a table, in rotation."""
    rng = np.random.default_rng((index, 13))
    width, height = rng.uniform(5, 10, 2)
    strokes = [_box(0, 0, width, height)]
    match index % 3:
        case 1:
            inset = rng.uniform(0.8, 2)
            strokes.append(_box(inset, inset, width - inset, height - inset))
        case 2:
            across, down = rng.uniform(0.3, 0.7, 2) * [height, width]
            strokes.append(np.array([[0, across], [width, across]]))
            strokes.append(np.array([[down, 0], [down, height]]))
    return _on_page(strokes, index, rng)


def pair(index: int, digits: Digits) -> Image.Image:
    """Return two digits of about the same height side by side, near each other or touching."""
    rng = np.random.default_rng((index, 14))
    placed: list[Stroke] = []
    edge = 0.0
    for number in rng.integers(len(digits), size=2):
        points = np.concatenate(list(digits[number]))
        low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
        scale = rng.uniform(0.85, 1) / max(float((high - low).max()), 1e-6)
        shift = np.array([edge, rng.uniform(-0.05, 0.05)])
        placed += [(stroke - low) * scale + shift for stroke in digits[number]]
        edge += float(high[0] - low[0]) * scale + rng.uniform(0.05, 0.4)
    return _on_page(placed, index, rng)


def _on_page(strokes: Sequence[Stroke], index: int, rng: np.random.Generator) -> Image.Image:
    pen = PENS_PX[index // 3 % len(PENS_PX)]
    return draw_at_random_position(strokes, rng.uniform(140, 240), pen, SIZE_PX, rng)


def _box(left: float, top: float, right: float, bottom: float) -> Stroke:
    corners = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]
    return np.array(corners, dtype=np.float64)


_ALL = (
    NonDigitSet(
        "letters",
        "Handwritten letters",
        "Letters that do not resemble digits, drawn with a mouse, 4 to 22 px wide.",
        letters.VARIANTS_DRAWN * len(letters.LETTERS),
        lambda index, _digits: letters.render_handwritten(index),
        kind_of=letters.letter_of,
    ),
    NonDigitSet(
        "printed",
        "Printed letters",
        "The same letters in a typeface, 60 to 200 px, upright and slanted.",
        letters.VARIANTS_PRINTED * len(letters.LETTERS),
        lambda index, _digits: letters.render_printed(index),
        kind_of=letters.letter_of,
    ),
    NonDigitSet(
        "scribbles",
        "Scribbles",
        "Zigzags, curls and tangles.",
        SCRIBBLES,
        lambda index, _digits: scribble(index),
    ),
    NonDigitSet(
        "frames",
        "Empty frames",
        "A box, a box within a box, or an empty table.",
        FRAMES,
        lambda index, _digits: frame(index),
    ),
    NonDigitSet(
        "pairs",
        "Pairs of digits",
        "Two digits of held-out writers side by side, which should not be accepted as one.",
        PAIRS,
        pair,
        of_digits=True,
    ),
)

NON_DIGIT_SETS = {non_digit_set.name: non_digit_set for non_digit_set in _ALL}
"""Sets of non-digits by name."""

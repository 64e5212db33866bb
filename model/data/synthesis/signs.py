"""Letters, words and currency signs to write beside the digits of a number, drawn and printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.data.synthesis.letter_shapes import GlyphVariant
from model.data.synthesis.non_digits import perturb_strokes
from model.data.synthesis.numbers import DigitSource, Style, draw_segmented, typical_extent
from model.data.synthesis.pictures import glyph_of
from model.preprocessing.rasterization import Stroke, draw

SignKind = Literal["letter", "word", "currency"]
Place = Literal["before", "after", "among"]

_EXTENT = 80.0
"""Height of the digits in units of their strokes, or in pixels of their images."""

_PEN = 0.09
"""Width of the pen that draws a sign beside images of digits, as a ratio of their height."""

_MIN_WORD, _MAX_WORD = 2, 5
_SMALL = frozenset("acemnrsuvwxz")
_SMALL_HEIGHT = 0.7
"""Height of letters without ascenders, as a ratio of that of digits."""

_CURRENCY = "$€£¥"


@dataclass(frozen=True)
class Signs:
    """Signs to choose from.

    Attributes
    ----------
    letters, currency : mapping
        Variants of each drawn sign.
    fonts : sequence of str
        Paths of the fonts of printed signs.
    """

    letters: Mapping[str, Sequence[GlyphVariant]]
    currency: Mapping[str, Sequence[GlyphVariant]]
    fonts: Sequence[str] = ()

    def draw(
        self, kind: SignKind, rng: np.random.Generator, *, is_printed: bool, as_images: bool
    ) -> list[DigitSource]:
        """Return the signs of a kind, from left to right, beside digits that `rescale` returned."""
        shapes = self.currency if kind == "currency" else self.letters
        count = int(rng.integers(_MIN_WORD, _MAX_WORD + 1)) if kind == "word" else 1
        characters = _CURRENCY if kind == "currency" else sorted(self.letters)
        font = self.fonts[int(rng.integers(len(self.fonts)))] if is_printed else ""
        size = float(np.exp(rng.normal(0, 0.08)))
        signs: list[DigitSource] = []
        for _ in range(count):
            if is_printed:
                character = characters[int(rng.integers(len(characters)))]
                signs.append(_printed(font, character, size))
                continue
            name = list(shapes)[int(rng.integers(len(shapes)))]
            variants = shapes[name]
            strokes = perturb_strokes(variants[int(rng.integers(len(variants)))], rng)
            height = size * (_SMALL_HEIGHT if name in _SMALL else 1.0)
            signs.append(_drawn(strokes, height, as_image=as_images))
        return signs


@dataclass(frozen=True)
class SignedNumber:
    """A number with signs beside or among its digits.

    Attributes
    ----------
    image : PIL.Image.Image
    owners : int8 array, shape of the image
        Index of the digit or sign of each pixel; -1 for paper.
    is_sign : bool array, shape (L,)
        Of the digits and signs, from left to right.
    """

    image: Image.Image
    owners: NDArray[np.int8]
    is_sign: NDArray[np.bool_]


def draw_beside(
    digits: Sequence[DigitSource],
    signs: Sequence[DigitSource],
    place: Place,
    style: Style,
    rng: np.random.Generator,
) -> SignedNumber:
    """Draw digits that `rescale` returned, and signs before, after or among them."""
    last = len(digits)
    at = {"before": 0, "after": last, "among": int(rng.integers(1, max(last, 2)))}[place]
    image, owners = draw_segmented([*digits[:at], *signs, *digits[at:]], style, rng)
    is_sign = np.repeat([False, True, False], [at, len(signs), last - at])
    return SignedNumber(image, owners, is_sign)


def rescale(digits: Sequence[DigitSource]) -> list[DigitSource]:
    """Return the digits of a writer in the units of signs."""
    scale = _EXTENT / typical_extent(digits)
    scaled: list[DigitSource] = []
    for digit in digits:
        if isinstance(digit, np.ndarray):
            side = round(digit.shape[0] * scale)
            large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
            scaled.append(np.asarray(large))
        else:
            scaled.append([np.asarray(stroke, dtype=np.float64) * scale for stroke in digit])
    return scaled


def _drawn(strokes: Sequence[Stroke], height: float, *, as_image: bool) -> DigitSource:
    points = np.concatenate(list(strokes))
    low, high = points.min(axis=0), points.max(axis=0)  # over the points
    scale = height * _EXTENT / max(float(high[1] - low[1]), 1e-6)
    scale = min(scale, 1.3 * _EXTENT / max(float(high[0] - low[0]), 1e-6))
    moved = [(stroke - low) * scale for stroke in strokes]
    if not as_image:
        return moved
    pen = _PEN * _EXTENT
    side = int(np.ceil((high - low).max() * scale + 2 * pen))
    image = draw([stroke + pen for stroke in moved], pen, (side, side))
    return 255 - np.asarray(image, dtype=np.uint8)


def _printed(font: str, character: str, size: float) -> DigitSource:
    glyph = glyph_of(font, character)
    height = size * _EXTENT * (_SMALL_HEIGHT if character in _SMALL else 1.0)
    width = max(2, round(glyph.width * height / glyph.height))
    ink = 255 - np.asarray(glyph.resize((width, max(2, round(height))), Image.Resampling.BOX))
    side = max(ink.shape)
    square = np.zeros((side, side), dtype=np.uint8)
    square[: ink.shape[0], : ink.shape[1]] = ink
    return square

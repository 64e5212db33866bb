"""Numbers with letters and currency signs beside their digits, to train and fit on, by split."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data import fonts
from model.data.synthesis.letter_shapes import CURRENCY_SIGNS, GLYPHS
from model.data.synthesis.numbers import draw_segmented, random_style
from model.data.synthesis.signs import Place, SignedNumber, SignKind, Signs, draw_beside, rescale
from model.data.synthesis.writer_styles import WriterStyle
from model.numbers.segments import Segments
from model.training.number_examples import Example, cut_example

_PLAIN, _TOUCHING, _PRINTED = 0.2, 0.15, 0.4
"""Probability of a number without signs, of one whose digits touch, and of printed signs."""

_KINDS: tuple[SignKind, ...] = ("letter", "word", "currency")
_PLACES: tuple[Place, ...] = ("before", "after", "among")
_LENGTHS = (1, 9)
"""Range of the number of digits, its end excluded."""


def load_signs(split: Literal["training", "fitting"]) -> Signs:
    """Return the signs of one split, none of them in `tools/measure_letters.py`.

    Drawn signs have the same shapes in both, warped at random; printed ones have other fonts.
    """
    letters = {name: glyphs for name, glyphs in GLYPHS.items() if len(name) == 1 and name.isalpha()}
    paths = [str(path) for path in fonts.find(fonts.FONTS)]
    return Signs(letters, CURRENCY_SIGNS, paths[::2] if split == "training" else paths[1::2])


def draw_signed(
    styles: Sequence[WriterStyle], signs: Signs, rng: np.random.Generator
) -> tuple[SignedNumber, tuple[int, ...]]:
    """Return a number of a random writer style, most with signs, and its digits."""
    count = int(rng.integers(*_LENGTHS))
    digits, labels = styles[int(rng.integers(len(styles)))].write(count, rng)
    share = rng.random()
    is_touching = share < _TOUCHING
    style = random_style(rng, is_touching=is_touching, is_plain=True)
    if share < _TOUCHING + _PLAIN:
        image, owners = draw_segmented(digits, style, rng)
        return SignedNumber(image, owners, np.zeros(len(digits), dtype=np.bool_)), tuple(labels)
    digits = rescale(digits)
    drawn = signs.draw(
        _KINDS[int(rng.integers(len(_KINDS)))],
        rng,
        is_printed=rng.random() < _PRINTED,
        as_images=isinstance(digits[0], np.ndarray),
    )
    place = _PLACES[int(rng.integers(len(_PLACES)))]
    return draw_beside(digits, drawn, place, style, rng), tuple(labels)


def draw_signed_examples(
    styles: Sequence[Sequence[WriterStyle]], signs: Signs, count: int, rng: np.random.Generator
) -> Iterator[tuple[Example, Segments]]:
    """Compose numbers with signs, and yield them as `draw_examples` does.

    The owner of the ink of a sign is -1, as that of paper.
    """
    for number in range(count):
        signed, labels = draw_signed(styles[number % len(styles)], signs, rng)
        digit_at: NDArray[np.int8] = np.full(len(signed.is_sign) + 1, -1, dtype=np.int8)
        digit_at[:-1][~signed.is_sign] = np.arange(len(labels))
        example = Example(signed.image, digit_at[signed.owners], labels)
        segments = cut_example(example.image)
        if segments is not None:
            yield example, segments

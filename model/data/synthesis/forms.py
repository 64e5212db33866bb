"""Synthetic rows of forms: a digit in each field of a comb or of a row of boxes."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from PIL import Image

from model.data.synthesis.numbers import MARGIN, DigitSource, Style, draw_digit

Fields = Literal["comb", "joined boxes", "separate boxes"]
FIELDS: tuple[Fields, ...] = ("comb", "joined boxes", "separate boxes")


def draw_form_row(
    digits: Sequence[DigitSource], style: Style, fields: Fields, rng: np.random.Generator
) -> Image.Image:
    """Draw a digit in each field; returns an image of mode "L", dark on light.

    Parameters
    ----------
    digits : sequence
        The strokes or the image of each.
    style : Style
        Of the digits; its gaps and its paper do not count.
    fields : {"comb", "joined boxes", "separate boxes"}
        A comb has a line below the digits and short teeth between them.
    rng : numpy.random.Generator
    """
    H = style.height_px
    inks = [draw_digit(digit, style, rng, digits) for digit in digits]
    width = max(H * float(rng.uniform(0.95, 1.3)), max(ink.shape[1] for ink in inks) + 0.12 * H)
    height = max(H * float(rng.uniform(1.35, 1.7)), max(ink.shape[0] for ink in inks) + 0.2 * H)
    gap = H * float(rng.uniform(0.1, 0.3)) if fields == "separate boxes" else 0.0
    line_px = max(1, round(H * float(rng.uniform(0.02, 0.05))))
    margin = round(MARGIN * H)
    lefts = margin + np.arange(len(digits)) * (width + gap)
    page = np.zeros((round(height) + 2 * margin, round(lefts[-1] + width) + margin), np.float32)
    top, bottom = margin, margin + round(height)
    side_top = top
    if fields == "comb":
        side_top = bottom - round(height * float(rng.uniform(0.2, 0.45)))
    level = np.float32(rng.uniform(0.5, 1.0))
    for left in lefts:
        columns = slice(round(left), round(left + width) + line_px)
        page[bottom - line_px : bottom, columns] = level
        if fields != "comb":
            page[top : top + line_px, columns] = level
        for x in (columns.start, columns.stop - line_px):
            page[side_top:bottom, x : x + line_px] = level
    for left, ink in zip(lefts, inks, strict=True):
        x = left + line_px + (width - line_px - ink.shape[1]) * _share(rng, mean=0.5)
        y = top + line_px + (height - 2 * line_px - ink.shape[0]) * _share(rng, mean=0.6)
        place = np.s_[round(y) : round(y) + ink.shape[0], round(x) : round(x) + ink.shape[1]]
        np.maximum(page[place], ink, out=page[place])
    return Image.fromarray(np.rint(255 * (1 - page)).astype(np.uint8))


def _share(rng: np.random.Generator, mean: float) -> float:
    """Return the share of the free room that is left of, or above, a digit."""
    return float(np.clip(rng.normal(mean, 0.13), 0.05, 0.95))

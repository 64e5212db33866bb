"""The picture of the digit alone: what is painted over."""

import numpy as np
from PIL import Image

from model.preprocessing.ink_removal import clean_crop, outside_box

PAPER = 240


def canvas_on_a_page():
    """Return a digit on a light canvas with a black frame on a gray page, and two masks."""
    levels = np.full((60, 80), 150, dtype=np.uint8)
    levels[8:52, 18:62] = 0
    levels[10:50, 20:60] = PAPER
    levels[20:40, 38:42] = 10
    digit = np.zeros(levels.shape, dtype=bool)
    digit[20:40, 38:42] = True
    return levels, digit, (levels < 100) & ~digit


def test_page_beyond_a_frame_is_painted_over():
    levels, kept, frame = canvas_on_a_page()
    gray, nothing = Image.fromarray(levels), np.zeros_like(kept)
    wide = kept.copy()
    wide[20:22, 26:56] = True  # so that the margin reaches the page

    crop = clean_crop(gray, 1, (0, 0), wide, frame, nothing, PAPER)

    assert set(np.unique(np.asarray(crop)).tolist()) == {10, PAPER}


def test_page_beyond_a_broken_frame_is_painted_over_outside_its_bounding_box():
    levels, kept, frame = canvas_on_a_page()
    levels[30:40, 18:20] = PAPER
    frame &= levels < 100
    kept[20:22, 26:56] = True
    hidden = outside_box(np.array([8, 18, 52, 62]), kept.shape)

    crop = clean_crop(Image.fromarray(levels), 1, (0, 0), kept, frame, hidden, PAPER)

    assert 150 not in np.asarray(crop)


def test_part_without_other_ink_is_returned_as_it_is():
    levels, kept, frame = canvas_on_a_page()
    gray, nothing = Image.fromarray(levels), np.zeros_like(kept)

    crop = clean_crop(gray, 1, (0, 0), kept, frame, nothing, PAPER)

    assert crop == gray.crop((31, 13, 49, 47))  # a margin of 7 pixels, which the frame is beyond

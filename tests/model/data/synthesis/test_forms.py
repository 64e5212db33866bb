"""Synthetic rows of forms."""

import numpy as np
import pytest

from model.data.synthesis.forms import FIELDS, draw_form_row
from model.data.synthesis.numbers import Style
from tests.support import handwriting


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("seed", range(5))
def test_form_row_has_a_line_below_and_white_paper_around_it(fields, seed):
    digits = [handwriting.digit(digit, 50.0) for digit in (2, 0, 6)]
    image = draw_form_row(digits, Style(height_px=40), fields, np.random.default_rng(seed))
    levels = np.asarray(image)
    border = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    assert (border == 255).all()
    rows = (levels < 255).mean(axis=1)
    assert rows[np.flatnonzero(rows)[-1]] > 0.6

"""Numbers with letters and currency signs among their digits."""

import numpy as np
import pytest

from model.data.synthesis.letter_shapes import CURRENCY_SIGNS, GLYPHS
from model.data.synthesis.signs import Signs
from model.training.signed_numbers import draw_signed, draw_signed_examples
from tests.support.writer_styles import STYLES

SIGNS = Signs({name: GLYPHS[name] for name in "AEHM"}, CURRENCY_SIGNS)


@pytest.fixture
def drawn_signs(monkeypatch):
    """Only drawn signs, which need no fonts."""
    monkeypatch.setattr("model.training.signed_numbers._PRINTED", 0)


@pytest.mark.usefixtures("drawn_signs")
def test_most_numbers_have_signs_and_all_have_digits():
    rng = np.random.default_rng(1)
    numbers = [draw_signed(STYLES[0], SIGNS, rng) for _ in range(60)]
    for signed, digits in numbers:
        assert np.count_nonzero(~signed.is_sign) == len(digits) > 0
        assert set(np.unique(signed.owners)) <= {-1, *range(len(signed.is_sign))}
    has_signs = [signed.is_sign.any() for signed, _ in numbers]
    assert 0.4 < np.mean(has_signs) < 0.9


@pytest.mark.usefixtures("drawn_signs")
def test_ink_of_signs_is_no_digits_ink_in_examples():
    examples = list(draw_signed_examples(STYLES, SIGNS, 40, np.random.default_rng(2)))
    has_other_ink = []
    for example, segments in examples:
        assert set(np.unique(example.owners)) <= {-1, *range(len(example.digits))}
        (top, left), (height, width) = segments.corner, segments.labels.shape
        owners = example.owners[top : top + height, left : left + width]
        other = np.count_nonzero(owners[segments.labels >= 0] < 0)
        has_other_ink.append(other > 0.2 * segments.areas.sum() / (len(example.digits) + 1))
    assert len(examples) > 30
    assert 0.3 < np.mean(has_other_ink) < 0.9

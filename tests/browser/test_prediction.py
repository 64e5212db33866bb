"""Predictions of drawn digits."""

import pytest

from tests.browser.digits import DIGITS
from tests.browser.expect import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("digit", range(10))
def test_digit_drawn_with_the_mouse_is_predicted(drawing_page, digit):
    drawing_page.draw(*DIGITS[digit])

    drawing_page.wait_for_digit(digit)
    assert drawing_page.headline.endswith("% sure")


@pytest.mark.parametrize("digit", range(10))
def test_clicked_sample_is_predicted(drawing_page, digit):
    drawing_page.sample(digit)

    expect(drawing_page.prediction).to_have_text(str(digit))


def test_prediction_while_drawing_comes_before_the_pen_is_lifted(drawing_page):
    (stroke,) = DIGITS[3]

    drawing_page.start_stroke(stroke)

    drawing_page.wait_for_digit(3)
    assert drawing_page.saved is None


def test_bars_sum_to_one_and_mark_the_highest(drawing_page):
    drawing_page.sample(6)
    drawing_page.wait_for_digit(6)

    total = sum(float(number.strip(">\u202f%")) for number in drawing_page.numbers)
    assert total == pytest.approx(100, abs=0.6)
    best = drawing_page.page.locator("#bars li[data-best]")
    assert best.count() == 1
    assert best.locator(".bar-digit").inner_text().startswith("6")


def test_small_digit_in_a_corner_is_predicted(drawing_page):
    drawing_page.draw(*[[(x / 4, y / 4) for x, y in stroke] for stroke in DIGITS[3]])

    expect(drawing_page.prediction).to_have_text("3")

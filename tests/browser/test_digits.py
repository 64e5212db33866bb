"""Each digit, drawn with the mouse, is read."""

import pytest

from tests.browser.digits import DIGITS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("digit", range(10))
def test_digit_drawn_with_the_mouse_is_read(desk, digit):
    desk.draw(*DIGITS[digit])

    desk.wait_for_digit(digit)
    assert desk.headline.endswith("% sure")


@pytest.mark.parametrize("digit", range(10))
def test_sample_clicked_is_read(desk, digit):
    desk.sample(digit)

    desk.wait_for_digit(digit)


def test_answer_while_drawing_comes_before_the_pen_is_lifted(desk):
    (stroke,) = DIGITS[3]

    desk.put_down(stroke)

    desk.wait_for_digit(3)
    assert desk.kept is None


def test_bars_add_up_and_the_best_is_marked(desk):
    desk.sample(6)
    desk.wait_for_digit(6)

    total = sum(float(number.strip(">\u202f%")) for number in desk.numbers)
    assert total == pytest.approx(100, abs=0.6)
    best = desk.page.locator("#bars li[data-best]")
    assert best.count() == 1
    assert best.locator(".bar-digit").inner_text().startswith("6")


def test_drawing_small_in_a_corner_is_read(desk):
    desk.draw(*[[(x / 4, y / 4) for x, y in stroke] for stroke in DIGITS[3]])

    desk.wait_for_digit(3)

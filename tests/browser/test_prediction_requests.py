"""Order of prediction requests."""

import pytest

from tests.browser.digits import DIGITS

pytestmark = pytest.mark.browser


def test_requests_are_sent_one_at_a_time(drawing_page):
    drawing_page.draw(*DIGITS[8])

    drawing_page.wait_for_digit(8)
    drawing_page.settle()
    assert len(drawing_page.requests) > 1
    assert drawing_page.max_open == 1


def test_changes_during_a_request_are_sent_next(drawing_page):
    (stroke,) = DIGITS[0]
    held = drawing_page.hold_next_request()
    with drawing_page.page.expect_request("**/predict*"):
        drawing_page.start_stroke(stroke[:8])

    drawing_page.continue_stroke(stroke[8:])
    held[0].continue_()

    drawing_page.wait_for_digit(0)
    drawing_page.settle()
    assert drawing_page.max_open == 1


def test_reply_for_a_cleared_drawing_is_dropped(drawing_page):
    held = drawing_page.hold_next_request()
    with drawing_page.page.expect_request("**/predict*"):
        drawing_page.sample(0)

    drawing_page.press("Delete")

    held[0].abort()
    drawing_page.settle()
    assert drawing_page.headline == "Draw a digit"


def test_last_of_many_changes_is_predicted(drawing_page):
    for digit in range(10):
        drawing_page.sample(digit)

    drawing_page.wait_for_digit(9)
    drawing_page.settle()
    assert drawing_page.digit == "9"

"""One question at a time, about what is on the paper now."""

import pytest

from tests.browser.digits import DIGITS

pytestmark = pytest.mark.browser


def test_questions_are_asked_one_at_a_time(desk):
    desk.draw(*DIGITS[8])

    desk.wait_for_digit(8)
    desk.settle()
    assert len(desk.questions) > 1
    assert desk.most_open == 1


def test_what_was_drawn_while_an_answer_was_awaited_is_asked_about_next(desk):
    (stroke,) = DIGITS[0]
    held = desk.hold_next_question()
    with desk.page.expect_request("**/predict*"):
        desk.put_down(stroke[:8])

    desk.go_on(stroke[8:])
    held[0].continue_()

    desk.wait_for_digit(0)
    desk.settle()
    assert desk.most_open == 1


def test_answer_about_a_drawing_that_was_cleared_is_never_shown(desk):
    held = desk.hold_next_question()
    with desk.page.expect_request("**/predict*"):
        desk.sample(0)

    desk.press("Delete")

    held[0].abort()
    desk.settle()
    assert desk.headline == "Draw a digit"


def test_last_of_many_changes_has_the_last_word(desk):
    for digit in range(10):
        desk.sample(digit)

    desk.wait_for_digit(9)
    desk.settle()
    assert desk.digit == "9"

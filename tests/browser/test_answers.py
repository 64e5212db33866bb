"""What the page says to each kind of reply."""

import json

import pytest

pytestmark = pytest.mark.browser

UNSURE = {
    "digit": 4,
    "confidence": 0.51,
    "probabilities": [0.0, 0.0, 0.0, 0.0, 0.51, 0.0, 0.0, 0.01, 0.0, 0.48],
    "certain": False,
    "model": {"name": "seed", "version": "0" * 12},
}
CLOSE = UNSURE | {"certain": True}
SURE = CLOSE | {"confidence": 0.9999, "probabilities": [0.0001, 0, 0, 0, 0.9999, 0, 0, 0, 0, 0]}
ANYTHING = UNSURE | {
    "confidence": 0.91,
    "probabilities": [0.01, 0.91, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01],
}
TWO = UNSURE | {"digit": None, "digits_found": 2}


def reply_with(desk, reply, status=200, mime="application/json"):
    desk.page.route(
        "**/predict*",
        lambda route: route.fulfill(status=status, content_type=mime, body=json.dumps(reply)),
    )


def test_empty_paper_says_draw_a_digit(desk):
    assert desk.headline == "Draw a digit"
    assert desk.numbers == ["–"] * 10
    assert desk.questions == []


def test_sure_reply_shows_the_digit_and_no_made_up_certainty(desk):
    reply_with(desk, SURE)
    desk.sample(4)

    desk.wait_for_digit(4)
    assert desk.headline == ">99.9\u202f% sure"
    assert desk.detail == ""


def test_close_runner_up_is_named(desk):
    reply_with(desk, CLOSE)
    desk.sample(4)

    desk.wait_for_digit(4)
    assert desk.detail == "or possibly 9, 48.0\u202f%"


def test_uncertain_reply_names_two_digits_and_shows_neither_large(desk):
    reply_with(desk, UNSURE)
    desk.sample(4)

    desk.wait_for_headline("Not sure: 4 or 9")
    assert desk.digit == "?"


def test_uncertain_reply_without_a_rival_doubts_that_it_is_a_digit(desk):
    reply_with(desk, ANYTHING)
    desk.sample(4)

    desk.wait_for_headline("Not sure this is a digit")
    assert desk.digit == "?"


def test_several_digits_are_counted_rather_than_guessed(desk):
    reply_with(desk, TWO)
    desk.sample(4)

    desk.wait_for_headline("2 digits found")
    assert desk.detail == "Draw one digit at a time."
    assert desk.digit == ""


def test_blank_reply_says_draw_a_digit(desk, complaints):
    blank = {"type": "/problems/blank-drawing", "title": "Blank drawing", "status": 422}
    reply_with(desk, blank, 422, "application/problem+json")
    desk.sample(4)
    desk.settle()

    assert desk.headline == "Draw a digit"
    forget_failed_loads(complaints, 422)


def test_other_problem_is_shown_in_its_own_words(desk, complaints):
    problem = {
        "type": "/problems/too-many-pixels",
        "title": "Image too large",
        "status": 413,
        "detail": "expected at most 16000000 pixels, got 20000000",
    }
    reply_with(desk, problem, 413, "application/problem+json")
    desk.sample(4)

    desk.wait_for_headline("Image too large")
    assert desk.detail == "expected at most 16000000 pixels, got 20000000"
    forget_failed_loads(complaints, 413)


def forget_failed_loads(complaints, status):
    """Chromium logs every reply of 400 and above; that is its way, not the page's."""
    complaints[:] = [text for text in complaints if f"status of {status}" not in text]

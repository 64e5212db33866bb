"""Messages for each kind of reply."""

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
PROBABLE = UNSURE | {
    "digit": 9,
    "confidence": 0.71,
    "probabilities": [0.03, 0.03, 0.03, 0.03, 0.03, 0.03, 0.02, 0.02, 0.07, 0.71],
}
TWO = UNSURE | {"digit": None, "digits_found": 2}
NUMBER = {
    "numbers": [
        {
            "number": "47",
            "confidence": 0.81,
            "certain": False,
            "box": [20, 20, 200, 200],
            "digits": [
                {
                    "digit": digit,
                    "confidence": 0.9,
                    "probabilities": UNSURE["probabilities"],
                    "certain": True,
                    "box": [left, 20, 90, 200],
                }
                for digit, left in ((4, 20), (7, 130))
            ],
            "alternatives": [{"number": "41", "confidence": 0.12}],
            "left_out": 0,
        }
    ],
    "model": UNSURE["model"],
}


def reply_with(drawing_page, reply, status=200, mime="application/json", path="/predict"):
    drawing_page.page.route(
        f"**{path}*",
        lambda route: route.fulfill(status=status, content_type=mime, body=json.dumps(reply)),
    )


def test_blank_canvas_asks_for_a_digit(drawing_page):
    assert drawing_page.headline == "Draw a digit"
    assert drawing_page.numbers == ["–"] * 10
    assert drawing_page.requests == []


def test_certain_reply_shows_the_digit_and_at_most_99_9_percent(drawing_page):
    reply_with(drawing_page, SURE)
    drawing_page.sample(4)

    drawing_page.wait_for_digit(4)
    assert drawing_page.headline == ">99.9\u202f% sure"
    assert drawing_page.detail == ""


def test_close_runner_up_is_mentioned(drawing_page):
    reply_with(drawing_page, CLOSE)
    drawing_page.sample(4)

    drawing_page.wait_for_digit(4)
    assert drawing_page.detail == "or possibly 9, 48.0\u202f%"


def test_uncertain_reply_mentions_two_digits_and_shows_neither_large(drawing_page):
    reply_with(drawing_page, UNSURE)
    drawing_page.sample(4)

    drawing_page.wait_for_headline("Not sure: 4 or 9")
    assert drawing_page.digit == "?"


def test_uncertain_reply_with_a_distant_runner_up_names_one_digit(drawing_page):
    reply_with(drawing_page, PROBABLE)
    drawing_page.sample(4)

    drawing_page.wait_for_headline("Probably 9, but not certain")
    assert drawing_page.digit == "9"


def test_uncertain_reply_without_runner_up_may_be_no_digit(drawing_page):
    reply_with(drawing_page, ANYTHING)
    drawing_page.sample(4)

    drawing_page.wait_for_headline("Not sure this is a digit")
    assert drawing_page.digit == "?"


def test_several_digits_are_read_as_a_number(drawing_page):
    reply_with(drawing_page, TWO)
    reply_with(drawing_page, NUMBER, path="/numbers")
    drawing_page.sample(4)

    drawing_page.wait_for_headline("Probably 47, but not certain")
    assert drawing_page.detail.replace("\u202f", " ") == "81.0 %; the next is 41, at 12.0 %"
    assert drawing_page.page.locator("#number [data-part=figure]").all_inner_texts() == ["4", "7"]
    assert drawing_page.digit == ""


def test_blank_drawing_problem_says_that_the_ink_does_not_suffice(drawing_page, console_errors):
    blank = {"type": "/problems/blank-drawing", "title": "Blank drawing", "status": 422}
    reply_with(drawing_page, blank, 422, "application/problem+json")
    drawing_page.sample(4)

    drawing_page.wait_for_headline("Too little to read")
    assert drawing_page.detail == "Draw the digit larger, or with a thicker pen."
    forget_failed_loads(console_errors, 422)


def test_other_problem_shows_its_title_and_detail(drawing_page, console_errors):
    problem = {
        "type": "/problems/too-many-pixels",
        "title": "Image too large",
        "status": 413,
        "detail": "expected at most 16000000 pixels, got 20000000",
    }
    reply_with(drawing_page, problem, 413, "application/problem+json")
    drawing_page.sample(4)

    drawing_page.wait_for_headline("Image too large")
    assert drawing_page.detail == "expected at most 16000000 pixels, got 20000000"
    forget_failed_loads(console_errors, 413)


def forget_failed_loads(console_errors, status):
    """Ignore Chromium's messages about error replies."""
    console_errors[:] = [text for text in console_errors if f"status of {status}" not in text]

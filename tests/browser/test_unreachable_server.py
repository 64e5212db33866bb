"""Unreachable, slow and overloaded servers."""

import pytest

from tests.browser.digits import DIGITS
from tests.browser.expect import expect

pytestmark = pytest.mark.browser


def test_drawing_made_offline_is_predicted_after_restart(
    visit, load_errors_ignored, restarting_server
):
    drawing_page = visit()
    drawing_page.sample(1)
    drawing_page.wait_for_digit(1)

    restarting_server.kill()
    drawing_page.press("Delete")
    drawing_page.draw(*DIGITS[3])
    drawing_page.wait_for_headline("Can’t reach the server")  # noqa: RUF001
    assert drawing_page.ink_at(DIGITS[3][0][10])

    restarting_server.start()
    drawing_page.page.locator("[data-part=digit]", has_text="3").wait_for()
    assert drawing_page.headline.endswith("% sure")


def test_overloaded_server_is_retried(drawing_page, load_errors_ignored):
    drawing_page.page.route(
        "**/predict*", lambda route: route.fulfill(status=503, body=""), times=2
    )

    drawing_page.sample(5)

    drawing_page.wait_for_headline("Can’t reach the server")  # noqa: RUF001
    expect(drawing_page.prediction).to_have_text("5")
    assert len(drawing_page.requests) == 3


def test_unreachable_server_is_retried_with_backoff(drawing_page, load_errors_ignored):
    drawing_page.page.route("**/predict*", lambda route: route.abort())

    drawing_page.draw(*DIGITS[8])  # some forty movements, each of which would be a question
    drawing_page.page.wait_for_timeout(1000)

    assert 2 <= len(drawing_page.requests) < 10
    drawing_page.page.unroute("**/predict*")
    drawing_page.wait_for_digit(8)


def test_slow_server_is_reported_and_its_reply_shown(drawing_page):
    held = drawing_page.hold_next_request()

    drawing_page.sample(6)

    drawing_page.wait_for_notice("The server is slow to respond.")
    held[0].continue_()
    expect(drawing_page.prediction).to_have_text("6")
    expect(drawing_page.notice).to_be_empty()

"""A server that goes, comes back, is slow or overloaded: the drawing is never lost."""

import pytest

from tests.browser.digits import DIGITS

pytestmark = pytest.mark.browser


@pytest.fixture
def forgiving(complaints):
    """Chromium logs what it could not load; here that is what the test is about."""
    yield
    complaints[:] = [text for text in complaints if "Failed to load resource" not in text]


@pytest.fixture
def revived(server):
    """Whatever a test does to the server, the next test finds it running."""
    yield server
    server.kill()
    server.start()


def test_drawing_while_the_server_is_gone_is_read_when_it_is_back(visit, forgiving, revived):
    desk = visit()
    desk.sample(1)
    desk.wait_for_digit(1)

    revived.kill()
    desk.press("Delete")
    desk.draw(*DIGITS[3])
    desk.wait_for_headline("Can’t reach the server")  # noqa: RUF001
    assert desk.ink_at(DIGITS[3][0][10])

    revived.start()
    desk.page.locator("[data-part=digit]", has_text="3").wait_for()
    assert desk.headline.endswith("% sure")


def test_overloaded_server_is_asked_again(desk, forgiving):
    desk.page.route("**/predict*", lambda route: route.fulfill(status=503, body=""), times=2)

    desk.sample(5)

    desk.wait_for_headline("Can’t reach the server")  # noqa: RUF001
    desk.wait_for_digit(5)


def test_server_that_is_gone_is_not_asked_in_a_hurry(desk, forgiving):
    desk.page.route("**/predict*", lambda route: route.abort())

    desk.draw(*DIGITS[8])  # some forty movements, each of which would be a question
    desk.page.wait_for_timeout(1000)

    assert 2 <= len(desk.questions) < 10
    desk.page.unroute("**/predict*")
    desk.wait_for_digit(8)


def test_slow_server_is_noticed_quietly_and_the_answer_still_shown(desk):
    held = desk.hold_next_question()

    desk.sample(6)

    desk.wait_for_notice("The server is slow to respond.")
    held[0].continue_()
    desk.wait_for_digit(6)
    desk.page.locator("#notice:empty").wait_for(state="attached")

"""The pages in a real browser, served under a path of the host."""

import pytest

from tests.browser.conftest import LAPTOP, watched
from tests.browser.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def prefixed(chromium, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server") / "output.txt", root="/digits")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def desk(chromium, prefixed, complaints):
    """The page; what it asks for outside the prefix fails the test that opened it."""
    context = chromium.new_context(**LAPTOP)
    with watched(context.new_page(), prefixed.url, complaints) as desk:
        yield desk
    context.close()


def test_page_under_a_prefix_answers(desk):
    desk.sample(7)
    desk.wait_for_digit(7)


def test_pages_under_a_prefix_lead_to_each_other(desk):
    desk.page.get_by_role("link", name="Report").click()
    desk.page.get_by_role("heading", level=1).wait_for()
    assert desk.page.url.endswith("/digits/report")
    desk.page.get_by_role("link", name="API").click()
    desk.page.get_by_text("Read one drawing").click()
    desk.page.get_by_role("button", name="Execute").wait_for()
    assert "/digits/docs#" in desk.page.url

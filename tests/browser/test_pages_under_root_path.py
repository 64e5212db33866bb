"""Pages served under a root path."""

import pytest

from tests.browser.conftest import LAPTOP, watch_page
from tests.browser.expect import expect
from tests.browser.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def prefixed(chromium, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server") / "output.txt", root="/digits")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def drawing_page(chromium, prefixed, console_errors):
    """The page; requests outside the root path fail the test."""
    context = chromium.new_context(**LAPTOP)
    with watch_page(context.new_page(), prefixed.url, console_errors) as drawing_page:
        yield drawing_page.open()
    context.close()


def test_page_under_a_root_path_responds(drawing_page):
    drawing_page.sample(7)

    expect(drawing_page.prediction).to_have_text("7")


def test_pages_under_a_root_path_link_to_each_other(drawing_page):
    drawing_page.page.get_by_role("link", name="Report").click()
    drawing_page.page.get_by_role("heading", level=1).wait_for()
    assert drawing_page.page.url.endswith("/digits/report")
    drawing_page.page.get_by_role("link", name="API").click()
    drawing_page.page.get_by_text("Read a digit").click()
    drawing_page.page.get_by_role("button", name="Execute").wait_for()
    assert "/digits/docs#" in drawing_page.page.url

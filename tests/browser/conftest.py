"""Fixtures: a server, Chromium, and pages without console errors or third-party requests."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.pages.drawing_page import TIMEOUT_MS, DrawingPage
from tests.browser.server import Server

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    if sync_playwright is None:
        pytest.skip("needs playwright: pip install -r requirements/browser.txt")
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.skip(f"needs {', '.join(NAMES[:-1])} or {NAMES[-1]}: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server") / "output.txt")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def restarting_server(server: Server) -> Iterator[Server]:
    """The server; restarted after the test."""
    yield server
    server.kill()
    server.start()


@pytest.fixture
def console_errors() -> list[str]:
    """Console messages and exceptions; tests that provoke some clear them."""
    return []


@pytest.fixture
def load_errors_ignored(console_errors: list[str]) -> Iterator[None]:
    """Ignore Chromium's messages about failed loads."""
    yield
    console_errors[:] = [text for text in console_errors if "Failed to load resource" not in text]


UNUSED_PRELOAD = "was preloaded using link preload but not used within a few seconds"
"""Chromium's hint about the font of formulas where a busy machine shows them late."""

EMPTY_PAGE = "<link rel=icon href=data:,>"
"""A page for which Chromium requests nothing more, not even an icon."""


@contextmanager
def watch_page(page: "Page", url: str, console_errors: list[str]) -> Iterator[DrawingPage]:
    """Watch a page for errors and third-party requests; nothing is opened in it."""
    addresses: list[str] = []

    def note(message: Any) -> None:
        if UNUSED_PRELOAD not in message.text:
            console_errors.append(message.text)

    listeners: dict[Any, Callable[[Any], None]] = {
        "console": note,
        "pageerror": lambda error: console_errors.append(str(error)),
        "request": lambda request: addresses.append(request.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    drawing_page = DrawingPage(page, url + "/")
    yield drawing_page
    drawing_page.leave()
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert console_errors == []
    assert [address for address in addresses if not address.startswith((url, "data:"))] == []


@pytest.fixture
def new_tab(
    chromium: "Browser", server: Server, console_errors: list[str]
) -> Iterator[Callable[..., DrawingPage]]:
    """Make tabs in separate browser contexts, for tests to open the page that they are about."""
    with ExitStack() as stack:

        def new_tab(**options: Any) -> DrawingPage:
            context = chromium.new_context(**LAPTOP | options)
            stack.callback(context.close)
            context.set_default_timeout(TIMEOUT_MS)
            return stack.enter_context(watch_page(context.new_page(), server.url, console_errors))

        yield new_tab


@pytest.fixture
def visit(new_tab: Callable[..., DrawingPage]) -> Callable[..., DrawingPage]:
    """Open the drawing page in separate browser contexts."""
    return lambda **options: new_tab(**options).open()


@pytest.fixture(scope="session")
def laptop(chromium: "Browser") -> "Iterator[Page]":
    context = chromium.new_context(**LAPTOP)
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def tab(laptop: "Page", server: Server, console_errors: list[str]) -> Iterator[DrawingPage]:
    """A tab in a shared browser context, for tests to open the page that they are about.

    Afterwards the page is left, so that it asks for nothing during the next test. On an empty page
    of the same origin Chromium keeps its process and the compiled scripts, on about:blank not: then
    the next page takes 0.6 s more.
    """
    with watch_page(laptop, server.url, console_errors) as tab:
        yield tab
        tab.forget()
    laptop.unroute_all()
    laptop.route(
        f"{server.url}/left",
        lambda route: route.fulfill(content_type="text/html", body=EMPTY_PAGE),
    )
    laptop.goto(f"{server.url}/left")
    laptop.unroute_all()


@pytest.fixture
def drawing_page(tab: DrawingPage) -> DrawingPage:
    """The drawing page, freshly opened in a shared browser context."""
    return tab.open()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Add the server's output to failure reports."""
    outcome: Any = yield
    report = outcome.get_result()
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("server", server.output))

"""A real server, a real Chromium, and pages that must neither complain nor call anyone else."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.desk import Desk
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
def complaints() -> list[str]:
    """What the pages logged and threw; a test that provokes some takes them out again."""
    return []


@contextmanager
def watched(page: "Page", url: str, complaints: list[str]) -> Iterator[Desk]:
    """Open the page, and insist that it neither complains nor calls anyone but its server."""
    addresses: list[str] = []
    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
        "request": lambda request: addresses.append(request.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    desk = Desk(page, url + "/")
    yield desk.open()
    desk.leave()
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert complaints == []
    assert [address for address in addresses if not address.startswith((url, "data:"))] == []


@pytest.fixture
def visit(
    chromium: "Browser", server: Server, complaints: list[str]
) -> Iterator[Callable[..., Desk]]:
    """Open pages, each in a browser of its own with the given options of a Playwright context."""
    with ExitStack() as stack:

        def visit(**options: Any) -> Desk:
            context = chromium.new_context(**LAPTOP | options)
            stack.callback(context.close)
            return stack.enter_context(watched(context.new_page(), server.url, complaints))

        yield visit


@pytest.fixture(scope="session")
def laptop(chromium: "Browser") -> "Iterator[Page]":
    context = chromium.new_context(**LAPTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(laptop: "Page", server: Server, complaints: list[str]) -> Iterator[Desk]:
    """The page on a laptop, opened for the first time; the browser behind it is shared."""
    with watched(laptop, server.url, complaints) as desk:
        yield desk
        desk.forget()
    laptop.unroute_all()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Print what the server said beside what failed."""
    outcome: Any = yield
    report = outcome.get_result()
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("server", server.output))

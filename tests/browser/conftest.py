"""A real server, a real Chromium, and pages that must neither complain nor call anyone else."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.desk import Desk
from tests.browser.server import Server

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
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


@contextmanager
def visits(chromium: "Browser", url: str, complaints: list[str]) -> Iterator[Callable[..., Desk]]:
    """Open pages, each in a browser of its own with the given options of a Playwright context."""
    contexts = []
    addresses: list[str] = []

    def log(message: "ConsoleMessage") -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def visit(**options: Any) -> Desk:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page: Page = context.new_page()
        page.on("console", log)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: addresses.append(request.url))
        return Desk(page, url + "/").open()

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []
    assert [address for address in addresses if not address.startswith((url, "data:"))] == []


@pytest.fixture
def complaints() -> list[str]:
    """What the page logged and threw; a test that provokes some takes them out again."""
    return []


@pytest.fixture
def visit(
    chromium: "Browser", server: Server, complaints: list[str]
) -> Iterator[Callable[..., Desk]]:
    with visits(chromium, server.url, complaints) as visit:
        yield visit


@pytest.fixture
def desk(visit: Callable[..., Desk]) -> Desk:
    """The page on a laptop."""
    return visit()


@pytest.fixture(scope="module")
def shared_page(chromium: "Browser", server: Server) -> Iterator[Desk]:
    with visits(chromium, server.url, []) as visit:
        yield visit()


@pytest.fixture
def shared_desk(shared_page: Desk) -> Desk:
    """The same page for a whole module, its paper empty."""
    shared_page.press("Delete")
    shared_page.wait_for_blank()
    return shared_page


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Print what the server said beside what failed."""
    outcome: Any = yield
    report = outcome.get_result()
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("server", server.output))

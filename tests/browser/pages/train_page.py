"""Page object of the training page."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.browser.pages.drawing_page import DrawingPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TIMEOUT_MS = 60_000  # generous, for busy machines

SMALL = {"hidden": [32], "images": 1000, "epochs": 2, "batch_size": 50}
"""Takes about a second."""

LONG = {"hidden": [100, 10], "images": 5000, "epochs": 200, "batch_size": 50}
"""Does not finish within a test."""


class TrainPage:
    """The page /train."""

    def __init__(self, drawing_page: DrawingPage) -> None:
        self.drawing_page = drawing_page
        self.page: Page = drawing_page.page
        self.root = drawing_page.url.rstrip("/")

    def open(self, query: str = "") -> "TrainPage":
        self.page.goto(f"{self.root}/train{query}")
        self.page.locator("#lab:not([hidden])").wait_for(timeout=TIMEOUT_MS)
        return self

    # Actions

    def fill(self, **settings: Any) -> None:
        for name, value in settings.items():
            control = self.page.locator(f"#{name}")
            if isinstance(value, bool):
                control.set_checked(value)
            elif control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(", ".join(map(str, value)) if isinstance(value, list) else str(value))

    def start(self, **settings: Any) -> str:
        """Start a run in the page and return its ID."""
        self.fill(**settings)
        with self.page.expect_response(lambda reply: reply.request.method == "POST") as reply:
            self.button("Start training").click()
        run: dict[str, Any] = reply.value.json()
        self.page.locator(f"#runs [data-selected] a[href*='{run['id']}']").first.wait_for(
            timeout=TIMEOUT_MS
        )
        return str(run["id"])

    def button(self, name: str) -> "Locator":
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    # Content

    @property
    def status(self) -> str:
        return self.page.locator("#status").inner_text()

    @property
    def step(self) -> int:
        """Number of steps shown."""
        return int(self.status.split(", ")[-1].split(" of ")[0].replace(",", ""))

    @property
    def accuracy(self) -> float:
        """Validation accuracy shown, in percent."""
        return float(self.figure("validation").split("\u202f")[0].lstrip(">"))

    def figure(self, name: str) -> str:
        return self.page.locator(f"#figures [data-part={name}]").inner_text()

    def wait_for_status(self, text: str) -> None:
        self.page.locator("#status", has_text=text).wait_for(timeout=TIMEOUT_MS)

    def wait_for_epochs(self, count: int) -> None:
        """Open the table and wait until it has `count` epochs."""
        self.page.locator("#curves-table").evaluate("details => { details.open = true; }")
        self.page.locator("#loss .lines button").first.wait_for(timeout=TIMEOUT_MS)
        row = self.page.locator("#curves-table tbody tr").nth(count - 1)
        row.wait_for(timeout=TIMEOUT_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until received events are drawn."""
        self.page.evaluate(
            "() => new Promise(done => setTimeout(() => requestAnimationFrame(() => done()), 200))"
        )

    @property
    def legend(self) -> "Locator":
        """Names of the lines of the first chart."""
        return self.page.locator("#loss .lines button")

    @property
    def announcement(self) -> "Locator":
        return self.page.locator("#announcement")

    def wait_for_announcement(self, text: str) -> None:
        self.announcement.filter(has_text=text).wait_for(state="attached", timeout=TIMEOUT_MS)

    def table(self, name: str) -> list[list[str]]:
        """Return the cells of a table body by row."""
        rows: list[list[str]] = self.page.locator(f"#{name} tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        return rows

    def rows(self) -> list[str]:
        return self.page.locator("#runs [data-part=name]").all_inner_texts()

    def row(self, name: str) -> "Locator":
        return self.page.locator("#runs li").filter(
            has=self.page.locator("[data-part=name]", has_text=name)
        )

    # Server

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        return ask(f"{self.root}{path}", body, method)

    def train_run(self, **settings: Any) -> str:
        """Train a run through the API and return its ID."""
        run = self.ask("/lab/runs", {**SMALL, **settings})
        wait_until(lambda: self.ask(f"/lab/runs/{run['id']}")["state"] == "finished")
        return str(run["id"])


def ask(url: str, body: Any = None, method: str | None = None) -> Any:
    """Send a request and return the JSON reply, also of errors; None if empty."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            content = reply.read()
    except urllib.error.HTTPError as error:
        content = error.read()
    return json.loads(content) if content else None


def wait_until(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "expected it in time"
        time.sleep(0.05)

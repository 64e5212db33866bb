"""The training page as a person has it in front of them."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.browser.desk import Desk

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE_MS = 60_000  # for a machine that has other work; nothing waits longer than needed

SMALL = {"hidden": [32], "images": 1000, "epochs": 2, "batch_size": 50}
"""A run of a second."""

LONG = {"hidden": [100, 10], "images": 5000, "epochs": 200, "batch_size": 50}
"""A run that no test sees the end of."""


class Lab:
    """The page /train on a server of its own."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page: Page = desk.page
        self.root = desk.url.rstrip("/")

    def open(self, query: str = "") -> "Lab":
        self.page.goto(f"{self.root}/train{query}")
        self.page.locator("#lab:not([hidden])").wait_for(timeout=PATIENCE_MS)
        return self

    def leave(self) -> None:
        """Turn to a page that does not ask the server again and again."""
        self.page.goto(self.desk.url)

    # What a person does

    def fill(self, **settings: Any) -> None:
        for name, value in settings.items():
            control = self.page.locator(f"#{name}")
            if isinstance(value, bool):
                control.set_checked(value)
            elif control.evaluate("each => each.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(", ".join(map(str, value)) if isinstance(value, list) else str(value))

    def start(self, **settings: Any) -> str:
        """Start a run and return its ID, once the page watches it."""
        self.fill(**settings)
        with self.page.expect_response(lambda reply: reply.request.method == "POST") as reply:
            self.button("Start training").click()
        run: dict[str, Any] = reply.value.json()
        self.page.locator(f"#runs [data-watched] a[href*='{run['id']}']").first.wait_for(
            timeout=PATIENCE_MS
        )
        return str(run["id"])

    def button(self, name: str) -> "Locator":
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    # What a person reads

    @property
    def status(self) -> str:
        return self.page.locator("#status").inner_text()

    @property
    def step(self) -> int:
        """How many steps the page says were taken."""
        return int(self.status.split(", ")[-1].split(" of ")[0].replace(",", ""))

    @property
    def accuracy(self) -> float:
        """The share of validation digits that the page says are read right, in percent."""
        return float(self.figure("validation").split("\u202f")[0].lstrip(">"))

    def figure(self, name: str) -> str:
        return self.page.locator(f"#figures [data-part={name}]").inner_text()

    def wait_for_status(self, text: str) -> None:
        expect(self.page.locator("#status")).to_contain_text(text, timeout=PATIENCE_MS)

    def wait_for_epochs(self, count: int) -> None:
        """Wait until the table has `count` epochs and all is drawn; it is opened if it is not."""
        self.page.locator("#curves-table").evaluate("each => { each.open = true; }")
        self.page.locator("#loss .lines button").first.wait_for(timeout=PATIENCE_MS)
        row = self.page.locator("#curves-table tbody tr").nth(count - 1)
        row.wait_for(timeout=PATIENCE_MS)
        self.settle()

    def settle(self) -> None:
        """Let the page draw what it has heard, which it does a few times a second."""
        self.page.evaluate(
            "() => new Promise(done => setTimeout(() => requestAnimationFrame(() => done()), 200))"
        )

    def wait_for_legend(self, *names: str) -> None:
        """Wait until the lines of the first chart have these names."""
        lines = self.page.locator("#loss .lines button")
        expect(lines).to_have_text([*names], timeout=PATIENCE_MS)

    def wait_for_announcement(self, text: str) -> None:
        region = self.page.locator("#announcement", has_text=text)
        region.wait_for(state="attached", timeout=PATIENCE_MS)

    def table(self, name: str) -> list[list[str]]:
        """Return the rows of a table without its head, text by text."""
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

    # What the server says and does

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        return ask(f"{self.root}{path}", body, method)

    def trained(self, **settings: Any) -> str:
        """Start a run past the page and return its ID, once it has finished."""
        run = self.ask("/lab/runs", {**SMALL, **settings})
        wait_until(lambda: self.ask(f"/lab/runs/{run['id']}")["state"] == "finished")
        return str(run["id"])


def ask(url: str, body: Any = None, method: str | None = None) -> Any:
    """Return what the server answers, a problem too; None for an empty reply."""
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

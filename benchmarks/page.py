"""The pages: bytes, time until they can be used, pen to bars, long tasks, Lighthouse."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.server import Server, running_server
from benchmarks.subject import MissingError
from benchmarks.table import Goal, Row, Spread, Table

PAGES = ("/", "/inside", "/report", "/train")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LOADS, LIGHTHOUSES = 5, 3
LONG_TASK_MS = 50
FRAMES_MS = 50
"""From pen to bars: three frames at 60 a second."""

WATCH = """
window.longTasks = [];
new PerformanceObserver((list) => {
  window.longTasks.push(...list.getEntries().map((entry) => entry.duration));
}).observe({ type: "longtask", buffered: true });
"""
TO_BARS = "performance.getEntriesByName('inkling:stroke-to-bars').map((entry) => entry.duration)"
USABLE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def measure(*, quick: bool) -> list[Table]:
    with running_server() as server:
        return [loading(server, quick=quick), lighthouse(server, quick=quick)]


def loading(server: Server, *, quick: bool) -> Table:
    table = Table(
        "Pages: bytes, and what drawing costs",
        "Bytes as sent, of all that a first visit loads. A page can be used when its scripts have "
        "run. Drawing is 200 movements in about two seconds.",
        ["page", "what"],
        "figure",
    )
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise MissingError(str(error)) from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_browser(), args=SWITCHES)
        for path in PAGES:
            sizes, usable_ms = [], []
            for _ in range(1 if quick else LOADS):
                context = browser.new_context()
                page = context.new_page()
                received: list[Any] = []
                page.on("response", lambda reply, to=received: to.append(reply))
                page.goto(f"http://127.0.0.1:{server.port}{path}", wait_until="networkidle")
                sizes.append(sum(len(reply.body()) for reply in received if reply.ok) / 1000)
                usable_ms.append(page.evaluate(USABLE))
                context.close()
            table.rows.append(Row([path, "kilobytes"], Spread.of(sizes)))
            goal = Goal(maximum=500)
            table.rows.append(Row([path, "ms until it can be used"], Spread.of(usable_ms), goal))
        to_bars_ms, longest_ms = _drawing(browser, server)
        table.rows.append(
            Row(["/", "ms from pen to bars"], Spread.of(to_bars_ms), Goal(maximum=FRAMES_MS))
        )
        goal = Goal(maximum=LONG_TASK_MS)
        table.rows.append(Row(["/", "longest task, ms"], Spread.of([longest_ms]), goal))
        browser.close()
    return table


def _drawing(browser: Any, server: Server) -> tuple[list[float], float]:
    """Return the latency from pen movement to bars, and the longest task meanwhile."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{server.port}/", wait_until="networkidle")
    page.evaluate("window.longTasks.length = 0")
    box = page.locator("#canvas").bounding_box()
    for stroke in range(4):
        across = box["x"] + box["width"] * (0.25 + 0.15 * stroke)
        page.mouse.move(across, box["y"] + 0.2 * box["height"])
        page.mouse.down()
        for step in range(50):
            page.mouse.move(
                across + 20 * (step % 7), box["y"] + (0.2 + 0.012 * step) * box["height"]
            )
        page.mouse.up()
    page.wait_for_timeout(1000)
    result = page.evaluate(TO_BARS), max([0.0, *page.evaluate("window.longTasks")])
    page.close()
    return result


def lighthouse(server: Server, *, quick: bool) -> Table:
    table = Table(
        "Pages: Lighthouse",
        "Lighthouse's scores, as on a desktop, from the local server; the median of several runs.",
        ["page", "what"],
        "score",
    )
    program = Path(sys.prefix, "node_modules", ".bin", "lighthouse")
    if not program.exists():
        table.rows.append(Row(["", ""], missing="Lighthouse: npm install lighthouse"))
        return table
    for path in PAGES[:1] if quick else PAGES:
        runs = [_scores(program, server, path) for _ in range(1 if quick else LIGHTHOUSES)]
        for category in CATEGORIES:
            scores = [run[category] for run in runs if category in run]
            if scores:
                row = Row([path, category], Spread.of(scores), Goal(minimum=100))
            else:
                row = Row([path, category], missing="Lighthouse gave no score")
            table.rows.append(row)
        ready = [run["interactive"] for run in runs if "interactive" in run]
        if ready:
            table.rows.append(Row([path, f"interactive after {statistics.median(ready):.0f} ms"]))
    return table


def _scores(program: Path, server: Server, path: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "report.json")
        flags = [*SWITCHES, "--headless=new", "--disable-background-networking"]
        subprocess.run(
            [
                *(str(program), f"http://127.0.0.1:{server.port}{path}", "--quiet"),
                *("--output=json", f"--output-path={output}", "--preset=desktop"),
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags={' '.join(flags)}",
            ],
            env=os.environ | {"CHROME_PATH": _browser()},
            capture_output=True,
            check=False,
        )
        if not output.exists():
            return {}
        audit = json.loads(output.read_text("utf-8"))
    scores = {
        name: 100 * category["score"]
        for name, category in audit["categories"].items()
        if category["score"] is not None
    }
    interactive = audit["audits"].get("interactive", {}).get("numericValue")
    return scores if interactive is None else {**scores, "interactive": interactive}


def _browser() -> str:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise MissingError(f"expected one of {', '.join(BROWSERS)}: apt-get install chromium")
    return browser

"""Screenshots in ``docs/images``, of a server that this command starts.

    python -m tools.doc_images

Draws with real pointer events and trains two short runs, so it needs Chromium and MNIST.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.digits import DIGITS
from tests.browser.pages.backward_page import BackwardPage
from tests.browser.pages.drawing_page import DrawingPage
from tests.browser.pages.inside_page import InsidePage
from tests.browser.pages.train_page import TrainPage
from tests.browser.server import Server

FOLDER = Path(__file__).parents[1] / "docs" / "images"


def main() -> None:
    """Make all of them."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        server = Server(Path(folder) / "server.log")
        server.start()
        try:
            _draw(_open(browser, height=760), server.url)
            _inside(_open(browser, height=860), server.url)
            _backward(_open(browser, height=1040), server.url)
            _train(_open(browser, height=1130), server.url)
        finally:
            server.stop()
        browser.close()


def _open(browser: Browser, height: int) -> Page:
    return browser.new_page(viewport={"width": 1280, "height": height}, color_scheme="light")


def _draw(page: Page, url: str) -> None:
    drawing = DrawingPage(page, url + "/").open()
    drawing.draw(*DIGITS[3])
    drawing.page.locator("[data-part=digit]", has_text="3").wait_for()
    _save(page, "page")


def _inside(page: Page, url: str) -> None:
    inside = InsidePage(DrawingPage(page, url + "/"))
    inside.select(7)
    inside.click(1, 2, 8)
    inside.wait_for("Layer 1, unit 28")
    inside.point(1, 5, 4)
    inside.wait_for("Layer 1, unit 54")
    _save(page, "inside")


def _backward(page: Page, url: str) -> None:
    backward = BackwardPage(DrawingPage(page, url + "/"), "dw2")
    backward.draw(7)
    backward.set_label(1)
    backward.wait_for_numbers()
    backward.select(54, 4)
    backward.check()
    page.locator("#backward").evaluate("element => element.scrollIntoView()")
    _save(page, "inside-backward")


def _train(page: Page, url: str) -> None:
    train = TrainPage(DrawingPage(page, url + "/")).open()
    shared = {"epochs": 8, "images": 10_000, "seed": 1}
    train.start(name="Plain steps", optimizer="sgd", learning_rate=0.5, **shared)
    train.wait_for_status("Finished")
    train.start(name="Adam", optimizer="adam", learning_rate=0.003, **shared)
    train.wait_for_status("Finished")
    train.row("Plain steps").get_by_role("checkbox").check()
    train.settle()
    _save(page, "train")


def _save(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Stopped: the pictures made so far are written.", file=sys.stderr)
        sys.exit(130)

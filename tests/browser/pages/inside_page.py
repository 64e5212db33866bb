"""Page object of the forward pass on /inside."""

import base64
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.pages.drawing_page import TIMEOUT_MS, DrawingPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Response

MINUS = "\u2212"


class InsidePage:
    """The page /inside."""

    def __init__(self, drawing_page: DrawingPage) -> None:
        self.drawing_page = drawing_page
        self.page = drawing_page.page
        self.last: Response | None = None
        self.page.on("response", self._on_response)
        self.open()

    def open(self) -> None:
        self.page.goto(self.drawing_page.url + "inside")
        self.page.locator("#models:not([disabled])").wait_for(state="attached")
        self.page.locator("#network .outputs").wait_for()

    # Actions

    def field(self, layer: int) -> "Locator":
        """Return the units of a layer; layer 0 is the input."""
        return self.page.locator("#network [role=grid]").nth(layer)

    def place(self, layer: int, row: int, column: int) -> tuple[float, float]:
        """Return the center of a cell in the viewport."""
        field = self.field(layer)
        field.evaluate("field => field.scrollIntoView({ block: 'center' })")
        box = field.bounding_box()
        assert box is not None
        rows, columns = (
            int(field.get_attribute(name) or 0) for name in ("aria-rowcount", "aria-colcount")
        )
        return (
            box["x"] + (column + 0.5) * box["width"] / columns,
            box["y"] + (row + 0.5) * box["height"] / rows,
        )

    def point(self, layer: int, row: int, column: int) -> None:
        self.page.mouse.move(*self.place(layer, row, column))

    def click(self, layer: int, row: int, column: int) -> None:
        self.page.mouse.click(*self.place(layer, row, column))

    def settle(self) -> None:
        """Wait until no request is pending and the result is painted."""
        self.page.locator("#network:not([aria-busy=true])").wait_for(timeout=TIMEOUT_MS)
        self.drawing_page.frames()

    def select(self, digit: int) -> None:
        """Draw a sample and wait for its prediction."""
        self.drawing_page.sample(digit)
        self.wait_for(f"Output {digit}")
        self.settle()

    # Content

    def unit_detail(self, name: str) -> "Locator":
        return self.page.get_by_role("region", name=name, exact=True)

    def wait_for(self, name: str) -> None:
        self.unit_detail(name).wait_for(timeout=TIMEOUT_MS)

    @property
    def names(self) -> list[str]:
        """Names of the units shown in detail."""
        return self.page.locator(".unit-detail:not([hidden])").evaluate_all(
            "all => all.map((unit) => unit.ariaLabel)"
        )

    def terms(self, lens: "Locator") -> dict[str, float]:
        """Return the terms of the sum by their labels."""
        terms = lens.locator(".term")
        words = terms.locator("small").all_inner_texts()
        return dict(zip(words, map(number, terms.locator("b").all_inner_texts()), strict=True))

    def contributions(self, lens: "Locator") -> list[list[str]]:
        """Return the cells of the table by row."""
        rows = lens.locator("table tr:has(th[scope=row])").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    @property
    def active_cell(self) -> str:
        """Text of the active cell."""
        return self.page.evaluate(
            """() => {
                const id = document.activeElement.getAttribute("aria-activedescendant");
                return document.getElementById(id).textContent;
            }"""
        )

    def array(self, name: str) -> "np.ndarray[Any, np.dtype[np.float32]]":
        """Return an array of the last explanation."""
        assert self.last is not None
        packed = self.last.json()["arrays"][name]
        values = np.frombuffer(base64.b64decode(packed["base64"]), "<f4")
        return values.reshape(packed["shape"])

    def _on_response(self, response: "Response") -> None:
        if response.url.startswith(self.drawing_page.url + "explain?") and response.ok:
            self.last = response


def number(text: str) -> float:
    """Parse a number formatted by the page, such as σ(−0.1235) or 3.10 × 10⁻⁷."""  # noqa: RUF002
    match = re.search(r"-?\d+\.\d+(?: × 10(\S+))?", text.replace(MINUS, "-"))
    assert match is not None, text
    power = (match[1] or "").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(match[0].split()[0]) * 10 ** int(power or 0)

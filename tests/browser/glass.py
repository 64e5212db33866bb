"""The page that looks inside, as a person has it in front of them."""

import base64
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.desk import PATIENCE_MS, Desk

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Response

MINUS = "\u2212"
TERM = ".lens:not([hidden]) .term"


class Glass:
    """The page /inside on a desk that is open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.page = desk.page
        self.last: Response | None = None
        self.page.on("response", self._keep)
        self.open()

    def open(self) -> None:
        self.page.goto(self.desk.url + "inside")
        self.page.locator("#models:not([disabled])").wait_for(state="attached")
        self.page.locator("#flow .outputs").wait_for()

    # What a person does

    def field(self, layer: int) -> "Locator":
        """Return the layer's units: 0 for the input, the last for the output."""
        return self.page.locator("#flow [role=grid]").nth(layer)

    def place(self, layer: int, row: int, column: int) -> tuple[float, float]:
        """Return the middle of a cell in the window; rows and columns count from 0."""
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
        """Wait until every question is answered, and what came is painted."""
        self.page.locator("#flow:not([aria-busy=true])").wait_for(timeout=PATIENCE_MS)
        self.desk.frames()

    def look_at(self, digit: int) -> None:
        """Draw a sample and wait until it is read."""
        self.desk.sample(digit)
        self.wait_for(f"Output {digit}")
        self.settle()

    # What a person reads

    def lens(self, name: str) -> "Locator":
        return self.page.get_by_role("region", name=name, exact=True)

    def wait_for(self, name: str) -> None:
        self.lens(name).wait_for(timeout=PATIENCE_MS)

    @property
    def names(self) -> list[str]:
        """The units that are shown from close by."""
        return self.page.locator(".lens:not([hidden])").evaluate_all(
            "all => all.map((each) => each.ariaLabel)"
        )

    def terms(self, lens: "Locator") -> dict[str, float]:
        """Return the numbers of the sum by the words below them."""
        terms = lens.locator(".term")
        words = terms.locator("small").all_inner_texts()
        return dict(zip(words, map(number, terms.locator("b").all_inner_texts()), strict=True))

    def contributions(self, lens: "Locator") -> list[list[str]]:
        """Return the rows of the table, cell by cell."""
        rows = lens.locator("table tr:has(th[scope=row])").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    @property
    def spoken(self) -> str:
        """What a screen reader says of the cell with the focus."""
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

    def _keep(self, response: "Response") -> None:
        if response.url.startswith(self.desk.url + "explain?") and response.ok:
            self.last = response


def number(text: str) -> float:
    """Read a number as the page writes it, as in σ(−0.1235) or 3.10 × 10⁻⁷."""  # noqa: RUF002
    found = re.search(r"-?\d+\.\d+(?: × 10(\S+))?", text.replace(MINUS, "-"))
    assert found is not None, text
    power = (found[1] or "").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(found[0].split()[0]) * 10 ** int(power or 0)

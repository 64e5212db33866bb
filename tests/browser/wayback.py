"""The way back on the page /inside, as a person has it in front of them."""

import base64
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.desk import PATIENCE_MS, Desk
from tests.browser.digits import DIGITS
from tests.browser.glass import number

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Response

STEP = "article.step:not([hidden])"
EQUATION = f"{STEP} .equation:not([hidden])"


class WayBack:
    """The section Backward of the page /inside on a desk that is open."""

    def __init__(self, desk: Desk, step: str = "") -> None:
        self.desk = desk
        self.page = desk.page
        self.replies: list[Response] = []
        self.page.on("response", self._keep)
        self.open(step)

    def open(self, step: str = "") -> None:
        self.page.goto(self.desk.url + "inside" + (f"#step={step}" if step else ""))
        self.page.locator("#models:not([disabled])").wait_for(state="attached")

    # What a person does

    def draw(self, digit: int) -> None:
        self.page.locator("#canvas").scroll_into_view_if_needed()
        self.desk.draw(*DIGITS[digit])
        self.wait_for_numbers()

    def say(self, label: int) -> None:
        """Choose the true digit, and wait until the numbers are those of it."""
        self.page.locator("#label label", has_text=str(label)).click()
        self.wait_for_numbers()

    def go_to(self, slug: str) -> None:
        self.page.locator(f'.walk a[href="#step={slug}"]').click()
        self.page.locator(f'{STEP}[data-slug="{slug}"]').wait_for(timeout=PATIENCE_MS)

    def look_at(self, row: int, column: int) -> None:
        """Go to an entry by its numbers."""
        self.working.get_by_label("Row").fill(str(row))
        self.working.get_by_label("Column").fill(str(column))

    def point(self, array: str, row: int, column: int) -> None:
        """Point at an entry of a heat map."""
        field = self.field(array)
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        assert box is not None
        rows, columns = self.shape(array)
        x = box["x"] + (column + 0.5) * box["width"] / columns
        y = box["y"] + (row + 0.5) * box["height"] / rows
        self.page.mouse.move(x, y)

    def check(self) -> dict[str, float]:
        """Have the entry measured, and return what is shown."""
        before = self.working.locator(".verdict").count()
        if before:
            self.page.evaluate("document.querySelector('.working .verdict').remove()")
        self.desk.button("Check numerically").click()
        self.working.locator(".verdict").wait_for(timeout=PATIENCE_MS)
        return self.measured(self.working)

    def take_steps(self, button: str = "Take a step") -> None:
        before = self.page.locator(".descent [data-part=told]").inner_text()
        self.desk.button(button).click()
        self.page.wait_for_function(
            "before => document.querySelector('.descent [data-part=told]').innerText !== before",
            arg=before,
            timeout=PATIENCE_MS,
        )

    def make_mistake(self, name: str) -> "Locator":
        """Open a mistake, and return it when both variants were tried."""
        mistake = self.page.locator(f"details[data-mistake={name}]")
        if mistake.get_attribute("open") is None:
            mistake.locator("summary").click()
        mistake.locator(".numpy-says").nth(1).wait_for(timeout=PATIENCE_MS)
        return mistake

    # What a person reads

    @property
    def slug(self) -> str | None:
        return self.page.locator(STEP).get_attribute("data-slug")

    @property
    def title(self) -> str:
        return self.page.locator(f"{STEP} h3").inner_text()

    @property
    def working(self) -> "Locator":
        return self.page.locator(".working")

    @property
    def terms(self) -> list[list[str]]:
        """The rows of the arithmetic, cell by cell, the last ones those of the sum."""
        rows = self.working.locator("tr:has(th[scope=row])").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    @property
    def entry(self) -> tuple[int, int]:
        values = (self.working.get_by_label(name).input_value() for name in ("Row", "Column"))
        row, column = map(int, values)
        return row, column

    @property
    def shapes(self) -> str:
        """The shape equation with the size of the batch, as text."""
        text = self.page.locator(f"{EQUATION} .shapes-now [data-batch]").inner_text()
        return re.sub(r"\s", "", text)

    @property
    def arrays(self) -> list[str]:
        return self.page.locator(f"{EQUATION} [role=grid]").evaluate_all(
            "grids => grids.map((grid) => grid.ariaLabel)"
        )

    def field(self, array: str) -> "Locator":
        return self.page.locator(f'{EQUATION} [role=grid][aria-label^="{array}, "]')

    def shape(self, array: str) -> tuple[int, int]:
        field = self.field(array)
        rows, columns = (
            int(field.get_attribute(f"aria-{name}count") or 0) for name in ("row", "col")
        )
        return rows, columns

    def array(self, name: str) -> "np.ndarray[Any, np.dtype[np.float32]]":
        """Return an array of the last explanation that has a way back."""
        replies = (reply.json() for reply in reversed(self.replies))
        packed = next(reply for reply in replies if reply["labels"])["arrays"][name]
        values = np.frombuffer(base64.b64decode(packed["base64"]), "<f4")
        return values.reshape(packed["shape"])

    def measured(self, root: "Locator") -> dict[str, float]:
        parts = ("analytic", "numeric", "difference")
        return {p: number(root.locator(f"dd[data-part={p}]").inner_text()) for p in parts}

    def verdict(self, root: "Locator") -> str:
        return root.locator(".verdict").inner_text()

    def wait_for_numbers(self) -> None:
        """Wait until every question is answered and the answer is painted."""
        self.page.locator("#flow:not([aria-busy=true])").wait_for(timeout=PATIENCE_MS)
        self.page.locator('#backward[data-state="filled"][aria-busy="false"]').wait_for(
            timeout=PATIENCE_MS
        )
        self.desk.frames()

    def _keep(self, response: "Response") -> None:
        """Keep what the numbers on the page come from, not the steps and mistakes beside it."""
        is_beside = re.search("steps=|mistake=", response.url)
        if "/explain?" in response.url and response.ok and not is_beside:
            self.replies.append(response)

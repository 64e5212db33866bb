"""Page object of the backward pass on /inside."""

import base64
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.browser.digits import DIGITS
from tests.browser.pages.drawing_page import TIMEOUT_MS, DrawingPage
from tests.browser.pages.inside_page import number

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Response

STEP = "article.step:not([hidden])"
GRADIENT_STATUS = ".gradient-descent [data-part=status]"
EQUATION = f"{STEP} .equation:not([hidden])"


class BackwardPage:
    """The backward pass section of the page /inside."""

    def __init__(self, drawing_page: DrawingPage, step: str = "", query: str = "") -> None:
        self.drawing_page = drawing_page
        self.page = drawing_page.page
        self.replies: list[Response] = []
        self.page.on("response", self._on_response)
        self.open(step, query)

    def open(self, step: str = "", query: str = "") -> None:
        fragment = f"#step={step}" if step else ""
        self.page.goto(f"{self.drawing_page.url}inside{query}{fragment}")
        self.page.locator("#models:not([disabled])").wait_for(state="attached")

    # Actions

    def draw(self, digit: int) -> None:
        self.page.locator("#canvas").scroll_into_view_if_needed()
        self.drawing_page.draw(*DIGITS[digit])
        self.wait_for_numbers()

    def set_label(self, label: int) -> None:
        """Choose the correct label and wait for the numbers."""
        self.page.locator("#label label", has_text=str(label)).click()
        self.wait_for_numbers()

    def go_to(self, slug: str) -> None:
        self.page.locator(f'.step-navigation a[href="#step={slug}"]').click()
        self.page.locator(f'{STEP}[data-slug="{slug}"]').wait_for(timeout=TIMEOUT_MS)

    def select(self, row: int, column: int) -> None:
        """Select an entry by its indices."""
        self.entry_view.get_by_label("Row").fill(str(row))
        self.entry_view.get_by_label("Column").fill(str(column))

    def point(self, array: str, row: int, column: int) -> None:
        """Move the pointer over an entry of a heat map."""
        field = self.field(array)
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        assert box is not None
        rows, columns = self.shape(array)
        x = box["x"] + (column + 0.5) * box["width"] / columns
        y = box["y"] + (row + 0.5) * box["height"] / rows
        self.page.mouse.move(x, y)

    def check(self) -> dict[str, float]:
        """Check the entry numerically and return the values shown."""
        before = self.entry_view.locator(".verdict").count()
        if before:
            self.page.evaluate("document.querySelector('.entry-view .verdict').remove()")
        self.drawing_page.button("Check numerically").click()
        self.entry_view.locator(".verdict").wait_for(timeout=TIMEOUT_MS)
        return self.measured(self.entry_view)

    def take_steps(self, button: str = "Take a step") -> None:
        before = self.page.locator(GRADIENT_STATUS).inner_text()
        self.drawing_page.button(button).click()
        self.page.wait_for_function(
            "([selector, before]) => document.querySelector(selector).innerText !== before",
            arg=[GRADIENT_STATUS, before],
            timeout=TIMEOUT_MS,
        )

    def open_question(self, title: str) -> "Locator":
        """Open the answer to a common question."""
        question = self.page.locator(".question", has_text=title)
        question.locator("summary").click()
        return question

    def open_mistake(self, name: str) -> "Locator":
        """Open a mistake and wait for both variants."""
        mistake = self.page.locator(f"details[data-mistake={name}]")
        if mistake.get_attribute("open") is None:
            mistake.locator("summary").click()
        mistake.locator(".numpy-output").nth(1).wait_for(timeout=TIMEOUT_MS)
        return mistake

    # Content

    @property
    def slug(self) -> str | None:
        return self.page.locator(STEP).get_attribute("data-slug")

    def wait_for_step(self, slug: str) -> None:
        """Wait until a step is shown: a link changes the address first, and then the page."""
        self.page.locator(f'{STEP}[data-slug="{slug}"]').wait_for()

    @property
    def title(self) -> str:
        return self.page.locator(f"{STEP} h3").inner_text()

    @property
    def entry_view(self) -> "Locator":
        return self.page.locator(".entry-view")

    @property
    def terms(self) -> list[list[str]]:
        """Cells of the calculation by row, the sum last."""
        rows = self.entry_view.locator("tr:has(th[scope=row])").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    @property
    def entry(self) -> tuple[int, int]:
        values = (self.entry_view.get_by_label(name).input_value() for name in ("Row", "Column"))
        row, column = map(int, values)
        return row, column

    @property
    def shapes(self) -> str:
        """Shape equation with the batch size."""
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
        """Return an array of the last explanation with labels."""
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
        """Wait until no request is pending and the result is painted."""
        self.page.locator("#network:not([aria-busy=true])").wait_for(timeout=TIMEOUT_MS)
        self.page.locator('#backward[data-state="filled"][aria-busy="false"]').wait_for(
            timeout=TIMEOUT_MS
        )
        self.drawing_page.frames()

    def _on_response(self, response: "Response") -> None:
        """Record explanations, except those of steps and mistakes."""
        is_beside = re.search("steps=|mistake=|least_ink=", response.url)
        if "/explain?" in response.url and response.ok and not is_beside:
            self.replies.append(response)

"""Page object of "Check your own lines" on /inside."""

from typing import TYPE_CHECKING

from tests.browser.pages.drawing_page import TIMEOUT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.pages.backward_page import BackwardPage


class CheckMineSection:
    """The section in which a learner's own lines are checked."""

    def __init__(self, backward_page: "BackwardPage") -> None:
        self.backward_page = backward_page
        self.page = backward_page.page
        self.root = self.page.locator("#check-mine")
        self.field = self.root.get_by_label("Your lines")
        self.status = self.root.locator("[data-part=line-status]")
        self.results = self.root.locator(".code-result")

    def check(self, lines: str | None = None, key: str | None = None) -> "Locator":
        """Type lines, if any, check them by the button or a key, and return the last result."""
        if lines is not None:
            self.field.fill(lines)
        with self.page.expect_response("**/explain/check-mine?*", timeout=TIMEOUT_MS) as reply:
            if key is None:
                self.root.get_by_role("button", name="Check", exact=True).click()
            else:
                self.field.press(key)
        assert reply.value.ok, reply.value.text()
        self.backward_page.drawing_page.frames()
        return self.results.last

    def rejection(self, lines: str) -> str:
        """Check lines that do not parse, and return the message."""
        self.field.fill(lines)
        self.root.get_by_role("button", name="Check", exact=True).click()
        error = self.root.locator("[data-part=line-error]")
        error.locator("p").wait_for(timeout=TIMEOUT_MS)
        return error.inner_text()

    @property
    def caret(self) -> int:
        """Position of the caret in the text."""
        return int(self.field.evaluate("field => field.selectionStart"))

"""The page as a person has it in front of them: what they do to it, and what they read from it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request, Route

SIDE = 280
Point = tuple[float, float]
Stroke = Sequence[Point]

PATIENCE_MS = 15_000  # for a machine that has other work; nothing waits longer than needed


class Desk:
    """One open page. Points are given in the units of the drawing, 280 to a side, y down."""

    def __init__(self, page: "Page", url: str) -> None:
        self.page = page
        self.url = url
        self.questions: list[Request] = []
        self.most_open = 0
        self._open: set[Request] = set()
        self._listeners = {
            "request": self._asked,
            "requestfinished": self._closed,
            "requestfailed": self._closed,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def open(self) -> "Desk":
        self.page.goto(self.url)
        self._wait_for_models()
        return self

    def reload(self) -> None:
        self.page.reload()
        self._wait_for_models()

    def forget(self) -> None:
        """Clear what the page keeps, so that it is next opened as if for the first time."""
        self.page.mouse.up()
        self.page.evaluate("localStorage.clear(); sessionStorage.clear();")

    def leave(self) -> None:
        """Look no longer; the page may be opened again by another desk."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    # What a person does

    def place(self, point: Point) -> Point:
        """Return where `point` of the drawing is in the window, in CSS pixels."""
        box = self.page.locator("#canvas").bounding_box()
        assert box is not None
        x, y = point
        return box["x"] + x * box["width"] / SIDE, box["y"] + y * box["height"] / SIDE

    def draw(self, *strokes: Stroke) -> None:
        for stroke in strokes:
            self.put_down(stroke)
            self.page.mouse.up()

    def put_down(self, stroke: Stroke) -> None:
        """Draw `stroke` and leave the button pressed."""
        first, *rest = stroke
        self.page.mouse.move(*self.place(first))
        self.page.mouse.down()
        self.go_on(rest)

    def go_on(self, points: Stroke) -> None:
        for point in points:
            self.page.mouse.move(*self.place(point))

    def sample(self, digit: int) -> None:
        self.page.get_by_role("button", name=f"Sample {digit}").click()

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def button(self, name: str) -> "Locator":
        return self.page.get_by_role("button", name=name, exact=True)

    def hold_next_question(self) -> "list[Route]":
        """Keep the next question from the server; it is in the returned list once it was asked."""
        held: list[Route] = []

        def hold(route: "Route") -> None:
            held.append(route)

        self.page.route("**/predict*", hold, times=1)
        return held

    # What a person reads

    @property
    def headline(self) -> str:
        return self.page.locator("[data-part=headline]").inner_text()

    @property
    def detail(self) -> str:
        return self.page.locator("#answer [data-part=detail]").inner_text()

    @property
    def digit(self) -> str:
        return self.page.locator("[data-part=digit]").inner_text()

    @property
    def numbers(self) -> list[str]:
        return self.page.locator("[data-part=number]").all_inner_texts()

    def wait_for_headline(self, text: str) -> None:
        self.page.locator("[data-part=headline]", has_text=text).wait_for(timeout=PATIENCE_MS)

    def wait_for_digit(self, digit: int) -> None:
        shown = self.page.locator("[data-part=digit]", has_text=str(digit))
        shown.wait_for(timeout=PATIENCE_MS)

    def wait_for_notice(self, text: str) -> None:
        self.page.locator("#notice", has_text=text).wait_for(timeout=PATIENCE_MS)

    def wait_for_answer(self) -> None:
        """Wait until the bars hold numbers and no question is left open."""
        self.page.locator("#bars li[data-best]").first.wait_for(timeout=PATIENCE_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until every question is answered and none follows."""
        self.page.locator("#answer:not([aria-busy=true])").wait_for(timeout=PATIENCE_MS)

    def frames(self) -> None:
        """Wait for two frames: what was to be painted is painted."""
        self.page.evaluate(
            "() => new Promise((resolve) =>"
            " requestAnimationFrame(() => requestAnimationFrame(resolve)))"
        )

    def wait_for_blank(self) -> None:
        self.page.locator("#answer[data-state=blank]").wait_for(timeout=PATIENCE_MS)

    def ink_at(self, point: Point, reach: float = 3) -> bool:
        """Tell whether the screen's canvas has ink within `reach` of `point`."""
        return bool(
            self.page.evaluate(
                """([x, y, reach]) => {
                    const canvas = document.querySelector("#canvas");
                    const scale = canvas.width / 280;
                    const side = Math.max(1, Math.round(2 * reach * scale));
                    const copy = new OffscreenCanvas(side, side).getContext("2d");
                    copy.drawImage(canvas, (reach - x) * scale, (reach - y) * scale);
                    const { data } = copy.getImageData(0, 0, side, side);
                    return data.some((value, i) => i % 4 === 3 && value > 128);
                }""",
                [*point, reach],
            )
        )

    def wait_for_ink(self, point: Point) -> None:
        self.frames()
        assert self.ink_at(point), f"expected ink at {point}"

    def wait_for_network(self, name: str) -> None:
        """Wait until the switch of this network is the one that is on."""
        switch = self.page.get_by_role("radio", name=name, checked=True)
        switch.wait_for(state="attached", timeout=PATIENCE_MS)

    @property
    def kept(self) -> Any:
        """The drawing as the tab keeps it."""
        text = self.page.evaluate("sessionStorage.getItem('inkling:drawing:1')")
        return json.loads(text) if text else None

    def _asked(self, request: "Request") -> None:
        if request.method == "POST":
            self.questions.append(request)
            self._open.add(request)
            self.most_open = max(self.most_open, len(self._open))

    def _closed(self, request: "Request") -> None:
        self._open.discard(request)

    def _wait_for_models(self) -> None:
        self.page.locator("#models:not([disabled])").wait_for(state="attached")

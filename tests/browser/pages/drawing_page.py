"""Page object of the drawing page."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request, Route

SIDE = 280
Point = tuple[float, float]
Stroke = Sequence[Point]

TIMEOUT_MS = 60_000  # generous, for busy machines


class DrawingPage:
    """An open drawing page. Points are in drawing units, 280 to the height, y down."""

    def __init__(self, page: "Page", url: str) -> None:
        self.page = page
        self.url = url
        self.requests: list[Request] = []
        self.max_open = 0
        self._open: set[Request] = set()
        self._listeners = {
            "request": self._on_request,
            "requestfinished": self._on_request_end,
            "requestfailed": self._on_request_end,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def open(self) -> "DrawingPage":
        self.page.goto(self.url)
        self._wait_for_models()
        return self

    def reload(self) -> None:
        self.page.reload()
        self._wait_for_models()

    def forget(self) -> None:
        """Clear the page's storage."""
        self.page.mouse.up()
        self.page.evaluate("localStorage.clear(); sessionStorage.clear();")

    def leave(self) -> None:
        """Remove the event listeners."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    # Actions

    def place(self, point: Point) -> Point:
        """Return the position of a drawing point in the viewport, in CSS pixels."""
        box = self.page.locator("#canvas").bounding_box()
        assert box is not None
        x, y = point
        scale = box["height"] / SIDE
        return box["x"] + x * scale, box["y"] + y * scale

    def draw(self, *strokes: Stroke) -> None:
        for stroke in strokes:
            self.start_stroke(stroke)
            self.page.mouse.up()

    def start_stroke(self, stroke: Stroke) -> None:
        """Draw a stroke and keep the button pressed."""
        first, *rest = stroke
        self.page.mouse.move(*self.place(first))
        self.page.mouse.down()
        self.continue_stroke(rest)

    def continue_stroke(self, points: Stroke) -> None:
        for point in points:
            self.page.mouse.move(*self.place(point))

    def sample(self, digit: int) -> None:
        self.page.get_by_role("button", name=f"Sample {digit}").click()

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)

    def button(self, name: str) -> "Locator":
        return self.page.get_by_role("button", name=name, exact=True)

    def hold_next_request(self) -> "list[Route]":
        """Hold the next request; the returned list contains it once sent."""
        held: list[Route] = []

        def hold(route: "Route") -> None:
            held.append(route)

        self.page.route("**/predict*", hold, times=1)
        return held

    # Content

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

    @property
    def prediction(self) -> "Locator":
        """The digit predicted, as one large figure."""
        return self.page.locator("[data-part=digit]")

    @property
    def notice(self) -> "Locator":
        return self.page.locator("#notice")

    def wait_for_headline(self, text: str) -> None:
        self.page.locator("[data-part=headline]", has_text=text).wait_for(timeout=TIMEOUT_MS)

    def wait_for_digit(self, digit: int) -> None:
        self.prediction.filter(has_text=str(digit)).wait_for(timeout=TIMEOUT_MS)

    def wait_for_notice(self, text: str) -> None:
        self.notice.filter(has_text=text).wait_for(timeout=TIMEOUT_MS)

    def wait_for_answer(self) -> None:
        """Wait until the bars show numbers and no request is pending."""
        self.page.locator("#bars li[data-best]").first.wait_for(timeout=TIMEOUT_MS)
        self.settle()

    def settle(self) -> None:
        """Wait until no request is pending."""
        self.page.locator("#answer:not([aria-busy=true])").wait_for(timeout=TIMEOUT_MS)

    def frames(self) -> None:
        """Wait for two frames, so that all changes are painted."""
        self.page.evaluate(
            "() => new Promise((resolve) =>"
            " requestAnimationFrame(() => requestAnimationFrame(resolve)))"
        )

    def wait_for_blank(self) -> None:
        self.page.locator("#answer[data-state=blank]").wait_for(timeout=TIMEOUT_MS)

    def ink_at(self, point: Point, reach: float = 3) -> bool:
        """Return whether the painted canvas has ink within `reach` of `point`."""
        self.frames()
        return bool(
            self.page.evaluate(
                """([x, y, reach]) => {
                    const canvas = document.querySelector("#canvas");
                    const scale = canvas.height / 280;
                    const side = Math.max(1, Math.round(2 * reach * scale));
                    const copy = new OffscreenCanvas(side, side).getContext("2d");
                    copy.drawImage(canvas, (reach - x) * scale, (reach - y) * scale);
                    const { data } = copy.getImageData(0, 0, side, side);
                    return data.some((value, i) => i % 4 === 3 && value > 128);
                }""",
                [*point, reach],
            )
        )

    def model(self, name: str) -> "Locator":
        """Return the switch of the model picker that selects this model."""
        return self.page.get_by_role("radio", name=name)

    @property
    def saved(self) -> Any:
        """The drawing in session storage."""
        text = self.page.evaluate("sessionStorage.getItem('inkling:drawing:1')")
        return json.loads(text) if text else None

    def _on_request(self, request: "Request") -> None:
        if request.method == "POST":
            self.requests.append(request)
            self._open.add(request)
            self.max_open = max(self.max_open, len(self._open))

    def _on_request_end(self, request: "Request") -> None:
        self._open.discard(request)

    def _wait_for_models(self) -> None:
        self.page.locator("#models:not([disabled])").wait_for(state="attached")

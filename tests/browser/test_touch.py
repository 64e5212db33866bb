"""Touch and stylus input."""

import pytest

from tests.browser.digits import DIGITS, line
from tests.browser.expect import expect

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "device_scale_factor": 3}


@pytest.fixture
def phone(visit):
    return visit(**PHONE)


class Fingers:
    """Simulated touch points by finger number."""

    def __init__(self, drawing_page):
        self.drawing_page = drawing_page
        self.session = drawing_page.page.context.new_cdp_session(drawing_page.page)
        self.down = {}

    def touch(self, finger, point):
        self._send("touchMove" if finger in self.down else "touchStart", {finger: point})

    def lift(self, finger):
        del self.down[finger]
        self._send("touchEnd" if not self.down else "touchMove", {})

    def draw(self, stroke, finger=1):
        for point in stroke:
            self.touch(finger, point)
        self.lift(finger)

    def cancel(self):
        self.down.clear()
        self._send("touchCancel", {})

    def _send(self, kind, moved):
        self.down |= moved
        points = [
            {"id": finger, "x": x, "y": y}
            for finger, (x, y) in ((f, self.drawing_page.place(p)) for f, p in self.down.items())
        ]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def fingers(phone):
    return Fingers(phone)


def test_digit_drawn_with_a_finger_is_predicted(phone, fingers):
    fingers.draw(DIGITS[2][0])

    expect(phone.prediction).to_have_text("2")


def test_drawing_finger_does_not_scroll_the_page(phone, fingers):
    assert phone.page.evaluate("document.documentElement.scrollHeight > innerHeight")

    fingers.draw(line((140, 240), (140, 20)))

    phone.frames()
    assert phone.page.evaluate("[scrollX, scrollY]") == [0, 0]
    assert phone.ink_at((140, 100))


def test_second_finger_is_ignored(phone, fingers):
    fingers.touch(1, (60, 60))
    fingers.touch(1, (60, 100))
    fingers.touch(2, (200, 60))
    fingers.touch(2, (200, 200))
    fingers.lift(2)
    fingers.touch(1, (60, 200))
    fingers.lift(1)

    assert phone.ink_at((60, 180))
    assert not phone.ink_at((200, 130), reach=8)
    assert len(phone.saved["done"]) == 1
    assert phone.page.evaluate("visualViewport.scale") == 1


def test_second_finger_after_the_first_lifts_is_ignored(phone, fingers):
    fingers.touch(1, (60, 60))
    fingers.touch(2, (200, 60))
    fingers.lift(1)
    fingers.touch(2, (200, 200))
    fingers.lift(2)
    fingers.draw(line((100, 240), (180, 240)))

    assert phone.ink_at((140, 240))
    assert not phone.ink_at((200, 130), reach=8)


def test_cancelled_touch_keeps_the_stroke(phone, fingers):
    fingers.touch(1, (60, 60))
    fingers.touch(1, (60, 140))
    fingers.cancel()
    fingers.draw(line((200, 60), (200, 140)))

    assert phone.ink_at((60, 100))
    assert phone.ink_at((200, 100))
    assert not phone.ink_at((130, 100), reach=20)


def test_stylus_eraser_removes_ink(drawing_page):
    drawing_page.draw(line((60, 140), (220, 140)))

    drawing_page.page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector("#canvas");
            canvas.setPointerCapture = () => {}; // a made-up pointer cannot be captured
            const pen = { bubbles: true, pointerId: 7, pointerType: "pen", clientX: x, clientY: y };
            canvas.dispatchEvent(
                new PointerEvent("pointerdown", { ...pen, button: 5, buttons: 32 }),
            );
            canvas.dispatchEvent(new PointerEvent("pointerup", pen));
        }""",
        list(drawing_page.place((140, 140))),
    )

    assert drawing_page.ink_at((80, 140))
    assert not drawing_page.ink_at((140, 140))


def test_stylus_stroke_leaves_ink(drawing_page):
    session = drawing_page.page.context.new_cdp_session(drawing_page.page)
    for kind, point in (
        ("mousePressed", (100, 100)),
        ("mouseMoved", (140, 140)),
        ("mouseMoved", (180, 180)),
        ("mouseReleased", (180, 180)),
    ):
        x, y = drawing_page.place(point)
        pen = {"pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1, "force": 0.5}
        session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pen})

    assert drawing_page.ink_at((140, 140))
    assert len(drawing_page.saved["done"]) == 1

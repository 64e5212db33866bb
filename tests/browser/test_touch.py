"""Fingers and pens: they draw where they are, and never scroll the page."""

import pytest

from tests.browser.digits import DIGITS, line

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "device_scale_factor": 3}


@pytest.fixture
def phone(visit):
    return visit(**PHONE)


class Fingers:
    """Fingers on the glass, by number, at points of the drawing."""

    def __init__(self, desk):
        self.desk = desk
        self.session = desk.page.context.new_cdp_session(desk.page)
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
            for finger, (x, y) in ((f, self.desk.place(p)) for f, p in self.down.items())
        ]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def fingers(phone):
    return Fingers(phone)


def test_digit_drawn_with_a_finger_is_read(phone, fingers):
    fingers.draw(DIGITS[2][0])

    phone.wait_for_digit(2)


def test_finger_that_draws_does_not_scroll_the_page(phone, fingers):
    assert phone.page.evaluate("document.documentElement.scrollHeight > innerHeight")

    fingers.draw(line((140, 240), (140, 20)))

    phone.frames()
    assert phone.page.evaluate("[scrollX, scrollY]") == [0, 0]
    assert phone.ink_at((140, 100))


def test_second_finger_draws_nothing_and_ends_nothing(phone, fingers):
    fingers.touch(1, (60, 60))
    fingers.touch(1, (60, 100))
    fingers.touch(2, (200, 60))
    fingers.touch(2, (200, 200))
    fingers.lift(2)
    fingers.touch(1, (60, 200))
    fingers.lift(1)

    phone.wait_for_ink((60, 180))
    assert not phone.ink_at((200, 130), reach=8)
    assert len(phone.kept["done"]) == 1
    assert phone.page.evaluate("visualViewport.scale") == 1


def test_second_finger_that_stays_cannot_take_over(phone, fingers):
    fingers.touch(1, (60, 60))
    fingers.touch(2, (200, 60))
    fingers.lift(1)
    fingers.touch(2, (200, 200))
    fingers.lift(2)
    fingers.draw(line((100, 240), (180, 240)))

    phone.wait_for_ink((140, 240))
    assert not phone.ink_at((200, 130), reach=8)


def test_touch_that_the_system_takes_away_keeps_what_was_drawn(phone, fingers):
    fingers.touch(1, (60, 60))
    fingers.touch(1, (60, 140))
    fingers.cancel()
    fingers.draw(line((200, 60), (200, 140)))

    phone.wait_for_ink((60, 100))
    assert phone.ink_at((200, 100))
    assert not phone.ink_at((130, 100), reach=20)


def test_pen_turned_over_erases(desk):
    desk.draw(line((60, 140), (220, 140)))

    desk.page.evaluate(
        """([x, y]) => {
            const canvas = document.querySelector("#canvas");
            canvas.setPointerCapture = () => {}; // a made-up pointer cannot be captured
            const pen = { bubbles: true, pointerId: 7, pointerType: "pen", clientX: x, clientY: y };
            canvas.dispatchEvent(
                new PointerEvent("pointerdown", { ...pen, button: 5, buttons: 32 }),
            );
            canvas.dispatchEvent(new PointerEvent("pointerup", pen));
        }""",
        list(desk.place((140, 140))),
    )

    desk.wait_for_ink((80, 140))
    assert not desk.ink_at((140, 140))


def test_pen_draws(desk):
    session = desk.page.context.new_cdp_session(desk.page)
    for kind, point in (
        ("mousePressed", (100, 100)),
        ("mouseMoved", (140, 140)),
        ("mouseMoved", (180, 180)),
        ("mouseReleased", (180, 180)),
    ):
        x, y = desk.place(point)
        pen = {"pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1, "force": 0.5}
        session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pen})

    desk.wait_for_ink((140, 140))
    assert len(desk.kept["done"]) == 1

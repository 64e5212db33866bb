"""Keyboard access to the drawing page."""

import pytest

from tests.browser.expect import expect

pytestmark = pytest.mark.browser

FOCUSED = """() => {
    const { activeElement: it } = document;
    return it.ariaLabel || it.labels?.[0]?.innerText.trim() || it.innerText.trim();
}"""


def focused(drawing_page):
    return drawing_page.page.evaluate(FOCUSED)


def tab_stops(drawing_page, count):
    stops = []
    for _ in range(count):
        drawing_page.press("Tab")
        stops.append(focused(drawing_page))
    return stops


def test_tab_reaches_every_control_in_order(drawing_page):
    pages = drawing_page.page.get_by_role("navigation", name="Pages").get_by_role("link").count()
    stops = tab_stops(drawing_page, 25 + pages)

    assert stops[:3] == ["Inkling", "Draw", "Sheet"]
    assert stops[1 + pages : 4 + pages] == [
        "Small\n784-100-10-10",
        "Help and keyboard shortcuts",
        "Theme: system",
    ]
    assert stops[4 + pages].startswith("Canvas.")
    stops = stops[5 + pages :]
    assert stops[:5] == ["Pen", "Brush size\n16", "Undo", "Redo", "Clear"]
    assert stops[5:15] == [f"Sample {digit}" for digit in range(10)]
    assert stops[15:17] == ["Open image", "Write a number"]
    assert stops[17:] == ["Try an example", "Show preprocessing", "Copy as curl"]


def test_digit_drawn_with_arrow_keys_is_predicted(drawing_page):
    drawing_page.page.locator("#paper").focus()

    drawing_page.press("Space")
    drawing_page.press("ArrowDown", times=18)
    drawing_page.press("Space")

    expect(drawing_page.prediction).to_have_text("1")


def test_arrow_keys_with_lifted_pen_draw_nothing(drawing_page):
    drawing_page.page.locator("#paper").focus()

    drawing_page.press("ArrowDown", times=5)

    assert drawing_page.saved is None
    assert drawing_page.page.locator("#cursor").is_visible()


def test_leaving_the_canvas_lifts_the_pen(drawing_page):
    drawing_page.page.locator("#paper").focus()
    drawing_page.press("Space")
    drawing_page.press("ArrowDown", times=5)

    drawing_page.press("Tab")

    assert len(drawing_page.saved["done"]) == 1
    assert not drawing_page.page.locator("#cursor").is_visible()


def test_question_mark_opens_help_and_escape_closes_only_help(drawing_page):
    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)

    drawing_page.press("?")
    assert drawing_page.page.get_by_role("dialog", name="Help").is_visible()
    drawing_page.press("Escape")

    assert not drawing_page.page.get_by_role("dialog", name="Help").is_visible()
    assert drawing_page.digit == "3"


def test_single_key_shortcuts_stay_off_after_reload(drawing_page):
    drawing_page.press("?")
    drawing_page.page.get_by_label("Enable single-key shortcuts").uncheck()
    drawing_page.press("Escape")
    drawing_page.reload()

    drawing_page.press("e")
    assert drawing_page.page.get_by_role("radio", name="Pen").is_checked()
    drawing_page.press("?")
    assert not drawing_page.page.get_by_role("dialog", name="Help").is_visible()


def test_shortcuts_with_open_dialog_do_nothing(drawing_page):
    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)
    drawing_page.press("?")

    drawing_page.press("c")
    drawing_page.press("Escape")

    assert drawing_page.digit == "3"

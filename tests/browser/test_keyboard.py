"""Everything without a pointer."""

import pytest

pytestmark = pytest.mark.browser

FOCUSED = """() => {
    const { activeElement: it } = document;
    return it.ariaLabel || it.labels?.[0]?.innerText.trim() || it.innerText.trim();
}"""


def focused(desk):
    return desk.page.evaluate(FOCUSED)


def tab_stops(desk, count):
    stops = []
    for _ in range(count):
        desk.press("Tab")
        stops.append(focused(desk))
    return stops


def test_tab_reaches_every_control_in_order(desk):
    pages = desk.page.get_by_role("navigation", name="Pages").get_by_role("link").count()
    stops = tab_stops(desk, 22 + pages)

    assert stops[:3] == ["Inkling", "Draw", "Inside"]
    assert stops[1 + pages : 3 + pages] == ["seed", "Help and keyboard shortcuts"]
    assert stops[3 + pages].startswith("Canvas.")
    stops = stops[4 + pages :]
    assert stops[:5] == ["Pen", "Brush size\n16", "Undo", "Redo", "Clear"]
    assert stops[5:15] == [f"Sample {digit}" for digit in range(10)]
    assert stops[15:] == ["Open image", "Show preprocessing", "Copy as curl"]


def test_digit_drawn_with_the_arrow_keys_is_read(desk):
    desk.page.locator("#paper").focus()

    desk.press("Space")
    desk.press("ArrowDown", times=18)
    desk.press("Space")

    desk.wait_for_digit(1)


def test_arrow_keys_with_the_pen_lifted_draw_nothing(desk):
    desk.page.locator("#paper").focus()

    desk.press("ArrowDown", times=5)

    assert desk.kept is None
    assert desk.page.locator("#cursor").is_visible()


def test_leaving_the_paper_lifts_the_pen(desk):
    desk.page.locator("#paper").focus()
    desk.press("Space")
    desk.press("ArrowDown", times=5)

    desk.press("Tab")

    assert len(desk.kept["done"]) == 1
    assert not desk.page.locator("#cursor").is_visible()


def test_question_mark_opens_the_help_and_escape_closes_only_that(desk):
    desk.sample(3)
    desk.wait_for_digit(3)

    desk.press("?")
    assert desk.page.get_by_role("dialog", name="Help").is_visible()
    desk.press("Escape")

    assert not desk.page.get_by_role("dialog", name="Help").is_visible()
    assert desk.digit == "3"


def test_keys_of_a_single_character_can_be_turned_off_for_good(desk):
    desk.press("?")
    desk.page.get_by_label("Enable single-key shortcuts").uncheck()
    desk.press("Escape")
    desk.reload()

    desk.press("e")
    assert desk.page.get_by_role("radio", name="Pen").is_checked()
    desk.press("?")
    assert not desk.page.get_by_role("dialog", name="Help").is_visible()


def test_keys_with_a_dialog_open_do_not_reach_the_drawing(desk):
    desk.sample(3)
    desk.wait_for_digit(3)
    desk.press("?")

    desk.press("c")
    desk.press("Escape")

    assert desk.digit == "3"

"""Drawing tools by button and by key."""

import pytest

from tests.browser.digits import line

pytestmark = pytest.mark.browser

ACROSS = line((60, 140), (220, 140))
DOWN = line((140, 60), (140, 220))
ON_ACROSS = (80, 140)
ON_DOWN = (140, 80)


def test_undo_removes_the_last_stroke_and_redo_restores_it(drawing_page):
    drawing_page.draw(ACROSS, DOWN)

    drawing_page.button("Undo").click()
    assert drawing_page.ink_at(ON_ACROSS)
    assert not drawing_page.ink_at(ON_DOWN)

    drawing_page.button("Redo").click()
    assert drawing_page.ink_at(ON_DOWN)


@pytest.mark.parametrize("redo", ["Control+Shift+Z", "Control+Y", "Meta+Shift+Z"])
def test_undo_and_redo_work_by_key(drawing_page, redo):
    drawing_page.draw(DOWN)

    drawing_page.press("Control+Z")
    drawing_page.wait_for_blank()
    assert not drawing_page.ink_at(ON_DOWN)

    drawing_page.press(redo)
    assert drawing_page.ink_at(ON_DOWN)
    drawing_page.wait_for_answer()


def test_new_stroke_after_undo_clears_redo(drawing_page):
    drawing_page.draw(DOWN)
    drawing_page.press("Control+Z")
    drawing_page.draw(ACROSS)

    assert drawing_page.button("Redo").get_attribute("aria-disabled") == "true"
    drawing_page.press("Control+Y")
    drawing_page.frames()
    assert not drawing_page.ink_at(ON_DOWN)


@pytest.mark.parametrize("key", ["Delete", "c"])
def test_clear_by_key_empties_the_canvas_and_undo_restores_it(drawing_page, key):
    drawing_page.draw(DOWN)

    drawing_page.press(key)
    drawing_page.wait_for_blank()
    assert not drawing_page.ink_at(ON_DOWN)
    assert drawing_page.headline == "Draw a digit"

    drawing_page.press("Control+Z")
    assert drawing_page.ink_at(ON_DOWN)


def test_escape_keeps_the_drawing(drawing_page):
    drawing_page.draw(DOWN)
    drawing_page.wait_for_answer()

    drawing_page.press("Escape")

    assert drawing_page.ink_at(ON_DOWN)
    assert len(drawing_page.saved["done"]) == 1


def test_clear_by_button_empties_the_canvas_and_the_bars(drawing_page):
    drawing_page.sample(8)
    drawing_page.wait_for_digit(8)

    drawing_page.button("Clear").click()

    drawing_page.wait_for_blank()
    assert drawing_page.numbers == ["–"] * 10


def test_undo_during_a_stroke_removes_that_stroke(drawing_page):
    drawing_page.draw(ACROSS)
    drawing_page.start_stroke(DOWN)

    drawing_page.press("Control+Z")
    drawing_page.page.mouse.up()

    assert drawing_page.ink_at(ON_ACROSS)
    assert not drawing_page.ink_at(ON_DOWN)


def test_eraser_removes_ink_under_it(drawing_page):
    drawing_page.draw(ACROSS)

    drawing_page.press("e")
    assert drawing_page.page.get_by_role("radio", name="Eraser").is_checked()
    drawing_page.draw(DOWN)

    assert drawing_page.ink_at(ON_ACROSS)
    assert not drawing_page.ink_at((140, 140))


def test_fully_erased_drawing_asks_for_a_digit(drawing_page):
    drawing_page.draw(line((140, 140), (150, 140)))
    drawing_page.wait_for_answer()

    drawing_page.page.get_by_text("Eraser", exact=True).click()
    drawing_page.page.locator("#size").fill("40")
    drawing_page.draw(line((120, 140), (170, 140)))

    drawing_page.wait_for_blank()
    assert drawing_page.headline == "Draw a digit"


def test_clear_with_the_eraser_selects_the_pen(drawing_page):
    drawing_page.draw(ACROSS)
    drawing_page.press("e")

    drawing_page.press("Delete")

    assert drawing_page.page.get_by_role("radio", name="Pen").is_checked()


def test_brush_keys_change_the_stroke_width(drawing_page):
    drawing_page.press("]", times=6)
    assert drawing_page.page.locator("#size").input_value() == "28"
    drawing_page.draw(DOWN)
    assert drawing_page.ink_at(ON_DOWN)
    assert drawing_page.ink_at((140 + 11, 140), reach=1)

    drawing_page.press("[", times=20)
    assert drawing_page.page.locator("#size").input_value() == "4"


def test_tap_without_movement_draws_a_dot(drawing_page):
    drawing_page.draw([(140, 140)])

    assert drawing_page.ink_at((140, 140))
    assert not drawing_page.ink_at((160, 140))


def test_right_button_draws_nothing(drawing_page):
    drawing_page.page.mouse.move(*drawing_page.place((140, 100)))
    drawing_page.page.mouse.down(button="right")
    drawing_page.page.mouse.move(*drawing_page.place((140, 180)))
    drawing_page.page.mouse.up(button="right")

    assert not drawing_page.ink_at((140, 140))


def test_stroke_that_leaves_the_canvas_continues_on_return(drawing_page):
    drawing_page.draw(line((200, 100), (330, 100)) + line((330, 180), (200, 180)))

    assert drawing_page.ink_at((240, 100))
    assert drawing_page.ink_at((240, 180))
    assert len(drawing_page.saved["done"]) == 1


def test_tool_tooltip_names_its_key(drawing_page):
    tips = {
        name: drawing_page.button(name).get_attribute("title") for name in ("Undo", "Redo", "Clear")
    } | {
        "Eraser": drawing_page.page.locator("label:has(#eraser)").get_attribute("title"),
        "Brush": drawing_page.page.locator("label:has(#size)").get_attribute("title"),
        "Help": drawing_page.button("Help and keyboard shortcuts").get_attribute("title"),
    }

    assert tips == {
        "Undo": "Undo (Ctrl+Z)",
        "Redo": "Redo (Ctrl+Shift+Z)",
        "Clear": "Clear (Delete or C)",
        "Eraser": "Eraser (E)",
        "Brush": "Brush size ([ thinner, ] thicker)",
        "Help": "Help and keyboard shortcuts (?)",
    }

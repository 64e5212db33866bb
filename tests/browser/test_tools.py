"""Undo, redo, clear, the eraser and the brush, by button and by key."""

import pytest

from tests.browser.digits import line

pytestmark = pytest.mark.browser

ACROSS = line((60, 140), (220, 140))
DOWN = line((140, 60), (140, 220))
ON_ACROSS = (80, 140)
ON_DOWN = (140, 80)


def test_undo_takes_back_the_last_stroke_and_redo_brings_it_again(desk):
    desk.draw(ACROSS, DOWN)

    desk.button("Undo").click()
    desk.wait_for_ink(ON_ACROSS)
    assert not desk.ink_at(ON_DOWN)

    desk.button("Redo").click()
    desk.wait_for_ink(ON_DOWN)


@pytest.mark.parametrize("redo", ["Control+Shift+Z", "Control+Y", "Meta+Shift+Z"])
def test_undo_and_redo_by_key_do_the_same(desk, redo):
    desk.draw(DOWN)

    desk.press("Control+Z")
    desk.wait_for_blank()
    assert not desk.ink_at(ON_DOWN)

    desk.press(redo)
    desk.wait_for_ink(ON_DOWN)
    desk.wait_for_answer()


def test_new_stroke_after_undo_forgets_what_could_be_redone(desk):
    desk.draw(DOWN)
    desk.press("Control+Z")
    desk.draw(ACROSS)

    assert desk.button("Redo").get_attribute("aria-disabled") == "true"
    desk.press("Control+Y")
    desk.frames()
    assert not desk.ink_at(ON_DOWN)


@pytest.mark.parametrize("key", ["Delete", "Escape", "c"])
def test_clear_by_key_empties_the_paper_and_undo_brings_it_back(desk, key):
    desk.draw(DOWN)

    desk.press(key)
    desk.wait_for_blank()
    assert not desk.ink_at(ON_DOWN)
    assert desk.headline == "Draw a digit"

    desk.press("Control+Z")
    desk.wait_for_ink(ON_DOWN)


def test_clear_by_button_empties_the_paper_and_the_bars(desk):
    desk.sample(8)
    desk.wait_for_digit(8)

    desk.button("Clear").click()

    desk.wait_for_blank()
    assert desk.numbers == ["–"] * 10


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke(desk):
    desk.draw(ACROSS)
    desk.put_down(DOWN)

    desk.press("Control+Z")
    desk.page.mouse.up()

    desk.wait_for_ink(ON_ACROSS)
    assert not desk.ink_at(ON_DOWN)


def test_eraser_rubs_out_what_it_passes(desk):
    desk.draw(ACROSS)

    desk.press("e")
    assert desk.page.get_by_role("radio", name="Eraser").is_checked()
    desk.draw(DOWN)

    desk.wait_for_ink(ON_ACROSS)
    assert not desk.ink_at((140, 140))


def test_eraser_that_leaves_nothing_says_draw_a_digit(desk):
    desk.draw(line((140, 140), (150, 140)))
    desk.wait_for_answer()

    desk.page.get_by_text("Eraser", exact=True).click()
    desk.page.locator("#size").fill("40")
    desk.draw(line((120, 140), (170, 140)))

    desk.wait_for_blank()
    assert desk.headline == "Draw a digit"


def test_clear_with_the_eraser_in_hand_takes_up_the_pen(desk):
    desk.draw(ACROSS)
    desk.press("e")

    desk.press("Delete")

    assert desk.page.get_by_role("radio", name="Pen").is_checked()


def test_brush_keys_change_the_width_that_is_drawn(desk):
    desk.press("]", times=6)
    assert desk.page.locator("#size").input_value() == "28"
    desk.draw(DOWN)
    desk.wait_for_ink(ON_DOWN)
    assert desk.ink_at((140 + 11, 140), reach=1)

    desk.press("[", times=20)
    assert desk.page.locator("#size").input_value() == "4"


def test_tap_without_movement_draws_a_dot(desk):
    desk.draw([(140, 140)])

    desk.wait_for_ink((140, 140))
    assert not desk.ink_at((160, 140))


def test_right_button_draws_nothing(desk):
    desk.page.mouse.move(*desk.place((140, 100)))
    desk.page.mouse.down(button="right")
    desk.page.mouse.move(*desk.place((140, 180)))
    desk.page.mouse.up(button="right")

    assert not desk.ink_at((140, 140))


def test_stroke_that_leaves_the_paper_goes_on_when_it_returns(desk):
    desk.draw(line((200, 100), (330, 100)) + line((330, 180), (200, 180)))

    desk.wait_for_ink((240, 100))
    assert desk.ink_at((240, 180))
    assert len(desk.kept["done"]) == 1


def test_every_tool_names_its_key_in_its_tooltip(desk):
    tips = {
        name: desk.button(name).get_attribute("title") for name in ("Undo", "Redo", "Clear")
    } | {
        "Eraser": desk.page.locator("label:has(#eraser)").get_attribute("title"),
        "Brush": desk.page.locator("label:has(#size)").get_attribute("title"),
        "Help": desk.button("Help and keyboard shortcuts").get_attribute("title"),
    }

    assert tips == {
        "Undo": "Undo (Ctrl+Z)",
        "Redo": "Redo (Ctrl+Shift+Z)",
        "Clear": "Clear (Delete, Escape or C)",
        "Eraser": "Eraser (E)",
        "Brush": "Brush size ([ thinner, ] thicker)",
        "Help": "Help and keyboard shortcuts (?)",
    }

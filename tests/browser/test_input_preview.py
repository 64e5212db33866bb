"""The input of the network and the preprocessing steps."""

import pytest

pytestmark = pytest.mark.browser

INK_OF_INPUT = """() => {
    const canvas = document.querySelector("#input");
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return [...data].filter((value, i) => i % 4 === 3);
}"""

VIEWPORTS = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
BOUNDS = "(element) => element.getBoundingClientRect().toJSON()"


def test_input_preview_shows_the_784_values_of_the_reply(drawing_page):
    with drawing_page.page.expect_response("**/predict*") as reply:
        drawing_page.sample(8)
    drawing_page.wait_for_digit(8)

    ink = drawing_page.page.evaluate(INK_OF_INPUT)
    assert ink == pytest.approx([255 * value for value in reply.value.json()["input"]], abs=0.51)


def test_input_preview_of_a_blank_canvas_is_blank(drawing_page):
    drawing_page.sample(8)
    drawing_page.wait_for_digit(8)
    drawing_page.press("Delete")
    drawing_page.wait_for_blank()

    assert max(drawing_page.page.evaluate(INK_OF_INPUT)) == 0


def test_preprocessing_steps_are_requested_only_when_shown(drawing_page):
    drawing_page.sample(8)
    drawing_page.wait_for_digit(8)
    assert "stages" not in drawing_page.requests[-1].url

    with drawing_page.page.expect_response("**/predict*stages*") as reply:
        drawing_page.button("Show preprocessing").click()

    titles = drawing_page.page.locator("#steps [data-part=title]")
    titles.first.wait_for()
    assert titles.all_inner_texts() == [stage["title"] for stage in reply.value.json()["stages"]]
    assert drawing_page.page.evaluate(
        "[...document.querySelectorAll('#steps img')].every((image) => image.naturalWidth > 0)"
    )


def test_preprocessing_steps_follow_the_drawing_and_can_be_hidden(drawing_page):
    button = drawing_page.button("Show preprocessing")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    drawing_page.page.get_by_text("to see each step here").wait_for()

    drawing_page.sample(2)
    drawing_page.page.locator("#steps img").first.wait_for()
    drawing_page.press("Delete")
    drawing_page.page.locator("#steps img").first.wait_for(state="detached")

    button.click()
    assert not drawing_page.page.locator("#steps").is_visible()


@pytest.mark.parametrize("digit", [None, 8], ids=["blank", "drawn"])
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["phone", "laptop"])
def test_preprocessing_steps_open_within_the_window(visit, viewport, digit):
    drawing_page = visit(viewport=viewport)
    if digit is not None:
        drawing_page.sample(digit)
        drawing_page.wait_for_digit(digit)

    drawing_page.button("Show preprocessing").click()

    first = "#steps img" if digit is not None else "#steps .steps-empty"
    drawing_page.page.locator(first).first.wait_for()
    drawing_page.frames()
    bounds = drawing_page.page.locator(first).first.evaluate(BOUNDS)
    assert 0 <= bounds["top"] < bounds["bottom"] <= viewport["height"]

"""The input of the network and the preprocessing steps."""

import pytest

pytestmark = pytest.mark.browser

INK_OF_INPUT = """() => {
    const canvas = document.querySelector("#input");
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return [...data].filter((value, i) => i % 4 === 3);
}"""


def test_input_shows_the_784_numbers_of_the_reply(desk):
    with desk.page.expect_response("**/predict*") as reply:
        desk.sample(8)
    desk.wait_for_digit(8)

    shown = desk.page.evaluate(INK_OF_INPUT)
    assert shown == pytest.approx([255 * value for value in reply.value.json()["input"]], abs=0.51)


def test_input_of_an_empty_paper_is_empty(desk):
    desk.sample(8)
    desk.wait_for_digit(8)
    desk.press("Delete")
    desk.wait_for_blank()

    assert max(desk.page.evaluate(INK_OF_INPUT)) == 0


def test_steps_are_asked_for_only_when_they_are_shown(desk):
    desk.sample(8)
    desk.wait_for_digit(8)
    assert "stages" not in desk.questions[-1].url

    with desk.page.expect_response("**/predict*stages*") as reply:
        desk.button("Show preprocessing").click()

    titles = desk.page.locator("#steps [data-part=title]")
    titles.first.wait_for()
    assert titles.all_inner_texts() == [stage["title"] for stage in reply.value.json()["stages"]]
    assert desk.page.evaluate(
        "[...document.querySelectorAll('#steps img')].every((image) => image.naturalWidth > 0)"
    )


def test_steps_follow_the_drawing_and_are_hidden_again(desk):
    button = desk.button("Show preprocessing")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    desk.page.get_by_text("to see each step here").wait_for()

    desk.sample(2)
    desk.page.locator("#steps img").first.wait_for()
    desk.press("Delete")
    desk.page.locator("#steps img").first.wait_for(state="detached")

    button.click()
    assert not desk.page.locator("#steps").is_visible()

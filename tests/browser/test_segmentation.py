"""The panel of the drawing page that shows how a number was divided into digits."""

import pytest

from tests.browser.digits import DIGITS, number
from tests.browser.expect import expect
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def write(drawing_page, text, **layout):
    """Write a number on the wide paper, open its segmentation, and return the panel."""
    drawing_page.button("Write a number").click()
    drawing_page.frames()
    drawing_page.draw(*number(text, **layout))
    expect(drawing_page.page.locator("#number [data-part=figure]")).to_have_text(list(text))
    drawing_page.settle()
    drawing_page.button("Show segmentation").click()
    panel = drawing_page.page.locator("#segmentation")
    expect(panel.locator("rect").first).to_be_visible()
    return panel


def test_segmentation_draws_each_digit_as_the_best_path(visit, load_errors_ignored):
    drawing_page = visit()
    panel = write(drawing_page, "2026")

    expect(panel.locator("rect[data-role=path]")).to_have_count(4)
    expect(panel.locator("li button[data-role=path] b")).to_have_text(list("2026"))
    expect(panel.locator("h3")).to_contain_text("2026, ")
    expect(drawing_page.button("Show segmentation")).to_have_attribute("aria-expanded", "true")


def test_segmentation_boxes_lie_on_the_ink(visit, load_errors_ignored):
    panel = write(visit(), "47")

    picture = panel.locator("canvas").bounding_box()
    boxes = [box.bounding_box() for box in panel.locator("rect[data-role=path]").all()]
    for box in boxes:
        assert box["x"] >= picture["x"]
        assert box["x"] + box["width"] <= picture["x"] + picture["width"]
        assert box["height"] > 0.3 * picture["height"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"] + 4


def test_segmentation_of_joined_digits_draws_the_cut(visit, load_errors_ignored):
    drawing_page = visit()
    drawing_page.button("Write a number").click()
    drawing_page.frames()
    drawing_page.draw(*number("05"), [(60, 150), (130, 150)])
    expect(drawing_page.page.locator("#number label").first).to_be_visible()
    drawing_page.settle()
    drawing_page.button("Show segmentation").click()

    expect(drawing_page.page.locator("#segmentation polyline").first).to_be_attached()


def test_chosen_candidate_is_marked_until_chosen_again(visit, load_errors_ignored):
    drawing_page = visit()
    panel = write(drawing_page, "47")
    candidate = panel.locator("li button[data-role=path]").nth(1)

    candidate.focus()
    drawing_page.press("Enter")
    expect(candidate).to_have_attribute("aria-pressed", "true")
    expect(panel.locator("rect[data-selected]")).to_have_count(1)

    drawing_page.press("Enter")
    expect(panel.locator("rect[data-selected]")).to_have_count(0)


def test_segmentation_follows_the_drawing(visit, load_errors_ignored):
    drawing_page = visit()
    panel = write(drawing_page, "47")
    drawing_page.page.evaluate("scrollTo(0, 0)")  # opening it scrolled it into view

    drawing_page.draw(*number("2", corner=(-24 + 2 * 90, 40)))
    expect(panel.locator("rect[data-role=path]")).to_have_count(3)

    drawing_page.button("Clear").click()
    expect(panel).to_contain_text("Write a number to see how it is divided")
    expect(panel.locator("canvas")).to_be_hidden()


def test_segmentation_is_hidden_with_the_answer_of_one_digit(visit, load_errors_ignored):
    drawing_page = visit()
    panel = write(drawing_page, "47")
    drawing_page.button("Clear").click()
    drawing_page.button("One digit").click()
    drawing_page.frames()

    drawing_page.draw(*DIGITS[5])

    drawing_page.wait_for_digit(5)
    expect(panel.locator("canvas")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_on_a_segmentation_finds_no_violations(visit, load_errors_ignored, scheme, width):
    drawing_page = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    write(drawing_page, "2026")

    assert violations(drawing_page) == []
    assert drawing_page.page.evaluate("document.documentElement.scrollWidth") == width

"""Presentation mode of /inside, and matrices that use their panel."""

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import EQUATION, STEP, BackwardPage

pytestmark = pytest.mark.browser

PROJECTOR = {"viewport": {"width": 1920, "height": 1080}}


@pytest.fixture
def backward_page(new_tab):
    backward_page = BackwardPage(new_tab(**PROJECTOR), "dw3")
    backward_page.wait_for_numbers()
    return backward_page


def cell_of(backward_page):
    """Return width and height of a cell of dW3 in CSS pixels."""
    box = backward_page.field("dW3").bounding_box()
    return box["width"] / 10, box["height"] / 11


def test_presentation_enlarges_the_step_and_hides_the_rest(backward_page):
    page = backward_page.page
    title = page.locator("article.step:visible .step-title")
    size_of = "element => parseFloat(getComputedStyle(element).fontSize)"
    size, (_, height) = title.evaluate(size_of), cell_of(backward_page)

    page.get_by_role("button", name="Present").click()
    backward_page.drawing_page.frames()

    assert title.evaluate(size_of) > 1.2 * size
    assert cell_of(backward_page)[1] > 1.2 * height
    assert not page.locator(".top").is_visible()
    assert not page.locator(".batch-editor").is_visible()
    backward_page.go_to("loss")
    backward_page.go_to("dw3")
    box = backward_page.field("dW3").bounding_box()
    assert box["y"] + box["height"] <= 1080  # all of the step's matrices are on the screen


def test_keys_step_and_end_the_presentation(backward_page):
    page = backward_page.page
    page.locator("#backward-title").click()
    backward_page.drawing_page.press("p")
    assert not page.locator(".top").is_visible()

    backward_page.drawing_page.press("ArrowRight")
    assert backward_page.slug == "back2"
    backward_page.drawing_page.press("Escape")
    assert page.locator(".top").is_visible()
    assert page.get_by_role("button", name="Present").is_visible()


def test_keys_of_a_remote_control_step_from_within_a_matrix(backward_page):
    page = backward_page.page
    page.locator("#backward-title").click()
    backward_page.drawing_page.press("p")
    expect(page.locator("#announcement")).to_contain_text("Escape ends it")
    backward_page.field("dW3").focus()

    backward_page.drawing_page.press("PageDown")
    assert backward_page.slug == "back2"
    expect(page.locator(f"{STEP} .step-title")).to_be_focused()
    backward_page.drawing_page.press("PageUp")
    assert backward_page.slug == "dw3"

    backward_page.drawing_page.press("Escape")
    expect(page.locator("#announcement")).to_have_text("Presentation ended.")
    backward_page.drawing_page.press("PageDown")
    assert backward_page.slug == "dw3"


def test_presentation_that_hides_the_focused_control_keeps_the_focus(backward_page):
    page = backward_page.page
    page.locator("#label input:checked").focus()

    backward_page.drawing_page.press("p")

    expect(page.get_by_role("button", name="End presentation")).to_be_focused()


@pytest.mark.parametrize("viewport", [(1280, 800), (1920, 1080)])
def test_matrices_fill_their_panel(backward_page, viewport):
    width, height = viewport
    backward_page.page.set_viewport_size({"width": width, "height": height})
    backward_page.drawing_page.frames()

    panel = backward_page.page.locator("article.step:visible .step-numbers").bounding_box()
    field = backward_page.field("dW3").bounding_box()
    assert field["x"] + field["width"] > panel["x"] + 0.95 * panel["width"]
    assert cell_of(backward_page)[0] > 60


def test_rows_and_columns_are_numbered_from_0_with_the_bias_by_name(backward_page):
    def numbers(array, axis):
        ticks = backward_page.field(array).locator(f".heatmap-ticks [data-axis={axis}]")
        return ticks.all_inner_texts()

    digits = [str(digit) for digit in range(10)]
    rows = ["bias", *digits[1:], "10"]
    assert numbers("dW3", "row") == numbers("A2.T", "row") == rows
    assert numbers("dW3", "column") == numbers("delta3", "column") == digits
    assert numbers("delta3", "row") == ["0"]

    backward_page.go_to("dw1")
    backward_page.drawing_page.frames()
    assert numbers("dW1", "row")[:2] == ["bias", "50"]
    zoom = backward_page.page.locator(".zoom-view .heatmap-ticks [data-axis=row]")
    first = int(backward_page.page.locator(".zoom-view figcaption").first.inner_text().split()[2])
    assert [int(text) for text in zoom.all_inner_texts()] == list(range(first, first + 7))


def test_numbers_of_rows_stay_within_the_panel_of_a_phone(new_tab):
    backward_page = BackwardPage(new_tab(viewport={"width": 320, "height": 700}), "dw3")
    backward_page.wait_for_numbers()

    ticks = backward_page.page.locator(f"{EQUATION} .heatmap-ticks span")
    boxes = [tick.bounding_box() for tick in ticks.all()]
    assert len(boxes) > 20
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in boxes)

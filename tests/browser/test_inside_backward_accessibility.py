"""Accessibility of the backward pass on /inside."""

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import BackwardPage
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_in_any_state_finds_no_violations(new_tab, scheme, viewport):
    backward_page = BackwardPage(new_tab(color_scheme=scheme, viewport=viewport), "dw1")
    backward_page.drawing_page.sample(7)
    backward_page.wait_for_numbers()
    backward_page.set_label(1)
    backward_page.select(230, 5)
    backward_page.check()
    assert violations(backward_page.drawing_page) == []

    backward_page.go_to("back2")
    backward_page.drawing_page.button("Add a sample").click()
    backward_page.page.get_by_text("2 drawings").wait_for()
    backward_page.wait_for_numbers()
    backward_page.take_steps()
    backward_page.open_mistake("matrix-product")
    backward_page.open_mistake("bias-row")
    backward_page.open_question("Elementwise or matrix product")
    assert violations(backward_page.drawing_page) == []


def test_axe_at_any_step_finds_no_violations(tab):
    backward_page = BackwardPage(tab, "loss")
    tab.sample(7)
    backward_page.wait_for_numbers()
    assert violations(tab) == []
    for slug in ("delta3", "dw3", "back2", "delta2", "dw2", "back1", "dw1", "dx", "update"):
        backward_page.go_to(slug)
        backward_page.wait_for_numbers()
        assert violations(tab, "#backward") == [], slug


@pytest.mark.parametrize("width", [320, 390, 780, 1024, 1920])
def test_page_at_any_width_does_not_scroll_horizontally(new_tab, width):
    backward_page = BackwardPage(new_tab(viewport={"width": width, "height": 700}), "dw2")
    backward_page.drawing_page.sample(7)
    backward_page.wait_for_numbers()
    backward_page.set_label(1)
    backward_page.check()
    backward_page.drawing_page.button("Add a sample").click()
    backward_page.page.get_by_text("2 drawings").wait_for()
    backward_page.take_steps()
    backward_page.open_mistake("matrix-product")
    backward_page.open_question("Can I compute softmax and cross-entropy apart")
    slugs = backward_page.page.locator(".step-navigation a").evaluate_all(
        "links => links.map((link) => link.hash.split('=')[1])"
    )
    for slug in slugs:
        backward_page.go_to(slug)
        assert backward_page.page.evaluate("document.documentElement.scrollWidth") == width, slug


def test_step_and_gradient_check_are_announced(tab):
    backward_page = BackwardPage(tab, "dw2")
    backward_page.drawing_page.sample(7)
    backward_page.wait_for_numbers()
    region = backward_page.page.locator("#announcement")

    backward_page.check()
    expect(region).to_contain_text("They agree to")
    backward_page.drawing_page.button("Next step").click()
    expect(region).to_contain_text("Backpropagate through the weights W2")


def test_focused_entry_is_announced_with_its_meaning(tab):
    backward_page = BackwardPage(tab, "dw1")
    backward_page.drawing_page.sample(7)
    backward_page.wait_for_numbers()
    backward_page.select(1, 0)
    field = backward_page.field("dW1")
    field.focus()
    backward_page.drawing_page.press("ArrowRight")
    spoken = backward_page.page.evaluate(
        "id => document.getElementById(id).textContent",
        field.get_attribute("aria-activedescendant"),
    )
    assert spoken.startswith("dW1[1, 1] is ")
    assert spoken.endswith("pixel at row 0, column 0 to unit 1, as row 0 is the bias")
    assert backward_page.entry == (1, 1)
    assert backward_page.slug == "dw1"

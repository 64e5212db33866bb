"""The way back, for everybody: axe-core, narrow windows, what is announced."""

import pytest

from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations
from tests.browser.wayback import WayBack

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_finds_nothing_in_any_state(visit, scheme, viewport):
    way = WayBack(visit(color_scheme=scheme, viewport=viewport), "dw1")
    way.desk.sample(7)
    way.wait_for_numbers()
    way.say(1)
    way.look_at(230, 5)
    way.check()
    assert violations(way.desk) == []

    way.go_to("back2")
    way.desk.button("Add a sample").click()
    way.page.get_by_text("2 drawings").wait_for()
    way.wait_for_numbers()
    way.take_steps()
    way.make_mistake("matrix-product")
    way.make_mistake("bias-row")
    assert violations(way.desk) == []


@pytest.mark.parametrize(
    "slug", ["loss", "delta3", "dw3", "back2", "dw2", "back1", "dw1", "update"]
)
def test_axe_finds_nothing_at_any_step(visit, slug):
    way = WayBack(visit(), slug)
    way.desk.sample(7)
    way.wait_for_numbers()
    assert violations(way.desk) == []


@pytest.mark.parametrize("width", [320, 390, 780, 1024, 1920])
def test_page_never_scrolls_sideways(visit, width):
    way = WayBack(visit(viewport={"width": width, "height": 700}), "dw2")
    way.desk.sample(7)
    way.wait_for_numbers()
    way.say(1)
    way.check()
    way.desk.button("Add a sample").click()
    way.page.get_by_text("2 drawings").wait_for()
    way.take_steps()
    way.make_mistake("matrix-product")
    slugs = way.page.locator(".walk a").evaluate_all(
        "links => links.map((link) => link.hash.split('=')[1])"
    )
    for slug in slugs:
        way.go_to(slug)
        assert way.page.evaluate("document.documentElement.scrollWidth") == width, slug


def test_step_and_measurement_are_announced(desk):
    way = WayBack(desk, "dw2")
    way.desk.sample(7)
    way.wait_for_numbers()
    region = way.page.locator("#announcement")

    way.check()
    region.filter(has_text="They agree to").wait_for(state="attached")
    way.desk.button("Next step").click()
    region.filter(has_text="Backpropagate through the weights W2").wait_for(state="attached")


def test_entry_with_the_focus_is_told_with_what_it_is_about(desk):
    way = WayBack(desk, "dw1")
    way.desk.sample(7)
    way.wait_for_numbers()
    way.look_at(1, 0)
    field = way.field("dW1")
    field.focus()
    way.desk.press("ArrowRight")
    spoken = way.page.evaluate(
        "id => document.getElementById(id).textContent",
        field.get_attribute("aria-activedescendant"),
    )
    assert spoken.startswith("dW1[1, 1] is ")
    assert spoken.endswith("pixel at row 1, column 1 to unit 2")
    assert way.entry == (1, 1)
    assert way.slug == "dw1"

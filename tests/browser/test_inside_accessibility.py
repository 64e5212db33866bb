"""Accessibility of the forward pass on /inside."""

import pytest

from tests.browser.pages.inside_page import InsidePage
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_in_any_state_finds_no_violations(new_tab, scheme, viewport):
    inside_page = InsidePage(new_tab(color_scheme=scheme, viewport=viewport))
    assert violations(inside_page.drawing_page) == []

    inside_page.select(5)
    assert violations(inside_page.drawing_page) == []

    inside_page.click(1, 2, 3)
    inside_page.click(2, 0, 0)
    inside_page.page.get_by_role("button", name="Show all 100").click()
    inside_page.page.get_by_text("All values as tables").click()
    assert len(inside_page.names) == 2
    assert violations(inside_page.drawing_page) == []


@pytest.mark.parametrize("width", [320, 360, 780, 832, 1024, 1920])
@pytest.mark.parametrize("network", ["Small", "Large"])
def test_page_at_any_width_does_not_scroll_horizontally(new_tab, width, network):
    inside_page = InsidePage(new_tab(viewport={"width": width, "height": 700}))
    inside_page.page.get_by_text(network, exact=True).click()
    inside_page.select(5)
    inside_page.click(1, 0, 0)
    inside_page.click(1, 1, 1)

    assert inside_page.page.evaluate("document.documentElement.scrollWidth") == width
    assert len(inside_page.names) == 2


def test_reduced_motion_disables_transitions(new_tab):
    inside_page = InsidePage(new_tab(reduced_motion="reduce"))
    inside_page.select(5)

    durations = inside_page.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}


def test_prediction_is_announced_after_a_pause(tab):
    inside_page = InsidePage(tab)
    inside_page.select(5)

    region = inside_page.page.locator("[aria-live=polite]", has_text="Prediction: 5, ")
    region.wait_for(state="attached")
    assert (
        inside_page.page.locator(".outputs .bar-number").nth(5).inner_text() in region.inner_text()
    )

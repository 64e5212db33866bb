"""The page that looks inside, for everybody: axe-core, narrow windows, no motion."""

import pytest

from tests.browser.glass import Glass
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_finds_nothing_in_any_state(visit, scheme, viewport):
    glass = Glass(visit(color_scheme=scheme, viewport=viewport))
    assert violations(glass.desk) == []

    glass.look_at(5)
    assert violations(glass.desk) == []

    glass.click(1, 2, 3)
    glass.click(2, 0, 0)
    glass.page.get_by_role("button", name="Show all 100").click()
    glass.page.get_by_text("All values as tables").click()
    assert len(glass.names) == 2
    assert violations(glass.desk) == []


@pytest.mark.parametrize("width", [320, 360, 780, 832, 1024, 1920])
@pytest.mark.parametrize("network", ["seed", "wide"])
def test_page_never_scrolls_sideways(visit, width, network):
    glass = Glass(visit(viewport={"width": width, "height": 700}))
    glass.page.get_by_text(network, exact=True).click()
    glass.look_at(5)
    glass.click(1, 0, 0)
    glass.click(1, 1, 1)

    assert glass.page.evaluate("document.documentElement.scrollWidth") == width
    assert len(glass.names) == 2


def test_reduced_motion_leaves_no_transition(visit):
    glass = Glass(visit(reduced_motion="reduce"))
    glass.look_at(5)

    durations = glass.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}


def test_answer_is_announced_once_things_are_quiet(desk):
    glass = Glass(desk)
    glass.look_at(5)

    region = glass.page.locator("[aria-live=polite]", has_text="Read as 5, ")
    region.wait_for(state="attached")
    assert glass.page.locator(".outputs .bar-number").nth(5).inner_text() in region.inner_text()

"""Accessibility of the drawing page."""

import pytest

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
VIEWPORTS = ({"width": 320, "height": 640}, {"width": 1280, "height": 800})
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(drawing_page, within=None):
    """Return what axe finds in the page, or in the elements that a selector matches.

    The whole of /inside takes axe seconds. A test of several states of one part asks for the part.
    """
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="needs axe-playwright-python: pip install -r requirements/browser.txt",
    )
    rules = axe.Axe().run(drawing_page.page, within, RULES).response["violations"]
    return [(rule["id"], node["html"]) for rule in rules for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_in_any_state_finds_no_violations(visit, scheme, viewport):
    drawing_page = visit(color_scheme=scheme, viewport=viewport)
    assert violations(drawing_page) == []

    drawing_page.sample(5)
    drawing_page.wait_for_digit(5)
    drawing_page.button("Show preprocessing").click()
    drawing_page.page.locator("#steps img").first.wait_for()
    assert violations(drawing_page) == []

    drawing_page.button("Help and keyboard shortcuts").click()
    assert violations(drawing_page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_on_not_found_page_finds_no_violations(new_tab, console_errors, scheme):
    drawing_page = new_tab(color_scheme=scheme)

    drawing_page.page.goto(drawing_page.url + "nowhere")

    assert drawing_page.page.get_by_role("link", name="Draw a digit").is_visible()
    assert violations(drawing_page) == []
    console_errors[:] = [text for text in console_errors if "status of 404" not in text]


@pytest.mark.parametrize("path", ["problems", "problems/invalid-request"])
def test_axe_on_pages_of_problem_types_finds_no_violations(new_tab, path):
    drawing_page = new_tab(viewport={"width": 320, "height": 640})

    drawing_page.page.goto(drawing_page.url + path)

    assert drawing_page.page.get_by_text("Status 422, ").first.is_visible()
    assert violations(drawing_page) == []
    width = drawing_page.page.evaluate("document.documentElement.scrollWidth")
    assert width == 320


@pytest.mark.parametrize("width", [320, 360, 780, 832, 1920])
def test_page_at_any_width_does_not_scroll_horizontally(visit, width):
    drawing_page = visit(viewport={"width": width, "height": 700})
    drawing_page.sample(5)
    drawing_page.wait_for_digit(5)
    drawing_page.button("Show preprocessing").click()
    drawing_page.page.locator("#steps img").first.wait_for()

    assert drawing_page.page.evaluate("document.documentElement.scrollWidth") == width


def test_prediction_is_announced_after_a_pause(drawing_page):
    region = drawing_page.page.locator("[aria-live=polite]")

    drawing_page.sample(5)
    drawing_page.wait_for_digit(5)
    assert "sure" not in region.inner_text()

    region.filter(has_text="sure").wait_for(state="attached")
    assert region.inner_text().startswith("5. ")


def test_bars_are_readable_as_text(drawing_page):
    drawing_page.sample(5)
    drawing_page.wait_for_digit(5)

    items = drawing_page.page.get_by_role("list", name="Probability of each digit").get_by_role(
        "listitem"
    )
    assert items.count() == 10
    assert items.nth(5).inner_text().split("\n") == ["5", drawing_page.numbers[5]]


def test_reduced_motion_disables_transitions(visit):
    drawing_page = visit(reduced_motion="reduce")

    durations = drawing_page.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}
    assert drawing_page.page.evaluate("document.getAnimations().length") == 0


def test_canvas_in_dark_mode_stays_dark_on_light(visit):
    drawing_page = visit(color_scheme="dark")
    drawing_page.sample(1)
    drawing_page.wait_for_digit(1)

    assert drawing_page.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(19, 21, 25)"
    )
    assert drawing_page.page.evaluate(
        "getComputedStyle(document.querySelector('#paper')).backgroundColor"
    ) == ("rgb(230, 228, 222)")

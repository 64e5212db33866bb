"""WCAG as axe-core checks it, and what it cannot check."""

import pytest

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
VIEWPORTS = ({"width": 320, "height": 640}, {"width": 1280, "height": 800})
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(desk):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright",
        reason="needs axe-playwright-python: pip install -r requirements/browser.txt",
    )
    found = axe.Axe().run(desk.page, options=RULES).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_finds_nothing_in_any_state(visit, scheme, viewport):
    desk = visit(color_scheme=scheme, viewport=viewport)
    assert violations(desk) == []

    desk.sample(5)
    desk.wait_for_digit(5)
    desk.button("Show preprocessing").click()
    desk.page.locator("#steps img").first.wait_for()
    assert violations(desk) == []

    desk.button("Help and keyboard shortcuts").click()
    assert violations(desk) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_page_of_an_unknown_address(visit, complaints, scheme):
    desk = visit(color_scheme=scheme)

    desk.page.goto(desk.url + "nowhere")

    assert desk.page.get_by_role("link", name="Draw a digit").is_visible()
    assert violations(desk) == []
    complaints[:] = [text for text in complaints if "status of 404" not in text]


@pytest.mark.parametrize("width", [320, 360, 780, 832, 1920])
def test_page_never_scrolls_sideways(visit, width):
    desk = visit(viewport={"width": width, "height": 700})
    desk.sample(5)
    desk.wait_for_digit(5)
    desk.button("Show preprocessing").click()
    desk.page.locator("#steps img").first.wait_for()

    assert desk.page.evaluate("document.documentElement.scrollWidth") == width


def test_answer_is_announced_once_things_are_quiet(desk):
    region = desk.page.locator("[aria-live=polite]")

    desk.sample(5)
    desk.wait_for_digit(5)
    assert "sure" not in region.inner_text()

    region.filter(has_text="sure").wait_for(state="attached")
    assert region.inner_text().startswith("5. ")


def test_bars_read_as_text(desk):
    desk.sample(5)
    desk.wait_for_digit(5)

    items = desk.page.get_by_role("list", name="Probability of each digit").get_by_role("listitem")
    assert items.count() == 10
    assert items.nth(5).inner_text().split("\n") == ["5", desk.numbers[5]]


def test_reduced_motion_leaves_no_transition(visit):
    desk = visit(reduced_motion="reduce")

    durations = desk.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}
    assert desk.page.evaluate("document.getAnimations().length") == 0


def test_paper_and_ink_stay_dark_on_light_in_the_dark(visit):
    desk = visit(color_scheme="dark")
    desk.sample(1)
    desk.wait_for_digit(1)

    assert desk.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(19, 21, 25)"
    )
    assert desk.page.evaluate(
        "getComputedStyle(document.querySelector('#paper')).backgroundColor"
    ) == ("rgb(230, 228, 222)")

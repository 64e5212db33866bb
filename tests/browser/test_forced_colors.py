"""Forced colors: what is chosen stays visible without backgrounds and shadows."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.browser.expect import expect

pytestmark = pytest.mark.browser

CHOSEN = [
    ("", ".pages [aria-current]", ".pages a:not([aria-current])"),
    ("docs", ".pages [aria-current]", ".pages a:not([aria-current])"),
    ("train", ".pages [aria-current]", ".pages a:not([aria-current])"),
    ("report", ".choice [aria-current]", ".choice a:not([aria-current])"),
    ("report", ".confusion [aria-current]", ".confusion a:not([aria-current])"),
    ("inside", ".pages [aria-current]", ".pages a:not([aria-current])"),
    ("inside", ".choice input:checked + span", ".choice input:not(:checked) + span"),
    ("inside", ".outputs [data-marked]", ".outputs li:not([data-marked])"),
    ("inside", ".step-navigation [aria-current]", ".step-navigation a:not([aria-current])"),
]
OUTLINE = """element => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
}"""


@pytest.fixture
def forced(visit):
    """A page in forced colors with a drawing of a digit."""
    drawing_page = visit(forced_colors="active")
    drawing_page.sample(5)
    drawing_page.wait_for_digit(5)
    return drawing_page


@pytest.mark.parametrize(("path", "chosen", "other"), CHOSEN)
def test_chosen_element_is_outlined_and_others_are_not(forced, path, chosen, other):
    page = forced.page
    page.goto(forced.url + path)
    page.locator(chosen).first.wait_for(state="attached")
    page.locator("#models:disabled").wait_for(state="detached")  # until then they are replaced

    assert page.locator(chosen).first.evaluate(OUTLINE) >= 2
    assert page.locator(other).first.evaluate(OUTLINE) == 0


def test_pinned_unit_is_outlined(forced):
    page = forced.page
    page.goto(forced.url + "inside")
    pin = page.get_by_role("button", name="Pin")
    pin.wait_for()
    before = pin.evaluate(OUTLINE)
    pin.click()
    page.mouse.move(0, 0)

    page.evaluate("document.activeElement.blur()")
    assert before < pin.evaluate(OUTLINE) == 2


def test_marks_of_a_heat_map_keep_their_colors(forced):
    page = forced.page
    page.goto(forced.url + "inside")
    mark = page.locator(".heatmap-mark[data-cell]").first

    expect(mark).to_have_css("forced-color-adjust", "none")  # also if it is drawn again meanwhile


def test_input_preview_shows_dark_ink_on_light_paper(visit):
    drawing_page = visit(forced_colors="active", color_scheme="dark")
    drawing_page.sample(5)
    drawing_page.wait_for_digit(5)
    screenshot = drawing_page.page.locator(".input-grid").screenshot(animations="disabled")

    levels = np.asarray(Image.open(io.BytesIO(screenshot)).convert("L"))
    assert np.mean(levels > 200) > 0.5
    assert np.mean(levels < 60) > 0.02

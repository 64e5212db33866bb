"""Formulas on /inside are set in the font that is shipped, which places their parts."""

import pytest

pytestmark = pytest.mark.browser

FONT = "STIX Two Math"
SHOW_ALL = """() => {
    for (const step of document.querySelectorAll(".step")) step.hidden = false;
    for (const details of document.querySelectorAll("details")) details.open = true;
    return document.fonts.ready.then(() => document.querySelectorAll("math").length);
}"""
BOX = """element => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(element.closest("math")).fontSize);
    return { left: left / size, right: right / size, top: top / size, bottom: bottom / size };
}"""


def fonts_of(page):
    """Return the fonts in which formulas are shown, with the number of glyphs of each."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    query = {"nodeId": root, "selector": "math :is(mi, mn, mo, mtext)"}
    glyphs: dict[tuple[str, bool], float] = {}
    for node in session.send("DOM.querySelectorAll", query)["nodeIds"]:
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]:
            name = (font["familyName"], font["isCustomFont"])
            glyphs[name] = glyphs.get(name, 0) + font["glyphCount"]
    return glyphs


@pytest.mark.parametrize("network", ["seed", "wide"])
def test_every_character_of_a_formula_is_in_the_shipped_font(tab, network):
    page = tab.page
    page.goto(tab.url + f"inside?model={network}")
    assert page.evaluate(SHOW_ALL) > 50

    glyphs = fonts_of(page)
    assert glyphs.keys() == {(FONT, True)}
    assert glyphs[FONT, True] > 500


@pytest.fixture
def boxes(tab):
    """Return a function from step and element to its children's boxes, in units of the font."""
    page = tab.page
    page.goto(tab.url + "inside")
    page.evaluate(SHOW_ALL)

    def boxes(slug, element):
        parts = page.locator(f"[data-slug={slug}] .step-formula {element}").first.locator("> *")
        return [part.evaluate(BOX) for part in parts.all()]

    return boxes


def test_subscript_is_beside_and_below_its_base(boxes):
    delta, three = boxes("delta3", "msub")

    assert three["left"] == pytest.approx(delta["right"], abs=0.1)
    assert 0.1 < three["bottom"] - delta["bottom"] < 0.35
    assert delta["top"] < three["top"] < delta["bottom"]


def test_sum_is_large_with_its_index_below(boxes):
    total, index = boxes("loss", "munder")
    _, letter = boxes("loss", "mfrac")

    assert total["bottom"] - total["top"] > 1.7 * (letter["bottom"] - letter["top"])
    assert 0.05 < index["top"] - total["bottom"] < 0.6
    center = (total["left"] + total["right"]) / 2
    assert (index["left"] + index["right"]) / 2 == pytest.approx(center, abs=0.1)

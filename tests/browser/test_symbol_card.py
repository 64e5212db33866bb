"""Card of a symbol in a step on /inside, by pointer, keyboard and touch."""

import re

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import STEP, BackwardPage
from tests.browser.test_accessibility import violations
from tests.browser.test_convention import open_in

pytestmark = pytest.mark.browser

SHAPES = {
    "inkling": ("A1", "N × 101, here 1 × 101"),
    "nielsen": ("a2", "100 × m, here 100 × 1"),
    "ng": ("A1", "100 × m, here 100 × 1"),
    "cs231n": ("h1", "N × 100, here 1 × 100"),
    "inkling,columns": ("A1", "101 × N, here 101 × 1"),
}


def symbol(page, code):
    return page.locator(f"{STEP} .symbol[data-code='{code}']").first


def card_of(page):
    return page.locator("#symbol-card")


@pytest.mark.parametrize("convention", SHAPES)
def test_card_shows_definition_shape_and_array_in_the_convention(tab, convention):
    page = open_in(tab, convention).page
    code, shape = SHAPES[convention]
    card = card_of(page)
    expect(card).to_be_hidden()

    symbol(page, code).hover()
    expect(card).to_contain_text("the activations of layer")
    expect(card).to_contain_text(f"{code}, {shape}")
    expect(card.locator(".heatmap-cells")).to_be_visible()
    page.mouse.move(5, 300)
    expect(card).to_be_hidden()


def test_symbol_in_the_formula_opens_its_card_that_a_pointer_can_reach(tab):
    page = open_in(tab, "inkling").page
    card = card_of(page)
    page.locator(f"{STEP} .step-formula msub", has_text="\N{GREEK SMALL LETTER DELTA}").hover()
    expect(card).to_contain_text("the error signal of layer 2")
    card.hover()
    expect(card).to_be_visible()


def test_keyboard_opens_pins_and_closes_the_card(tab):
    page = open_in(tab, "inkling").page
    card, first, second = card_of(page), symbol(page, "A1"), symbol(page, "z2")
    page.locator(f"{STEP} .step-formula").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(card).to_contain_text("A1, N × 101")
    page.keyboard.press("Tab")
    expect(second).to_be_focused()
    expect(card).to_contain_text("z2, N × 10")
    page.keyboard.press("Enter")
    expect(page.locator("#announcement")).to_contain_text("the weighted sums of layer 2")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(second).to_have_attribute("aria-expanded", "false")


def test_tap_opens_the_card_and_another_one_beside_it_closes_it(new_tab):
    drawing_page = new_tab(has_touch=True, viewport={"width": 390, "height": 844})
    page = open_in(drawing_page, "inkling").page
    card = card_of(page)
    symbol(page, "delta2").tap()
    expect(card).to_contain_text("the error signal of layer 2")
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator(f"{STEP} .step-title").tap()
    expect(card).to_be_hidden()


def test_weights_of_the_chain_are_drawn_with_the_biases_crossed_out(tab):
    page = open_in(tab, "inkling").page
    symbol(page, "W3[1:]").hover()
    card = card_of(page)
    expect(card).to_contain_text("10 × 10, drawn as W3 with the biases crossed out")
    expect(card.locator(".heatmap-left-out")).to_be_visible()


def test_card_follows_the_batch_and_closes_with_the_step(tab):
    page = open_in(tab, "inkling")
    symbol(page.page, "N").click()
    card = card_of(page.page)
    expect(card).to_contain_text(re.compile(r"N = 1(\.0+)?$"))
    page.page.keyboard.press("Escape")
    tab.button("Add a sample").click()
    page.page.get_by_text("2 drawings").wait_for()
    page.wait_for_numbers()
    symbol(page.page, "N").click()
    expect(card).to_contain_text(re.compile(r"N = 2(\.0+)?$"))
    page.page.locator("#backward-title").focus()
    page.page.keyboard.press("ArrowRight")
    expect(card).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_an_open_card(new_tab, scheme):
    page = BackwardPage(new_tab(color_scheme=scheme), "dw2")
    page.drawing_page.sample(7)
    page.wait_for_numbers()
    symbol(page.page, "A1").click()
    expect(card_of(page.page)).to_be_visible()
    assert violations(page.drawing_page) == []

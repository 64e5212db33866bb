"""Forward pass on /inside: the numbers match the network."""

import re

import numpy as np
import pytest

from model.serialization import model_file
from tests.browser.digits import DIGITS
from tests.browser.expect import expect
from tests.browser.pages.inside_page import InsidePage, number

pytestmark = pytest.mark.browser

HALF = 0.5e-4
"""Tolerance for numbers with four decimals."""


@pytest.fixture
def inside_page(tab):
    return InsidePage(tab)


@pytest.fixture(scope="module")
def seed():
    return model_file.load(model_file.find_model("seed")).weights


def draw_a_seven(inside_page):
    inside_page.drawing_page.draw(*DIGITS[7])
    inside_page.wait_for("Output 7")
    inside_page.settle()


def test_drawing_made_on_the_first_page_is_explained(drawing_page):
    drawing_page.draw(*DIGITS[4])
    drawing_page.wait_for_digit(4)

    drawing_page.page.get_by_role("link", name="Inside").click()

    inside_page = InsidePage(drawing_page)
    inside_page.wait_for("Output 4")
    assert drawing_page.ink_at(DIGITS[4][0][5])


def test_drawing_made_here_is_predicted_on_the_first_page(inside_page):
    draw_a_seven(inside_page)

    inside_page.page.get_by_role("link", name="Draw").click()

    expect(inside_page.drawing_page.prediction).to_have_text("7")


def test_blank_canvas_shows_the_layers_and_a_hint(inside_page):
    assert inside_page.page.get_by_text("Draw a digit or pick a sample").is_visible()
    assert inside_page.names == []
    assert inside_page.page.locator("figcaption b:visible").all_inner_texts() == [
        "Input",
        "Layer 1",
        "Layer 2",
        "Output",
    ]
    assert inside_page.drawing_page.requests == []


@pytest.mark.parametrize(("layer", "unit"), [(1, 36), (1, 99), (2, 0), (2, 7)])
def test_hidden_unit_calculation_matches_the_network(inside_page, seed, layer, unit):
    draw_a_seven(inside_page)
    columns = int(inside_page.field(layer).get_attribute("aria-colcount"))
    inside_page.point(layer, *divmod(unit, columns))

    terms = inside_page.terms(inside_page.unit_detail(f"Layer {layer}, unit {unit}"))

    bias, total, z, sigmoid, value = terms.values()
    assert bias == pytest.approx(float(seed[layer - 1][0, unit]), abs=HALF)
    assert z == pytest.approx(float(inside_page.array(f"z{layer}")[0, unit]), abs=HALF)
    assert value == pytest.approx(float(inside_page.array(f"H{layer}")[0, unit]), abs=HALF)
    assert bias + total == pytest.approx(z, abs=3.1 * HALF)
    assert sigmoid == z
    assert value == pytest.approx(1 / (1 + np.exp(-z)), abs=2 * HALF)


def test_output_calculation_ends_with_the_softmax(inside_page, seed):
    draw_a_seven(inside_page)
    inside_page.point(3, 1, 0)

    terms = inside_page.terms(inside_page.unit_detail("Output 1"))

    z = inside_page.array("z3")[0].astype(float)
    assert terms["bias"] == pytest.approx(float(seed[2][0, 1]), abs=HALF)
    assert terms["z"] == pytest.approx(z[1], abs=HALF)
    assert terms["exp(z)"] == pytest.approx(np.exp(z[1]), rel=1e-3)
    assert terms["sum of all exp(z)"] == pytest.approx(np.exp(z).sum(), rel=1e-3)
    assert terms["softmax of z"] == pytest.approx(float(inside_page.array("P")[0, 1]), abs=HALF)


def test_largest_contributions_are_listed_and_add_up(inside_page, seed):
    draw_a_seven(inside_page)
    inside_page.point(1, 3, 6)
    lens = inside_page.unit_detail("Layer 1, unit 36")

    *strongest, others, total = inside_page.contributions(lens)

    ink = inside_page.array("A0")[0, 1:].astype(float)
    products = ink * seed[0][1:, 36]
    order = np.argsort(-abs(products), kind="stable")[: len(strongest)]
    assert [row[0] for row in strongest] == [
        f"row {index // 28}, column {index % 28}" for index in order
    ]
    cells = np.array([[number(cell) for cell in row[1:]] for row in strongest])
    expected = np.stack([ink[order], seed[0][1:, 36][order], products[order]], axis=1)
    assert cells == pytest.approx(expected, abs=HALF)
    assert others[0] == f"{784 - len(strongest)} others"
    assert cells[:, 2].sum() + number(others[3]) == pytest.approx(number(total[3]), abs=5e-4)
    assert number(total[3]) == pytest.approx(products.sum(), abs=2 * HALF)


def test_all_contributions_are_listed_on_request(inside_page):
    draw_a_seven(inside_page)
    inside_page.point(2, 4, 0)
    lens = inside_page.unit_detail("Layer 2, unit 4")

    lens.get_by_role("button", name="Show all 100").click()

    *all_of_them, total = inside_page.contributions(lens)
    assert len(all_of_them) == 100
    products = [number(row[3]) for row in all_of_them if "×" not in row[3]]
    assert sum(products) == pytest.approx(number(total[3]), abs=100 * HALF)


def test_cell_under_the_pointer_shows_input_weight_and_product(inside_page, seed):
    draw_a_seven(inside_page)
    inside_page.point(1, 3, 6)
    lens = inside_page.unit_detail("Layer 1, unit 36")
    box = lens.locator(".heatmap-cells").nth(1).bounding_box()
    row, column = 8, 12

    inside_page.page.mouse.move(
        box["x"] + (column + 0.5) * box["width"] / 28, box["y"] + (row + 0.5) * box["height"] / 28
    )

    place, ink, weight, product = re.fullmatch(
        r"(.*): (\S+) × (\S+) = (\S+)", lens.locator("[data-part=reading]").inner_text()
    ).groups()
    index = 28 * row + column
    assert place == "row 8, column 12"
    assert number(ink) == pytest.approx(float(inside_page.array("A0")[0, 1 + index]), abs=HALF)
    assert number(weight) == pytest.approx(float(seed[0][1 + index, 36]), abs=HALF)
    assert number(ink) * number(weight) == pytest.approx(number(product), abs=5 * HALF)
    assert lens.locator(".heatmap-mark").count() == 3


def test_layers_update_while_drawing(inside_page):
    start, end = DIGITS[4]
    inside_page.drawing_page.draw(start)
    inside_page.page.locator(".unit-detail:not([hidden])").wait_for()
    inside_page.settle()
    first = inside_page.array("z3").copy()

    inside_page.drawing_page.start_stroke(end)
    inside_page.wait_for("Output 4")
    inside_page.settle()
    during = inside_page.array("z3").copy()
    z = inside_page.terms(inside_page.unit_detail("Output 4"))["z"]
    inside_page.page.mouse.up()

    assert abs(during - first).max() > 0.1
    assert z == pytest.approx(float(during[0, 4]), abs=HALF)
    assert inside_page.drawing_page.max_open == 1


def test_selected_unit_stays_while_the_drawing_changes(inside_page):
    draw_a_seven(inside_page)
    inside_page.point(1, 0, 4)
    unit = inside_page.unit_detail("Layer 1, unit 4")
    former = inside_page.terms(unit)
    former_z = unit.locator(".term").nth(2).locator("b").inner_text()

    inside_page.drawing_page.sample(0)
    inside_page.page.wait_for_function(
        "z => document.querySelector('.term:last-child b').textContent !== z", arg=former_z
    )
    inside_page.settle()

    assert inside_page.names == ["Layer 1, unit 4"]
    now = inside_page.terms(inside_page.unit_detail("Layer 1, unit 4"))
    assert now["bias"] == former["bias"]
    assert now["z"] == pytest.approx(float(inside_page.array("z1")[0, 4]), abs=HALF)


def test_two_pinned_units_share_one_scale(inside_page):
    draw_a_seven(inside_page)
    inside_page.click(1, 5, 3)
    inside_page.click(1, 2, 7)
    inside_page.point(2, 0, 0)

    assert inside_page.names == ["Layer 1, unit 53", "Layer 1, unit 27"]
    legends = inside_page.page.locator(
        ".unit-detail:not([hidden]) .heatmap-signed"
    ).all_inner_texts()
    assert legends[:2] == legends[2:]
    assert inside_page.page.get_by_role("button", name="Pin", pressed=True).count() == 2


def test_third_pin_replaces_the_first_and_second_click_unpins(inside_page):
    draw_a_seven(inside_page)
    inside_page.click(1, 0, 0)
    inside_page.click(1, 0, 1)
    inside_page.click(2, 0, 0)
    assert inside_page.names == ["Layer 1, unit 1", "Layer 2, unit 0"]

    inside_page.click(2, 0, 0)
    assert inside_page.names == ["Layer 1, unit 1", "Layer 2, unit 0"]
    assert inside_page.page.get_by_role("button", name="Pin", pressed=True).count() == 1

    inside_page.point(3, 9, 0)
    assert inside_page.names == ["Layer 1, unit 1", "Output 9"]


def test_unit_number_selects_the_unit(inside_page):
    draw_a_seven(inside_page)
    inside_page.point(1, 0, 0)

    inside_page.page.get_by_role("spinbutton").fill("99")

    assert inside_page.names == ["Layer 1, unit 99"]
    inside_page.page.get_by_role("spinbutton").fill("100")
    assert inside_page.names == ["Layer 1, unit 99"]


def test_lines_start_at_the_largest_contributions(inside_page):
    draw_a_seven(inside_page)
    inside_page.point(2, 4, 0)
    inside_page.drawing_page.frames()

    products = (
        inside_page.array("A1")[0, 1:]
        * model_file.load(model_file.find_model("seed")).weights[1][1:, 4]
    )
    strongest = sorted(products, key=abs, reverse=True)[:8]
    signs = inside_page.page.locator(".connections path").evaluate_all(
        "all => all.map((p) => p.dataset.sign)"
    )
    assert signs == ["negative" if product < 0 else "positive" for product in strongest]


def test_arrow_keys_move_between_units_and_enter_pins(inside_page):
    draw_a_seven(inside_page)
    inside_page.page.locator("label:has(#file) input").focus()
    inside_page.drawing_page.press("Tab")
    assert inside_page.active_cell.startswith("row ")
    inside_page.drawing_page.press("Tab")
    assert inside_page.active_cell.startswith("unit 0: ")

    inside_page.drawing_page.press("ArrowRight", times=3)
    inside_page.drawing_page.press("ArrowDown", times=2)
    assert inside_page.names == ["Layer 1, unit 23"]
    assert number(inside_page.active_cell.removeprefix("unit 23: ")) == pytest.approx(
        float(inside_page.array("H1")[0, 23]), abs=HALF
    )
    inside_page.drawing_page.press("Enter")
    inside_page.drawing_page.press("End")
    assert inside_page.names == ["Layer 1, unit 23", "Layer 1, unit 29"]
    inside_page.drawing_page.press("Home")
    inside_page.drawing_page.press("ArrowLeft")
    assert inside_page.names == ["Layer 1, unit 23", "Layer 1, unit 20"]

    inside_page.drawing_page.press("Tab")
    assert inside_page.active_cell.startswith("unit 0: ")
    inside_page.drawing_page.press("Tab")
    assert inside_page.active_cell.startswith("output ")


def test_arrow_keys_continue_at_the_pointer_position(inside_page):
    draw_a_seven(inside_page)
    inside_page.click(1, 4, 4)

    inside_page.drawing_page.press("ArrowDown")

    assert inside_page.active_cell.startswith("unit 54: ")
    assert inside_page.names == ["Layer 1, unit 44", "Layer 1, unit 54"]


def test_layer_layout_fits_any_number_of_units(inside_page):
    inside_page.page.get_by_text("Large", exact=True).click()
    inside_page.select(3)

    labels = inside_page.page.locator("#network [role=grid]").evaluate_all(
        "all => all.map((g) => g.ariaLabel)"
    )
    assert labels == [
        "Input, pixels, 28 by 28",
        "Layer 1, 1200 units, 30 by 40",
        "Layer 2, 500 units, 20 by 25",
        "Output, 10 digits",
    ]
    inside_page.point(1, 29, 39)
    terms = inside_page.terms(inside_page.unit_detail("Layer 1, unit 1199"))
    assert terms["z"] == pytest.approx(float(inside_page.array("z1")[0, 1199]), abs=HALF)


def test_network_change_unpins_units_it_does_not_have(inside_page):
    inside_page.page.get_by_text("Large", exact=True).click()
    inside_page.select(3)
    inside_page.click(1, 29, 39)
    inside_page.wait_for("Layer 1, unit 1199")

    inside_page.page.get_by_text("Small", exact=True).click()

    inside_page.wait_for("Output 3")
    assert inside_page.names == ["Output 3"]


def test_cleared_canvas_empties_the_layers(inside_page):
    draw_a_seven(inside_page)

    inside_page.drawing_page.press("Delete")

    inside_page.page.locator(".unit-detail:not([hidden])").wait_for(state="detached")
    inside_page.settle()
    assert inside_page.page.locator(".outputs .bar-number").all_inner_texts() == ["–"] * 10
    assert inside_page.page.locator(".connections path").count() == 0


def test_all_values_are_available_as_tables(inside_page):
    draw_a_seven(inside_page)

    inside_page.page.get_by_text("All values as tables").click()

    tables = inside_page.page.locator("#numbers table")
    tables.nth(3).wait_for()  # they are made when they are first looked at
    assert tables.locator("caption").all_inner_texts() == [
        "Input, row by row",
        "Layer 1",
        "Layer 2",
        "Output",
    ]
    rows = (
        tables.nth(1)
        .locator("tbody tr")
        .evaluate_all("all => all.map((row) => [...row.cells].map((cell) => cell.textContent))")
    )
    assert [row[0] for row in rows] == [f"unit {index}" for index in range(100)]
    values = [number(row[1]) for row in rows]
    assert values == pytest.approx(inside_page.array("z1")[0].astype(float).tolist(), abs=HALF)


def test_unreachable_server_is_reported_and_retried(inside_page, console_errors):
    draw_a_seven(inside_page)
    inside_page.page.route("**/explain*", lambda route: route.abort())
    inside_page.drawing_page.sample(2)
    inside_page.drawing_page.wait_for_notice("Can’t reach the server")  # noqa: RUF001

    inside_page.page.unroute("**/explain*")

    expect(inside_page.unit_detail("Output 2")).to_be_visible()
    console_errors[:] = [text for text in console_errors if "ERR_FAILED" not in text]


def test_error_reply_is_shown_with_its_detail(inside_page, console_errors):
    problem = {"type": "/problems/x", "title": "Image too large", "detail": "expected less"}
    inside_page.page.route("**/explain*", lambda route: route.fulfill(status=413, json=problem))

    inside_page.drawing_page.sample(2)

    notice = inside_page.drawing_page.notice
    expect(notice).to_contain_text("Image too large: expected less")
    console_errors[:] = [text for text in console_errors if "status of 413" not in text]


FOOT_AND_OUTPUTS = """() => {
    const bounds = (selector) => document.querySelector(selector).getBoundingClientRect();
    const lowest = document.documentElement.scrollHeight - innerHeight;
    const gaps = [];
    for (let top = 0; top <= lowest; top += 40) {
        scrollTo(0, top);
        gaps.push(bounds("#network .outputs").top - bounds("#network-foot").bottom);
    }
    return gaps;
}"""


@pytest.mark.parametrize("width", [320, 780])
def test_bar_of_the_selected_unit_covers_no_output_wherever_the_page_is_scrolled(new_tab, width):
    inside_page = InsidePage(new_tab(viewport={"width": width, "height": 740}))
    inside_page.select(7)
    assert inside_page.page.locator("#network-foot").is_visible()

    gaps = inside_page.page.evaluate(FOOT_AND_OUTPUTS)

    assert len(gaps) > 10
    assert min(gaps) >= 0


def test_tap_on_a_unit_links_to_its_calculation(new_tab):
    inside_page = InsidePage(new_tab(viewport={"width": 390, "height": 844}, has_touch=True))
    inside_page.select(7)

    inside_page.page.touchscreen.tap(*inside_page.place(1, 5, 3))

    assert inside_page.names == ["Layer 1, unit 53"]
    assert inside_page.page.get_by_role("button", name="Pin", pressed=True).count() == 0
    foot = inside_page.page.locator("#network-foot")
    assert foot.inner_text().startswith("Layer 1, unit 53: ")
    foot.get_by_role("link").click()
    inside_page.page.wait_for_function(
        "() => document.querySelector('.unit-detail h3').getBoundingClientRect().bottom"
        " < innerHeight"
    )
    inside_page.page.get_by_role("button", name="Pin", pressed=False).tap()
    assert inside_page.page.get_by_role("button", name="Pin", pressed=True).count() == 1

"""The way forward through the network, seen from inside: the numbers are the network's own."""

import re

import numpy as np
import pytest

from model.serialization import model_file
from tests.browser.digits import DIGITS
from tests.browser.glass import Glass, number

pytestmark = pytest.mark.browser

HALF = 0.5e-4
"""Numbers are shown to four decimals."""


@pytest.fixture
def glass(desk):
    return Glass(desk)


@pytest.fixture(scope="module")
def seed():
    return model_file.load(model_file.locate("seed")).weights


def draw_a_seven(glass):
    glass.desk.draw(*DIGITS[7])
    glass.wait_for("Output 7")
    glass.settle()


def test_drawing_of_the_first_page_is_looked_into(desk):
    desk.draw(*DIGITS[4])
    desk.wait_for_digit(4)

    desk.page.get_by_role("link", name="Inside").click()

    glass = Glass(desk)
    glass.wait_for("Output 4")
    assert desk.ink_at(DIGITS[4][0][5])


def test_drawing_on_this_page_is_read_on_the_first_one(glass):
    draw_a_seven(glass)

    glass.page.get_by_role("link", name="Draw").click()

    glass.desk.wait_for_digit(7)


def test_empty_paper_shows_the_layers_and_says_what_to_do(glass):
    assert glass.page.get_by_text("Draw a digit or pick a sample").is_visible()
    assert glass.names == []
    assert glass.page.locator("figcaption b:visible").all_inner_texts() == [
        "Input",
        "Layer 1",
        "Layer 2",
        "Output",
    ]
    assert glass.desk.questions == []


@pytest.mark.parametrize(("layer", "unit"), [(1, 37), (1, 100), (2, 1), (2, 8)])
def test_arithmetic_of_a_hidden_unit_is_the_networks_and_adds_up(glass, seed, layer, unit):
    draw_a_seven(glass)
    columns = int(glass.field(layer).get_attribute("aria-colcount"))
    glass.point(layer, *divmod(unit - 1, columns))

    terms = glass.terms(glass.lens(f"Layer {layer}, unit {unit}"))

    bias, total, z, sigmoid, value = terms.values()
    assert bias == pytest.approx(float(seed[layer - 1][0, unit - 1]), abs=HALF)
    assert z == pytest.approx(float(glass.array(f"z{layer}")[0, unit - 1]), abs=HALF)
    assert value == pytest.approx(float(glass.array(f"H{layer}")[0, unit - 1]), abs=HALF)
    assert bias + total == pytest.approx(z, abs=3.1 * HALF)
    assert sigmoid == z
    assert value == pytest.approx(1 / (1 + np.exp(-z)), abs=2 * HALF)


def test_arithmetic_of_an_output_ends_with_the_softmax(glass, seed):
    draw_a_seven(glass)
    glass.point(3, 1, 0)

    terms = glass.terms(glass.lens("Output 1"))

    z = glass.array("z3")[0].astype(float)
    assert terms["bias"] == pytest.approx(float(seed[2][0, 1]), abs=HALF)
    assert terms["z"] == pytest.approx(z[1], abs=HALF)
    assert terms["exp(z)"] == pytest.approx(np.exp(z[1]), rel=1e-3)
    assert terms["sum of all exp(z)"] == pytest.approx(np.exp(z).sum(), rel=1e-3)
    assert terms["softmax of z"] == pytest.approx(float(glass.array("P")[0, 1]), abs=HALF)


def test_strongest_contributions_are_named_and_add_up(glass, seed):
    draw_a_seven(glass)
    glass.point(1, 3, 6)
    lens = glass.lens("Layer 1, unit 37")

    *strongest, others, total = glass.contributions(lens)

    ink = glass.array("A0")[0, 1:].astype(float)
    products = ink * seed[0][1:, 36]
    order = np.argsort(-abs(products), kind="stable")[: len(strongest)]
    assert [row[0] for row in strongest] == [
        f"row {index // 28 + 1}, column {index % 28 + 1}" for index in order
    ]
    shown = np.array([[number(cell) for cell in row[1:]] for row in strongest])
    expected = np.stack([ink[order], seed[0][1:, 36][order], products[order]], axis=1)
    assert shown == pytest.approx(expected, abs=HALF)
    assert others[0] == f"{784 - len(strongest)} others"
    assert shown[:, 2].sum() + number(others[3]) == pytest.approx(number(total[3]), abs=5e-4)
    assert number(total[3]) == pytest.approx(products.sum(), abs=2 * HALF)


def test_all_contributions_are_listed_on_demand(glass):
    draw_a_seven(glass)
    glass.point(2, 4, 0)
    lens = glass.lens("Layer 2, unit 5")

    lens.get_by_role("button", name="Show all 100").click()

    *all_of_them, total = glass.contributions(lens)
    assert len(all_of_them) == 100
    products = [number(row[3]) for row in all_of_them if "×" not in row[3]]
    assert sum(products) == pytest.approx(number(total[3]), abs=100 * HALF)


def test_cell_of_a_picture_reads_its_input_weight_and_product(glass, seed):
    draw_a_seven(glass)
    glass.point(1, 3, 6)
    lens = glass.lens("Layer 1, unit 37")
    box = lens.locator(".heatmap-cells").nth(1).bounding_box()
    row, column = 8, 12

    glass.page.mouse.move(
        box["x"] + (column + 0.5) * box["width"] / 28, box["y"] + (row + 0.5) * box["height"] / 28
    )

    place, ink, weight, product = re.fullmatch(
        r"(.*): (\S+) × (\S+) = (\S+)", lens.locator("[data-part=reading]").inner_text()
    ).groups()
    index = 28 * row + column
    assert place == "row 9, column 13"
    assert number(ink) == pytest.approx(float(glass.array("A0")[0, 1 + index]), abs=HALF)
    assert number(weight) == pytest.approx(float(seed[0][1 + index, 36]), abs=HALF)
    assert number(ink) * number(weight) == pytest.approx(number(product), abs=5 * HALF)
    assert lens.locator(".heatmap-mark").count() == 3


def test_layers_follow_while_a_digit_is_drawn(glass):
    start, end = DIGITS[4]
    glass.desk.draw(start)
    glass.page.locator(".lens:not([hidden])").wait_for()
    glass.settle()
    first = glass.array("z3").copy()

    glass.desk.put_down(end)
    glass.wait_for("Output 4")
    glass.settle()
    during = glass.array("z3").copy()
    shown = glass.terms(glass.lens("Output 4"))["z"]
    glass.page.mouse.up()

    assert abs(during - first).max() > 0.1
    assert shown == pytest.approx(float(during[0, 4]), abs=HALF)
    assert glass.desk.most_open == 1


def test_unit_pointed_at_stays_while_the_drawing_changes(glass):
    draw_a_seven(glass)
    glass.point(1, 0, 4)
    former = glass.terms(glass.lens("Layer 1, unit 5"))

    glass.desk.sample(0)
    glass.page.wait_for_function(
        "z => document.querySelector('.term:last-child b').textContent !== z",
        arg=glass.lens("Layer 1, unit 5").locator(".term").nth(2).locator("b").inner_text(),
    )
    glass.settle()

    assert glass.names == ["Layer 1, unit 5"]
    now = glass.terms(glass.lens("Layer 1, unit 5"))
    assert now["bias"] == former["bias"]
    assert now["z"] == pytest.approx(float(glass.array("z1")[0, 4]), abs=HALF)


def test_two_pinned_units_stand_side_by_side_on_one_scale(glass):
    draw_a_seven(glass)
    glass.click(1, 5, 3)
    glass.click(1, 2, 7)
    glass.point(2, 0, 0)

    assert glass.names == ["Layer 1, unit 54", "Layer 1, unit 28"]
    legends = glass.page.locator(".lens:not([hidden]) .heatmap-signed").all_inner_texts()
    assert legends[:2] == legends[2:]
    assert glass.page.get_by_role("button", name="Pin", pressed=True).count() == 2


def test_third_pin_takes_the_place_of_the_first_and_a_second_click_lets_go(glass):
    draw_a_seven(glass)
    glass.click(1, 0, 0)
    glass.click(1, 0, 1)
    glass.click(2, 0, 0)
    assert glass.names == ["Layer 1, unit 2", "Layer 2, unit 1"]

    glass.click(2, 0, 0)
    assert glass.names == ["Layer 1, unit 2", "Layer 2, unit 1"]
    assert glass.page.get_by_role("button", name="Pin", pressed=True).count() == 1

    glass.point(3, 9, 0)
    assert glass.names == ["Layer 1, unit 2", "Output 9"]


def test_unit_is_chosen_by_its_number(glass):
    draw_a_seven(glass)
    glass.point(1, 0, 0)

    glass.page.get_by_role("spinbutton").fill("100")

    assert glass.names == ["Layer 1, unit 100"]
    glass.page.get_by_role("spinbutton").fill("101")
    assert glass.names == ["Layer 1, unit 100"]


def test_lines_lead_from_the_strongest_contributions(glass):
    draw_a_seven(glass)
    glass.point(2, 4, 0)
    glass.desk.frames()

    products = (
        glass.array("A1")[0, 1:] * model_file.load(model_file.locate("seed")).weights[1][1:, 4]
    )
    strongest = sorted(products, key=abs, reverse=True)[:8]
    signs = glass.page.locator(".links path").evaluate_all("all => all.map((p) => p.dataset.sign)")
    assert signs == ["negative" if product < 0 else "positive" for product in strongest]


def test_keyboard_goes_through_the_units_and_pins(glass):
    draw_a_seven(glass)
    glass.page.locator("label:has(#file) input").focus()
    glass.desk.press("Tab")
    assert glass.spoken.startswith("row ")
    glass.desk.press("Tab")
    assert glass.spoken.startswith("unit 1: ")

    glass.desk.press("ArrowRight", times=3)
    glass.desk.press("ArrowDown", times=2)
    assert glass.names == ["Layer 1, unit 24"]
    assert number(glass.spoken.removeprefix("unit 24: ")) == pytest.approx(
        float(glass.array("H1")[0, 23]), abs=HALF
    )
    glass.desk.press("Enter")
    glass.desk.press("End")
    assert glass.names == ["Layer 1, unit 24", "Layer 1, unit 30"]
    glass.desk.press("Home")
    glass.desk.press("ArrowLeft")
    assert glass.names == ["Layer 1, unit 24", "Layer 1, unit 21"]

    glass.desk.press("Tab")
    assert glass.spoken.startswith("unit 1: ")
    glass.desk.press("Tab")
    assert glass.spoken.startswith("output ")


def test_keyboard_goes_on_where_the_pointer_was(glass):
    draw_a_seven(glass)
    glass.click(1, 4, 4)

    glass.desk.press("ArrowDown")

    assert glass.spoken.startswith("unit 55: ")
    assert glass.names == ["Layer 1, unit 45", "Layer 1, unit 55"]


def test_fields_hold_any_number_of_units(glass):
    glass.page.get_by_text("wide", exact=True).click()
    glass.look_at(3)

    labels = glass.page.locator("#flow [role=grid]").evaluate_all(
        "all => all.map((g) => g.ariaLabel)"
    )
    assert labels == [
        "Input, pixels, 28 by 28",
        "Layer 1, 800 units, 25 by 32",
        "Layer 2, 400 units, 20 by 20",
        "Output, 10 digits",
    ]
    glass.point(1, 24, 31)
    terms = glass.terms(glass.lens("Layer 1, unit 800"))
    assert terms["z"] == pytest.approx(float(glass.array("z1")[0, 799]), abs=HALF)


def test_change_of_the_network_lets_go_of_units_that_it_does_not_have(glass):
    glass.page.get_by_text("wide", exact=True).click()
    glass.look_at(3)
    glass.click(1, 24, 31)
    glass.wait_for("Layer 1, unit 800")

    glass.page.get_by_text("seed", exact=True).click()

    glass.wait_for("Output 3")
    assert glass.names == ["Output 3"]


def test_cleared_paper_empties_the_layers(glass):
    draw_a_seven(glass)

    glass.desk.press("Delete")

    glass.page.locator(".lens:not([hidden])").wait_for(state="detached")
    glass.settle()
    assert glass.page.locator(".outputs .bar-number").all_inner_texts() == ["–"] * 10
    assert glass.page.locator(".links path").count() == 0


def test_all_numbers_are_there_as_tables(glass):
    draw_a_seven(glass)

    glass.page.get_by_text("All values as tables").click()

    tables = glass.page.locator("#numbers table")
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
    assert [row[0] for row in rows] == [f"unit {index}" for index in range(1, 101)]
    shown = [number(row[1]) for row in rows]
    assert shown == pytest.approx(glass.array("z1")[0].astype(float).tolist(), abs=HALF)


def test_server_that_is_gone_is_told_and_asked_again(glass, complaints):
    draw_a_seven(glass)
    glass.page.route("**/explain*", lambda route: route.abort())
    glass.desk.sample(2)
    glass.desk.wait_for_notice("Can’t reach the server")  # noqa: RUF001

    glass.page.unroute("**/explain*")

    glass.wait_for("Output 2")
    complaints[:] = [text for text in complaints if "ERR_FAILED" not in text]


def test_refusal_is_told_in_the_servers_words(glass, complaints):
    problem = {"type": "/problems/x", "title": "Image too large", "detail": "expected less"}
    glass.page.route("**/explain*", lambda route: route.fulfill(status=413, json=problem))

    glass.desk.sample(2)

    glass.desk.wait_for_notice("Image too large: expected less")
    complaints[:] = [text for text in complaints if "status of 413" not in text]


def test_tap_shows_a_unit_and_leads_to_its_arithmetic(visit):
    glass = Glass(visit(viewport={"width": 390, "height": 844}, has_touch=True))
    glass.look_at(7)

    glass.page.touchscreen.tap(*glass.place(1, 5, 3))

    assert glass.names == ["Layer 1, unit 54"]
    assert glass.page.get_by_role("button", name="Pin", pressed=True).count() == 0
    foot = glass.page.locator("#flow-foot")
    assert foot.inner_text().startswith("Layer 1, unit 54: ")
    foot.get_by_role("link").click()
    glass.page.wait_for_function(
        "document.querySelector('.lens h3').getBoundingClientRect().bottom < innerHeight"
    )
    glass.page.get_by_role("button", name="Pin", pressed=False).tap()
    assert glass.page.get_by_role("button", name="Pin", pressed=True).count() == 1

"""Weights that are used without their biases, drawn with them on /inside."""

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import EQUATION
from tests.browser.test_convention import open_in

pytestmark = pytest.mark.browser

FOLDED = [("inkling", (10, 11)), ("inkling,columns", (11, 10)), ("ng,bias-folded", (11, 10))]
APART = ["nielsen", "cs231n"]


def weights(page):
    """Return the figure of the factor that is weights."""
    return page.page.locator(f'{EQUATION} [data-part=factor][data-array="W3"]')


def left_out(page):
    return weights(page).locator(".heatmap-left-out")


def point(grid, row, column, shape):
    """Move the pointer over a cell of a heat map of this shape."""
    box = grid.bounding_box()
    x, y = (column + 0.5) * box["width"] / shape[1], (row + 0.5) * box["height"] / shape[0]
    grid.hover(position={"x": x, "y": y})


@pytest.mark.parametrize(("convention", "shape"), FOLDED)
def test_weights_are_drawn_whole_with_the_biases_crossed_out(tab, convention, shape):
    page = open_in(tab, convention, "back2")
    figure = weights(page)
    grid = figure.locator("[role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", str(shape[0]))
    expect(grid).to_have_attribute("aria-colcount", str(shape[1]))
    expect(figure.locator(".heatmap-ticks span", has_text="bias")).to_have_count(1)

    covered, whole = left_out(page).bounding_box(), grid.bounding_box()
    side, other = ("height", "width") if shape[0] == 11 else ("width", "height")
    assert covered[side] == pytest.approx(whole[side] / 11, abs=1)
    assert covered[other] == pytest.approx(whole[other], abs=1)

    point(grid, 0, 0, shape)
    expect(figure.locator(".factor-reading")).to_contain_text("left out")
    point(grid, 1, 1, shape)
    row, column = (0, 1) if shape[0] == 11 else (1, 0)
    expect(figure.locator(".factor-reading")).to_contain_text(f"[{row}, {column}]")


@pytest.mark.parametrize(("convention", "shape"), FOLDED)
def test_entry_is_beside_the_row_and_column_that_make_it(tab, convention, shape):
    page = open_in(tab, convention, "back2")
    for unit in (0, 9):
        page.select(*((unit, 0) if shape[0] == 11 else (0, unit)))
        mark = weights(page).locator(".heatmap-mark").bounding_box()
        entry = page.page.locator(f"{EQUATION} [data-part=result] .heatmap-mark[data-cell]")
        cell = entry.bounding_box()
        axis, size = ("y", "height") if shape[0] == 11 else ("x", "width")
        assert mark[axis] == pytest.approx(cell[axis], abs=1)
        assert mark[size] == pytest.approx(cell[size], abs=1)


@pytest.mark.parametrize("convention", APART)
def test_weights_apart_from_the_biases_have_nothing_to_cross_out(tab, convention):
    page = open_in(tab, convention, "back2")

    grid = weights(page).locator("[role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", "10")
    expect(grid).to_have_attribute("aria-colcount", "10")
    expect(left_out(page)).to_be_hidden()
    expect(weights(page).locator(".heatmap-ticks span", has_text="bias")).to_have_count(0)

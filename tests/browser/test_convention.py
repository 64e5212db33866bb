"""The convention of formulas on /inside: choices, address, matrices and submitted code."""

import json

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import EQUATION, STEP, BackwardPage
from tests.browser.pages.check_mine_section import CheckMineSection
from tests.browser.pages.inside_page import number
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

PRESETS = {
    "nielsen": ("nabla_w3", 10, 100, "nabla_w3 = delta3 @ a2.T"),
    "ng": ("dW2", 10, 100, "dW2 = dZ2 @ A1.T / m"),
    "cs231n": ("dW2", 100, 10, "dW2 = h1.T @ dz2"),
    "inkling,columns": ("dW2", 10, 101, "dW2 = delta2 @ A1.T"),
}


def open_in(drawing_page, convention, step="dw2"):
    """Return the page with a sample drawn, in a convention."""
    page = BackwardPage(drawing_page, step, f"?convention={convention}")
    drawing_page.sample(7)
    page.wait_for_numbers()
    return page


def result_map(page):
    return page.page.locator(f"{EQUATION} [data-part=result] .heatmap-cells")


@pytest.mark.parametrize("convention", PRESETS)
def test_gradient_and_check_mine_follow_the_convention_in_the_address(tab, convention):
    name, rows, columns, line = PRESETS[convention]
    page = open_in(tab, convention)

    expect(result_map(page)).to_have_attribute("aria-label", f"{name}, {rows} by {columns}")
    page.page.get_by_role("button", name="Check numerically").click()
    expect(page.page.locator(".entry-view .verdict")).to_contain_text("agree")

    section = CheckMineSection(page)
    suggestions = page.page.locator("#backprop-steps").get_attribute("data-suggestions")
    expect(section.field).to_have_value(json.loads(suggestions)["initial"])
    stopped = section.check()
    expect(stopped.locator(".code-verdict")).to_contain_text(f"{name} stops at operation")
    right = section.check(line)
    expect(right.locator(".code-verdict")).to_have_text(f"{name} is right.")


def test_transposed_gradient_is_drawn_with_the_same_numbers(tab):
    rows = open_in(tab, "inkling", "delta2").page.locator(f"{STEP} output").all_inner_texts()
    columns = open_in(tab, "inkling,columns", "delta2").page.locator(f"{STEP} output")

    for text, transposed in zip(rows, columns.all_inner_texts(), strict=True):
        row, column = text[1 : text.index("]")].split(", ")
        assert transposed == f"[{column}, {row}]{text[text.index(']') + 1 :]}"


def test_bias_apart_has_a_gradient_of_its_own_that_is_checked(tab):
    page = open_in(tab, "ng")
    page.page.locator("[data-part=equation-picker] label", has_text="b2").click()

    expect(result_map(page)).to_have_attribute("aria-label", "db2, 10 by 1")
    page.page.get_by_role("button", name="Check numerically").click()
    expect(page.page.locator(".entry-view .verdict")).to_contain_text("agree")
    expect(page.page.locator(".entry-view [data-part=check]")).to_contain_text("with b2[")


def test_choice_is_kept_in_the_address_and_for_the_next_visit(tab):
    page = open_in(tab, "inkling").page
    choices = page.get_by_role("group", name="Your convention")

    choices.get_by_label("Notation").select_option("ng")
    expect(page.locator("#backprop-steps")).to_have_attribute("data-convention", "ng")
    expect(choices.get_by_label("Samples")).to_have_value("columns")
    choices.get_by_label("Samples").select_option("rows")
    expect(page.locator("#backprop-steps")).to_have_attribute("data-convention", "ng,rows")
    assert page.url.endswith("inside?convention=ng,rows#step=dw2")

    page.goto(f"{tab.url}inside")
    expect(page.locator("#backprop-steps")).to_have_attribute("data-convention", "ng,rows")
    expect(choices.get_by_label("Notation")).to_have_value("ng")
    assert page.url.endswith("inside?convention=ng,rows")


def test_learners_line_stays_and_an_untouched_one_follows(tab):
    page = open_in(tab, "inkling")
    section, choices = CheckMineSection(page), page.page.get_by_label("Notation")

    choices.select_option("cs231n")
    expect(section.field).to_have_value("dW2 = h1.T @ (probs - Y) @ W3.T @ h2 * (1 - h2)")
    note = section.root.locator("[data-part=convention-note]")
    expect(note).to_be_empty()
    section.field.fill("dW2 = h1.T @ (dz2)")
    choices.select_option("ng")
    expect(page.page.locator("#backprop-steps")).to_have_attribute("data-convention", "ng")
    expect(section.field).to_have_value("dW2 = h1.T @ (dz2)")
    expect(note).to_contain_text("Here h1 is A1, dz2 is dZ2. Samples are columns here")

    tab.page.reload()
    expect(note).to_contain_text("Here h1 is A1, dz2 is dZ2.")
    section.field.fill("dW2 = dZ2 @ h1.T / m")
    expect(note).to_contain_text("Here h1 is A1. Samples")
    page.wait_for_numbers()
    result = section.check("dW2 = dZ2 @ A1.T / m")
    expect(result.locator(".code-verdict")).to_have_text("dW2 is right.")
    expect(note).to_be_empty()


def test_lines_of_a_mistake_follow_the_convention(tab):
    page = open_in(tab, "ng")
    section = CheckMineSection(page)
    mistake = page.page.locator("[data-mistake=matrix-product]")
    mistake.locator("summary").click()
    mistake.get_by_role("button", name="Check these lines").last.click()
    expect(section.results).not_to_have_count(0)

    page.page.get_by_label("Notation").select_option("inkling")

    expect(section.field).to_have_value(
        "delta2 = (delta3 @ W3[1:].T) @ (H2 * (1 - H2)).T\ndW2 = A1.T @ delta2"
    )
    expect(section.root.locator("[data-part=convention-note]")).to_be_empty()


def test_sum_over_a_batch_is_n_times_the_gradient_of_the_mean(tab):
    sums, measured = {}, {}
    for convention in ("cs231n", "cs231n,mean-at-update"):
        page = open_in(tab, convention)
        page.page.get_by_role("button", name="Add a sample").click()
        expect(page.page.locator(f"{EQUATION} .shapes-now")).to_contain_text("2")
        page.wait_for_numbers()
        sums[convention] = number(page.terms[-1][-1])
        measured[convention] = page.check()
        assert measured[convention]["numeric"] == pytest.approx(sums[convention], rel=0.05)
    mean, total = measured.values()
    assert total["analytic"] == pytest.approx(2 * mean["analytic"], rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("convention", ["nielsen", "ng", "cs231n", "inkling,columns"])
def test_page_in_a_convention_is_accessible(tab, convention):
    page = open_in(tab, convention)
    assert violations(page) == []

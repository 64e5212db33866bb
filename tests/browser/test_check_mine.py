"""The section "Check your own lines" of /inside: from the question to the right line."""

import re

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import GRADIENT_STATUS, BackwardPage
from tests.browser.pages.check_mine_section import CheckMineSection
from tests.browser.pages.inside_page import number
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = pytest.mark.browser

QUESTION = "dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)"
TRANSPOSED = "A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)"
RIGHT = "A1.T @ ((P - Y) @ W3[1:].T * H2 * (1 - H2))"


def open_section(drawing_page, step="dw2"):
    """Return the section, with the sample 7 drawn."""
    backward_page = BackwardPage(drawing_page, step)
    backward_page.drawing_page.sample(7)
    backward_page.wait_for_numbers()
    return CheckMineSection(backward_page)


@pytest.fixture
def section(tab):
    return open_section(tab)


def test_line_of_the_question_is_mended_until_it_is_right(section):
    expect(section.field).to_have_value(QUESTION)

    stopped = section.check()
    expect(stopped.locator(".code-verdict")).to_contain_text("dW2 stops at operation 4")
    last = stopped.locator(".joins li").last
    assert last.locator(".shape b").all_inner_texts() == ["11", "1"]
    expect(last).to_contain_text("Here 11 meets 1.")
    expect(last).to_contain_text("NumPy raises an error: matmul")
    names = stopped.locator("[data-diagnosis]").evaluate_all(
        "all => all.map(e => e.dataset.diagnosis)"
    )
    assert names == ["matrix-product", "bias-row-kept"]

    wrong = section.check(TRANSPOSED)
    expect(wrong.locator(".code-verdict")).to_have_text(
        "dW2 is 101 × 1, but it should be 101 × 10."
    )
    diagnosis = wrong.locator("[data-diagnosis]").first
    expect(diagnosis).to_have_attribute("data-diagnosis", "matrix-product")
    values = {
        part: number(wrong.locator(f"dd[data-part={part}]").inner_text())
        for part in ("yours", "analytic", "numeric")
    }
    assert values["numeric"] == pytest.approx(values["analytic"], rel=1e-4)
    assert values["yours"] != pytest.approx(values["analytic"], rel=1e-2)

    right = section.check(RIGHT)
    expect(right.locator(".code-verdict")).to_have_text("dW2 is right for one drawing.")
    expect(right).to_contain_text(re.compile(r"the finite difference agrees to \d+ digits"))
    expect(section.page.locator("#announcement")).to_contain_text("dW2 is right for one drawing.")
    section.root.get_by_role("button", name="Take a step with dW2", exact=True).click()
    expect(section.page.locator(GRADIENT_STATUS)).to_contain_text("After 1 step, the loss is")
    source = "W2 moved against your dW2; W3 and W1 moved against backpropagation"
    place = section.page.locator(".gradient-descent [data-part=source]")
    expect(place).to_contain_text(source)
    expect(section.page.locator("#announcement")).to_contain_text(source)
    section.page.get_by_role("button", name="Reset").click()
    expect(place).to_be_empty()


def test_right_error_signal_offers_no_step_since_it_moves_no_weights(section):
    result = section.check("delta2 = (P - Y) / N @ W3[1:].T * H2 * (1 - H2)")

    expect(result.locator(".code-verdict")).to_have_text("delta2 is right.")
    expect(section.root.locator("[data-part=take-step]")).to_be_hidden()


def test_lines_build_on_each_other(section):
    section.check("d3 = (P - Y) / N\ndelta2 = d3 @ W3[1:].T * H2 * (1 - H2)\ndW2 = A1.T @ delta2")

    expect(section.results.locator(".code-verdict")).to_have_text(
        ["d3 is 1 × 10.", "delta2 is right.", "dW2 is right."]
    )


def test_silent_broadcasting_is_named_with_both_shapes(section):
    result = section.check("dW2 = A1.T * ((P - Y) @ W3[1:].T * H2 * (1 - H2))")

    note = result.locator("[data-state=broadcasts] p")
    expect(note).to_contain_text("the shapes 101 × 1 and 1 × 10 differ")


def test_error_of_a_line_marks_its_column_and_takes_the_focus(section, load_errors_ignored):
    message = section.rejection("delta2 = (P - Y)\ndW2 = A1.T @@ delta2")

    assert "Line 2, column 13: expected" in message
    above, below = section.root.locator("[data-part=line-error] pre").inner_text().split("\n")
    assert above[below.index("^") - 1 : below.index("^") + 1] == "@@"
    expect(section.field).to_have_attribute("aria-invalid", "true")
    expect(section.field).to_be_focused()
    assert section.caret == len("delta2 = (P - Y)\ndW2 = A1.T @")

    section.check(RIGHT)
    expect(section.field).not_to_have_attribute("aria-invalid", "true")


def test_lines_survive_a_reload_and_are_checked_by_keyboard(section):
    section.field.fill(RIGHT)
    section.backward_page.drawing_page.reload()
    section.backward_page.wait_for_numbers()

    expect(section.field).to_have_value(RIGHT)
    result = section.check(key="Control+Enter")
    expect(result.locator(".code-verdict")).to_have_text("dW2 is right for one drawing.")


def test_step_leads_to_its_own_line(section):
    section.backward_page.go_to("back2")
    section.page.get_by_role("link", name="Check your own lines").click()
    expect(section.field).to_have_value("dH2 = ")
    expect(section.field).to_be_focused()

    section.root.get_by_role("button", name="W3 11 × 10", exact=True).click()
    expect(section.field).to_have_value("dH2 = W3")
    assert section.page.url.endswith("#step=back2")
    section.backward_page.go_to("loss")
    expect(section.page.get_by_role("link", name="Check your own lines")).to_be_hidden()


def test_diagnosis_leads_to_the_step_and_the_common_mistake(section):
    result = section.check(TRANSPOSED)

    result.get_by_role("link", name="See this mistake").click()
    mistake = section.page.locator("details[data-mistake=matrix-product]")
    expect(mistake).to_have_attribute("open", "")
    result.get_by_role("link", name="Why: Multiply by the sigmoid derivative of layer 2").click()
    section.page.locator('article.step[data-slug="delta2"]').wait_for()
    assert section.backward_page.slug == "delta2"


def test_lines_of_a_question_are_checked(section):
    question = section.page.locator("details.question", has_text="Elementwise or matrix product")
    question.locator("summary").click()
    question.get_by_role("button", name="Check these lines").click()

    expect(section.field).to_have_value(re.compile("^dW2 = "))
    expect(section.results.locator("[data-diagnosis=matrix-product]")).to_be_visible()
    section.field.press("Control+z")
    expect(section.field).to_have_value(QUESTION)


def test_another_label_checks_the_line_again(section):
    value = section.check(TRANSPOSED).locator("dd[data-part=yours]")
    before = value.inner_text()

    section.backward_page.set_label(1)
    expect(value).not_to_have_text(before)


def test_batch_shows_a_missing_mean(section):
    one = section.check(RIGHT)
    expect(one.locator("[data-diagnosis=missing-mean]")).to_be_visible()

    section.backward_page.drawing_page.button("Add a sample").click()
    section.page.get_by_text("2 drawings").wait_for()
    expect(section.results.locator(".code-verdict")).to_contain_text("wrong numbers")
    expect(section.results.locator("[data-diagnosis=missing-mean]")).to_be_visible()


def test_check_without_a_drawing_asks_for_one(tab):
    section = CheckMineSection(BackwardPage(tab))

    section.root.get_by_role("button", name="Check", exact=True).click()
    expect(section.status).to_have_text("Draw a digit to check your lines with its numbers.")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_finds_no_violations_in_any_result(new_tab, load_errors_ignored, scheme, viewport):
    section = open_section(new_tab(color_scheme=scheme, viewport=viewport))
    for lines in (QUESTION, TRANSPOSED, RIGHT):
        section.check(lines)
        assert violations(section.backward_page, "#check-mine") == []
    section.rejection("dW2 = ?")
    assert violations(section.backward_page) == []


@pytest.mark.parametrize("width", [320, 390, 1024, 1920])
def test_results_at_any_width_fit_into_the_page(new_tab, width):
    section = open_section(new_tab(viewport={"width": width, "height": 700}))
    for lines in (QUESTION, TRANSPOSED, RIGHT):
        section.check(lines)
        assert section.page.evaluate("document.documentElement.scrollWidth") == width


def test_lines_are_trained_with_beside_the_right_ones(section):
    button = section.root.get_by_role("button", name="Train with my lines")
    expect(button).to_be_hidden()
    section.check("dW1 = (A0.T @ delta1).sum(axis=1, keepdims=True)")
    button.click()

    training = section.root.locator("[data-part=code-training]")
    expect(training.locator(".code-verdict")).to_contain_text(
        re.compile(
            r"With the right lines the loss falls from 2\.\d\d to 0\.\d\d, and with yours to 1\."
        )
    )
    assert training.locator("polyline").evaluate_all(
        "all => all.map((line) => [line.dataset.series, line.points.length])"
    ) == [["right", 31], ["yours", 31]]
    expect(training).to_contain_text("NumPy broadcasts silently in W1 -= learning_rate * dW1")
    expect(training.locator("figcaption p").first).to_contain_text(re.compile(r"loss 1\.\d\d"))
    expect(section.page.locator("#announcement")).to_contain_text("With the right lines")

    section.check(QUESTION)
    expect(training).to_be_empty()
    button.click()
    expect(training).to_contain_text("Training stops at step 1: NumPy raises an error.")
    expect(training).to_contain_text("A1.T @ (P - Y) @ W3.T @ H2: matmul")


def test_training_with_lines_that_ask_for_too_much_says_so(section, load_errors_ignored):
    section.check("dW2 = outer(A0, A0)[:101, :10]")
    section.root.get_by_role("button", name="Train with my lines").click()

    expect(section.root.locator("[data-part=training-status]")).to_contain_text(
        "line 1, column 7: expected at most 1,000,000 numbers"
    )

"""The way back through the network: every step, entry and mistake, with a drawing's numbers."""

import re

import numpy as np
import pytest

from app.web.backprop_steps import steps
from tests.browser.desk import PATIENCE_MS
from tests.browser.glass import number
from tests.browser.wayback import WayBack

pytestmark = pytest.mark.browser

HALF = 0.5e-4
"""Numbers are shown to four decimals."""

SIZES = [784, 100, 10, 10]
STEPS = {step.slug: step for step in steps(SIZES)}
CODES = {
    "whole": "{}",
    "transposed": "{}.T",
    "units-transposed": "{}[1:].T",
    "complement": "(1 - {})",
}


@pytest.fixture
def way(desk):
    """A seven on the paper, and the way back from the wish that it were a one."""
    way = WayBack(desk)
    way.draw(7)
    way.say(1)
    return way


def codes(equation):
    return [
        CODES[it.view].format(it.array).replace("back", "dH")
        for it in (*equation.operands, equation.result)
    ]


def written(equation, N):
    """A shape equation as the page writes it, without spaces."""
    latex = equation.shapes(N)
    for command, sign in ((r"\times", "×"), (r"\odot", "⊙"), (r"\to", "→"), ("-", "−")):
        latex = latex.replace(command, sign)
    return latex.replace(" ", "")


def test_all_ten_steps_of_a_drawn_seven_are_walked(way):
    walked = []
    for _ in STEPS:
        step = STEPS[way.slug]
        walked.append(step.slug)
        assert way.title == step.title
        assert way.page.url.endswith(f"#step={step.slug}") or step.slug == "loss"
        assert way.shapes == written(step.equations[0], 1)
        names = [label.partition(",")[0] for label in way.arrays]
        assert names == codes(step.equations[0])
        for factor, name in zip((*step.equations[0].operands,), names, strict=False):
            assert way.shape(name) == tuple(1 if n == "N" else n for n in factor.shape)
        way.desk.button("Next step").click(force=True)  # the last one leads nowhere

    assert walked == list(STEPS)
    assert way.desk.button("Next step").get_attribute("aria-disabled") == "true"


def test_arrow_keys_go_from_step_to_step(way):
    way.page.locator("#backward-title").click()
    way.desk.press("ArrowRight", times=4)
    assert way.slug == "delta2"
    way.desk.press("ArrowLeft")
    assert way.slug == "back2"
    assert way.page.locator(".walk [aria-current=step]").get_attribute("href") == "#step=back2"


@pytest.mark.parametrize("slug", STEPS)
def test_each_step_has_a_link_that_opens_it(desk, slug):
    way = WayBack(desk, slug)
    way.draw(7)
    assert way.slug == slug
    assert way.title == STEPS[slug].title
    assert way.page.locator("article.step:visible").count() == 1


@pytest.mark.parametrize("matrix", [1, 2, 3])
def test_ten_random_entries_of_a_gradient_are_what_is_measured(way, matrix):
    way.go_to(f"dw{matrix}")
    gradient = way.array(f"dW{matrix}")
    rng = np.random.default_rng(matrix)
    rows = rng.choice(np.flatnonzero(np.abs(gradient).sum(axis=1)), 8)  # of ink, not of paper
    entries = [*zip(rows, rng.integers(0, gradient.shape[1], 8), strict=True)]
    entries += [tuple(rng.integers(0, gradient.shape)) for _ in range(2)]

    for row, column in entries:
        way.look_at(row, column)
        shown = number(way.terms[-1][-1])
        checked = way.check()

        scale = float(np.abs(gradient).max())
        assert shown == pytest.approx(float(gradient[row, column]), rel=0.01, abs=HALF)
        assert checked["analytic"] == pytest.approx(
            float(gradient[row, column]), rel=0.01, abs=1e-9
        )
        assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-6 * scale)
        assert "agree" in way.verdict(way.working)
        assert "not" not in way.verdict(way.working)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_ten_entries_of_an_error_signal_are_what_is_measured_of_the_bias(way, layer):
    way.go_to(f"delta{layer}")
    delta = way.array(f"delta{layer}")
    for column in np.random.default_rng(layer).integers(0, delta.shape[1], 10):
        way.look_at(0, column)
        checked = way.check()
        assert checked["analytic"] == pytest.approx(float(delta[0, column]), rel=0.01, abs=1e-9)
        assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-8)


def test_pointing_at_an_entry_shows_its_row_its_column_and_its_arithmetic(way):
    way.go_to("back2")
    before = way.entry
    way.point("dH2", 0, 3)
    assert way.entry == (0, 3)

    delta3, W3 = (
        way.array("delta3")[0],
        way.page.evaluate(
            "async () => (await (await fetch('/models/seed/weights')).json()).arrays.W3.data"
        ),
    )
    names, first, second, products = zip(*way.terms[:10], strict=True)
    assert names == tuple(f"output {j}" for j in range(10))
    for j in range(10):
        assert number(first[j]) == pytest.approx(float(delta3[j]), rel=0.01, abs=HALF)
        assert number(second[j]) == pytest.approx(W3[4][j], rel=0.01, abs=HALF)
        assert number(products[j]) == pytest.approx(float(delta3[j]) * W3[4][j], rel=0.01, abs=HALF)
    name, *_, total = way.terms[10]
    assert name == "Sum"
    assert number(total) == pytest.approx(float(way.array("back2")[0, 3]), rel=0.01, abs=HALF)
    marks = way.page.locator(".equation:not([hidden]) .heatmap-mark:visible")
    assert marks.count() == 5  # a row of one factor, a column of the other, and all three here

    way.page.mouse.move(1, 1)
    assert way.entry == before


def test_picked_entry_stays_while_others_are_pointed_at(way):
    way.go_to("dw3")
    way.point("dW3", 2, 5)
    way.page.mouse.down()
    way.page.mouse.up()
    way.point("dW3", 8, 1)
    assert way.entry == (8, 1)
    way.page.mouse.move(1, 1)
    assert way.entry == (2, 5)


def test_elementwise_step_multiplies_the_three_numbers_of_one_place(way):
    way.go_to("delta2")
    way.look_at(0, 6)
    back, output, rest, made = (number(text) for text in way.terms[0][1:])
    assert output == pytest.approx(float(way.array("H2")[0, 6]), rel=0.01, abs=HALF)
    assert rest == pytest.approx(1 - output, abs=2 * HALF)
    assert back == pytest.approx(float(way.array("back2")[0, 6]), rel=0.01, abs=HALF)
    assert made == pytest.approx(float(way.array("delta2")[0, 6]), rel=0.01, abs=HALF)


def test_loss_is_minus_the_logarithm_of_the_probability_of_the_label(way):
    way.go_to("loss")
    [[name, p, loss]] = way.terms
    assert name == "1, label 1"
    assert number(p) == pytest.approx(float(way.array("P")[0, 1]), rel=0.01, abs=HALF)
    assert number(loss) == pytest.approx(-np.log(float(way.array("P")[0, 1])), abs=2e-4)


def test_column_of_the_first_gradient_is_the_drawing_as_a_picture(way):
    way.go_to("dw1")
    assert way.page.get_by_text(re.compile(r"Column \d+ as an image")).is_visible()
    assert way.page.get_by_text(re.compile(r"dW1, rows \d+ to \d+")).is_visible()
    assert way.working.get_by_text("pixel at row").is_visible()


def test_several_drawings_are_summed_over_the_batch(way):
    way.go_to("dw2")
    way.desk.button("Add a sample").click()
    way.desk.button("Add a sample").click()
    way.page.get_by_text("3 drawings").wait_for()
    way.wait_for_numbers()

    assert way.shapes == "(101×3)(3×10)=101×10"
    row, column = np.unravel_index(np.abs(way.array("dW2")).argmax(), (101, 10))
    way.look_at(row, column)
    *drawings, (name, *_, total) = way.terms
    assert [row[0] for row in drawings] == ["1", "2", "3"]
    assert name == "Sum"
    parts = [number(row[-1]) for row in drawings]
    assert number(total) == pytest.approx(sum(parts), abs=4 * HALF)
    assert number(total) == pytest.approx(float(way.array("dW2")[row, column]), rel=0.01, abs=HALF)
    checked = way.check()
    assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-8)

    way.desk.button("Clear batch").click()
    way.page.get_by_text("One drawing", exact=True).wait_for()
    way.wait_for_numbers()
    assert way.shapes == "(101×1)(1×10)=101×10"


def test_drawing_that_is_kept_makes_room_for_another(way):
    way.go_to("delta3")
    way.desk.button("Add to batch").click()
    way.page.locator("#paper[data-blank]").wait_for()
    way.page.get_by_text("One drawing", exact=True).wait_for()
    assert way.page.get_by_label("Correct label of drawing 1").input_value() == "1"

    way.draw(3)
    way.page.get_by_text("2 drawings").wait_for()

    assert way.shapes == "(2×10)−(2×10)=2×10"
    way.page.locator(".batch li", has_text="predicted 7").wait_for()
    way.desk.button("Remove drawing 1").click()
    way.page.get_by_text("One drawing", exact=True).wait_for()


def test_label_of_a_kept_drawing_can_be_changed(way):
    way.go_to("loss")
    way.desk.button("Add a sample").click()
    way.page.get_by_label("Correct label of drawing 1").select_option("5")
    way.working.get_by_text("1, label 5").wait_for()


def test_elementwise_product_as_a_factor_breaks_or_is_wrong(way):
    mistake = way.make_mistake("matrix-product")
    loud, silent = mistake.locator(".variant").all()

    assert "delta2 = (delta3 @ W3[1:].T) @ (H2 * (1 - H2))" in loud.inner_text()
    assert "NumPy raises an error: matmul" in loud.inner_text()
    assert "size 1 is different from 10" in loud.inner_text()
    assert "dW2, wrong: 101 × 1" in silent.inner_text()
    assert "They do not agree." in silent.inner_text()
    shown = way.measured(silent)
    right = way.array("dW2")
    row, column = map(int, re.search(r"W2\[(\d+), (\d+)\]", silent.inner_text()).groups())
    assert shown["numeric"] == pytest.approx(float(right[row, column]), abs=1e-6)
    assert shown["analytic"] == pytest.approx(float(right[row].sum()), rel=1e-3)


def test_bias_row_that_is_kept_breaks_or_is_wrong(way):
    mistake = way.make_mistake("bias-row")
    loud, silent = mistake.locator(".variant").all()

    assert "delta2 = (delta3 @ W3.T) * (H2 * (1 - H2))" in loud.inner_text()
    assert "NumPy raises an error: operands could not be broadcast" in loud.inner_text()
    assert "1 × 11" in loud.locator(".operands").inner_text()
    assert "delta2 = (delta3 @ W3[:-1].T) * (H2 * (1 - H2))" in silent.inner_text()
    assert "They do not agree." in silent.inner_text()


def test_mistakes_follow_the_batch(way):
    mistake = way.make_mistake("matrix-product")
    way.desk.button("Add a sample").click()
    way.page.get_by_text("W2 -= rate * dW2").wait_for(timeout=PATIENCE_MS)
    assert "101 × 2" in mistake.locator(".variant").nth(1).inner_text()


@pytest.mark.parametrize(
    ("slug", "title"), [("delta2", "Using a matrix product"), ("back2", "Keeping the bias row")]
)
def test_step_where_it_goes_wrong_leads_to_what_goes_wrong(way, slug, title):
    way.go_to(slug)
    way.page.get_by_role("link", name="Common mistake here").click()
    opened = way.page.locator("details.mistake[open] summary")
    assert opened.inner_text().startswith(title)
    assert opened.evaluate("summary => summary === document.activeElement")
    assert way.slug == slug


def test_steps_are_taken_until_the_answer_changes(way):
    answer = way.page.locator(".descent [data-part=answer]")
    assert answer.inner_text() == "The prediction is 7."
    for _ in range(20):
        if "now 1" in answer.inner_text():
            break
        way.take_steps()

    assert answer.inner_text() == "The prediction was 7 and is now 1."
    told = way.page.locator(".descent [data-part=told]").inner_text()
    after, before = (float(text) for text in re.findall(r"\d+\.\d+", told))
    assert after < before
    chances = way.page.locator(".chances tbody tr").nth(1).locator("td").all_inner_texts()
    assert chances[0] != chances[1]

    way.desk.button("Reset").click()
    assert answer.inner_text() == "The prediction is 7."
    way.page.get_by_role("link", name="Draw", exact=True).click()
    way.desk.wait_for_digit(7)  # what is served never changed


def test_every_step_of_ten_lowers_or_raises_the_loss_that_is_told(way):
    way.take_steps("Take 10 steps")
    told = way.page.locator(".descent [data-part=told]").inner_text()
    assert told.startswith("After 10 steps, the loss is ")
    assert way.page.locator(".sparkline").is_visible()


def test_learning_rate_changes_the_step(way):
    way.go_to("update")
    way.page.locator("label", has_text="W2").last.click()
    way.look_at(3, 4)
    W, dW, after = (number(text) for text in way.terms[0][1:])
    assert after == pytest.approx(W - 0.5 * dW, abs=4 * HALF)

    slider = way.page.get_by_label("Learning rate")
    slider.focus()
    way.desk.press("ArrowRight")

    assert slider.get_attribute("aria-valuetext") == "1"
    assert way.slug == "update"  # the arrow moved the slider alone
    W, dW, after = (number(text) for text in way.terms[0][1:])
    assert after == pytest.approx(W - dW, abs=4 * HALF)


def test_digits_say_what_it_should_be_unless_keys_are_off(way):
    checked = way.page.locator("#label input:checked")
    way.page.locator("#backward-title").click()
    way.desk.press("4")
    assert checked.get_attribute("value") == "4"

    way.go_to("dw2")
    way.working.get_by_label("Row").click()
    way.desk.press("ControlOrMeta+A")
    way.desk.press("Delete")
    way.desk.press("6")
    assert way.entry[0] == 6
    assert way.working.is_visible()  # the drawing is still there
    assert checked.get_attribute("value") == "4"

    way.desk.button("Help and keyboard shortcuts").click()
    way.page.get_by_label("Enable single-key shortcuts").uncheck()
    way.desk.press("Escape")
    way.page.locator("#backward-title").click()
    way.desk.press("8")
    assert checked.get_attribute("value") == "4"


def test_drawing_is_meant_as_it_is_read_until_somebody_says_otherwise(desk):
    way = WayBack(desk)
    assert way.page.get_by_text("Draw a digit to step").is_visible()
    way.draw(7)
    assert way.page.locator("#label input:checked").get_attribute("value") == "7"
    assert way.page.get_by_text("Predicted 7.").is_visible()

    way.say(1)
    way.desk.sample(3)
    way.page.get_by_text("Predicted 3.").wait_for(timeout=PATIENCE_MS)
    assert way.page.locator("#label input:checked").get_attribute("value") == "3"


def test_entry_that_does_not_exist_cannot_be_looked_at(way):
    way.go_to("dw2")
    way.look_at(3, 4)
    way.working.get_by_label("Row").fill("101")
    assert way.working.get_by_label("Row").evaluate("input => input.validity.rangeOverflow")
    assert way.terms[0][0] == "1"
    assert "A1.T[3, n]" in way.working.inner_text()


def test_wider_network_is_walked_at_the_same_step(way):
    way.go_to("dw2")
    way.page.locator("#models label", has_text="wide").click()
    way.page.locator('#walk[data-sizes="784-800-400-10"]').wait_for(timeout=PATIENCE_MS)
    way.wait_for_numbers()

    assert way.slug == "dw2"
    assert way.shapes == "(801×1)(1×400)=801×400"
    way.look_at(800, 399)
    checked = way.check()
    assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-7)
    way.go_to("back1")
    assert "390 others" in way.working.inner_text()

    way.page.locator("#models label", has_text="seed").click()
    way.page.locator('#walk[data-sizes="784-100-10-10"]').wait_for(timeout=PATIENCE_MS)
    way.wait_for_numbers()
    assert way.slug == "back1"
    assert way.shapes == "(1×10)(10×100)=1×100"


def test_blank_paper_has_no_numbers_to_walk_through(way):
    way.desk.button("Clear").click()
    way.page.get_by_text("Draw a digit to step").wait_for()
    assert not way.working.is_visible()
    assert way.page.locator(".factors:visible").count() == 0
    assert way.page.locator(f'article[data-slug="{way.slug}"] .step-formula').is_visible()

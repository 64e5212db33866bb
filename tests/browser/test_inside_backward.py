"""Backward pass on /inside: steps, entries and common mistakes."""

import re

import numpy as np
import pytest

from app.web.backprop_steps import steps
from tests.browser.expect import expect
from tests.browser.pages.backward_page import BackwardPage
from tests.browser.pages.drawing_page import TIMEOUT_MS
from tests.browser.pages.inside_page import number
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

ETA = "\N{MATHEMATICAL ITALIC SMALL ETA}"

HALF = 0.5e-4
"""Tolerance for numbers with four decimals."""

SIZES = [784, 100, 10, 10]
STEPS = {step.slug: step for step in steps(SIZES)}
CODES = {
    "": "{}",
    "transposed": "{}.T",
    "units transposed": "{}.T",  # drawn whole, with the biases crossed out
    "complement": "(1 - {})",
}


@pytest.fixture
def backward_page(tab):
    """The backward pass of a drawn 7 with label 1."""
    backward_page = BackwardPage(tab)
    backward_page.draw(7)
    backward_page.set_label(1)
    return backward_page


def codes(equation):
    return [
        CODES[" ".join(it.view)].format(it.array).replace("back", "dH")
        for it in (*equation.operands, equation.result)
    ]


def written(equation, N):
    """Format a shape equation without spaces."""
    latex = equation.shapes(N)
    for command, sign in (
        (r"\times", "×"),
        (r"\odot", "⊙"),
        (r"\to", "→"),
        (r"\eta", ETA),
        ("-", "−"),
    ):
        latex = latex.replace(command, sign)
    return latex.replace(" ", "")


def test_next_button_visits_all_eleven_steps(backward_page):
    walked = []
    for _ in STEPS:
        step = STEPS[backward_page.slug]
        walked.append(step.slug)
        assert backward_page.title == step.title
        assert backward_page.page.url.endswith(f"#step={step.slug}") or step.slug == "loss"
        assert backward_page.shapes == written(step.equations[0], 1)
        names = [label.partition(",")[0] for label in backward_page.arrays]
        assert names == codes(step.equations[0])
        for factor, name in zip((*step.equations[0].operands,), names, strict=False):
            rows, columns = (1 if n == "N" else n for n in factor.shape)
            assert backward_page.shape(name) == (rows, columns + ("units" in factor.view))
        backward_page.drawing_page.button("Next step").click(
            force=True
        )  # the last one leads nowhere

    assert walked == list(STEPS)
    assert backward_page.drawing_page.button("Next step").get_attribute("aria-disabled") == "true"


def test_arrow_keys_move_between_steps(backward_page):
    backward_page.page.locator("#backward-title").click()
    backward_page.drawing_page.press("ArrowRight", times=4)
    assert backward_page.slug == "delta2"
    backward_page.drawing_page.press("ArrowLeft")
    assert backward_page.slug == "back2"
    assert (
        backward_page.page.locator(".step-navigation [aria-current=step]").get_attribute("href")
        == "#step=back2"
    )


def go_by_button(backward_page):
    backward_page.drawing_page.button("Next step").click()


def go_by_key(backward_page):
    backward_page.drawing_page.press("ArrowRight")


def go_by_link(backward_page):
    backward_page.page.locator('.step-navigation a[href="#step=delta3"]').click()


@pytest.mark.parametrize("go", [go_by_button, go_by_key, go_by_link])
def test_next_step_begins_below_the_navigation_with_focus(backward_page, go):
    page = backward_page.page
    page.locator("#backward-title").click()
    backward_page.entry_view.evaluate("element => element.scrollIntoView()")
    assert page.locator("article.step:visible").bounding_box()["y"] < 0

    go(backward_page)
    backward_page.wait_for_step("delta3")
    navigation = page.locator(".step-navigation").bounding_box()
    bottom = navigation["y"] + navigation["height"]
    step = page.locator("article.step:visible").bounding_box()
    assert bottom <= step["y"] <= bottom + 16
    formula = page.locator("article.step:visible .step-formula").bounding_box()
    assert formula["y"] + formula["height"] <= page.viewport_size["height"]
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert focused == STEPS["delta3"].title
    page.locator("#announcement", has_text=STEPS["delta3"].title).wait_for(state="attached")


def test_link_to_a_step_in_a_new_tab_shows_a_sample(tab):
    backward_page = BackwardPage(tab, "dw2")
    backward_page.wait_for_numbers()
    backward_page.entry_view.get_by_text("dW2").first.wait_for()
    assert backward_page.shape("dW2") == (101, 10)


def test_link_to_a_step_keeps_a_cleared_drawing(tab):
    backward_page = BackwardPage(tab, "dw2")
    backward_page.wait_for_numbers()
    tab.button("Clear").click()
    page = backward_page.page
    page.locator('#backward[data-state="empty"]').wait_for()
    page.reload()
    page.locator("#models:not([disabled])").wait_for(state="attached")
    tab.frames()
    assert page.locator("#backward").get_attribute("data-state") == "empty"


@pytest.mark.parametrize("slug", STEPS)
def test_link_to_a_step_opens_it(tab, slug):
    backward_page = BackwardPage(tab, slug)
    backward_page.draw(7)
    assert backward_page.slug == slug
    assert backward_page.title == STEPS[slug].title
    assert backward_page.page.locator("article.step:visible").count() == 1


@pytest.mark.parametrize("matrix", [1, 2, 3])
def test_gradient_entries_match_finite_differences(backward_page, matrix):
    backward_page.go_to(f"dw{matrix}")
    gradient = backward_page.array(f"dW{matrix}")
    rng = np.random.default_rng(matrix)
    rows = rng.choice(np.flatnonzero(np.abs(gradient).sum(axis=1)), 8)  # of ink, not of paper
    entries = [*zip(rows, rng.integers(0, gradient.shape[1], 8), strict=True)]
    entries += [tuple(rng.integers(0, gradient.shape)) for _ in range(2)]

    for row, column in entries:
        backward_page.select(row, column)
        value = number(backward_page.terms[-1][-1])
        checked = backward_page.check()

        scale = float(np.abs(gradient).max())
        assert value == pytest.approx(float(gradient[row, column]), rel=0.01, abs=HALF)
        assert checked["analytic"] == pytest.approx(
            float(gradient[row, column]), rel=0.01, abs=1e-9
        )
        assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-6 * scale)
        assert "agree" in backward_page.verdict(backward_page.entry_view)
        assert "not" not in backward_page.verdict(backward_page.entry_view)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_error_signal_matches_finite_differences_of_the_bias(backward_page, layer):
    backward_page.go_to(f"delta{layer}")
    delta = backward_page.array(f"delta{layer}")
    for column in np.random.default_rng(layer).integers(0, delta.shape[1], 10):
        backward_page.select(0, column)
        checked = backward_page.check()
        assert checked["analytic"] == pytest.approx(float(delta[0, column]), rel=0.01, abs=1e-9)
        assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-8)


def test_entry_under_the_pointer_shows_its_row_column_and_calculation(backward_page):
    backward_page.go_to("back2")
    before = backward_page.entry
    backward_page.point("dH2", 0, 3)
    assert backward_page.entry == (0, 3)

    delta3, W3 = (
        backward_page.array("delta3")[0],
        backward_page.page.evaluate(
            "async () => (await (await fetch('/models/seed/weights')).json()).arrays.W3.data"
        ),
    )
    names, first, second, products = zip(*backward_page.terms[:10], strict=True)
    assert names == tuple(f"output {j}" for j in range(10))
    for j in range(10):
        assert number(first[j]) == pytest.approx(float(delta3[j]), rel=0.01, abs=HALF)
        assert number(second[j]) == pytest.approx(W3[4][j], rel=0.01, abs=HALF)
        assert number(products[j]) == pytest.approx(float(delta3[j]) * W3[4][j], rel=0.01, abs=HALF)
    name, *_, total = backward_page.terms[10]
    assert name == "Sum"
    assert number(total) == pytest.approx(
        float(backward_page.array("back2")[0, 3]), rel=0.01, abs=HALF
    )
    marks = backward_page.page.locator(".equation:not([hidden]) .heatmap-mark:visible")
    assert marks.count() == 5  # a row of one factor, a column of the other, and all three here

    backward_page.page.mouse.move(1, 1)
    assert backward_page.entry == before


def test_selected_entry_stays_while_others_are_pointed_at(backward_page):
    backward_page.go_to("dw3")
    backward_page.point("dW3", 2, 5)
    backward_page.page.mouse.down()
    backward_page.page.mouse.up()
    backward_page.point("dW3", 8, 1)
    assert backward_page.entry == (8, 1)
    backward_page.page.mouse.move(1, 1)
    assert backward_page.entry == (2, 5)


def test_elementwise_step_multiplies_the_three_values_of_an_entry(backward_page):
    backward_page.go_to("delta2")
    backward_page.select(0, 6)
    back, output, complement, product = (number(text) for text in backward_page.terms[0][1:])
    assert output == pytest.approx(float(backward_page.array("H2")[0, 6]), rel=0.01, abs=HALF)
    assert complement == pytest.approx(1 - output, abs=2 * HALF)
    assert back == pytest.approx(float(backward_page.array("back2")[0, 6]), rel=0.01, abs=HALF)
    assert product == pytest.approx(float(backward_page.array("delta2")[0, 6]), rel=0.01, abs=HALF)


def test_loss_is_the_negative_log_probability_of_the_label(backward_page):
    backward_page.go_to("loss")
    [[name, p, loss]] = backward_page.terms
    assert name == "0, label 1"
    assert number(p) == pytest.approx(float(backward_page.array("P")[0, 1]), rel=0.01, abs=HALF)
    assert number(loss) == pytest.approx(-np.log(float(backward_page.array("P")[0, 1])), abs=2e-4)


def test_column_of_the_first_gradient_is_shown_as_an_image(backward_page):
    backward_page.go_to("dw1")
    assert backward_page.page.get_by_text(re.compile(r"Column \d+ as an image")).is_visible()
    assert backward_page.page.get_by_text(re.compile(r"dW1, rows \d+ to \d+")).is_visible()
    assert backward_page.entry_view.get_by_text("pixel at row").is_visible()


def test_gradient_of_the_pixels_is_shown_on_the_drawing(backward_page):
    backward_page.go_to("dx")
    backward_page.drawing_page.button("Add a sample").click()
    backward_page.page.get_by_text("2 drawings").wait_for()
    backward_page.wait_for_numbers()
    dX = backward_page.array("dX")
    pixel = int(np.abs(dX[1]).argmax())
    backward_page.select(1, pixel)

    assert backward_page.shapes == "(2×100)(100×784)=2×784"
    place = f"drawing 1, pixel at row {pixel // 28}, column {pixel % 28}"
    assert backward_page.entry_view.get_by_text(place).is_visible()
    name, *_, total = backward_page.terms[-1]
    assert name == "Sum"
    assert number(total) == pytest.approx(float(dX[1, pixel]), rel=0.01, abs=HALF)
    caption = "Row 1 as an image, with the outline of the drawing"
    assert backward_page.page.get_by_text(caption).is_visible()
    edges = backward_page.page.locator(".zoom-view .outline path").get_attribute("d")
    assert edges.count("h1") >= 2

    backward_page.go_to("dw1")
    assert backward_page.page.locator(".zoom-view .outline path").get_attribute("d") == ""


def test_least_ink_shows_a_change_that_another_digit_is_read_with(backward_page):
    backward_page.go_to("dx")
    with backward_page.page.expect_response(re.compile("least_ink=true")) as response:
        backward_page.drawing_page.button("Least ink that changes the answer").click()
    perturbations = response.value.json()["least_ink"]

    words = backward_page.page.locator(".adversarial-perturbation [data-part=words]")
    expect(words).to_contain_text(f"the network reads {perturbations['digit'][0]} instead of 7")
    expect(words).to_contain_text(f"Its length is {perturbations['distance'][0]:.2f}")
    assert backward_page.page.locator(".adversarial-perturbation .heatmap-cells").is_visible()
    assert violations(backward_page.drawing_page) == []

    backward_page.set_label(3)
    expect(words).to_be_empty()
    backward_page.go_to("dw1")
    expect(backward_page.page.locator(".adversarial-perturbation")).to_be_hidden()


def test_gradient_of_several_drawings_sums_over_the_batch(backward_page):
    backward_page.go_to("dw2")
    backward_page.drawing_page.button("Add a sample").click()
    backward_page.drawing_page.button("Add a sample").click()
    backward_page.page.get_by_text("3 drawings").wait_for()
    backward_page.wait_for_numbers()

    assert backward_page.shapes == "(101×3)(3×10)=101×10"
    row, column = np.unravel_index(np.abs(backward_page.array("dW2")).argmax(), (101, 10))
    backward_page.select(row, column)
    *drawings, (name, *_, total) = backward_page.terms
    assert [row[0] for row in drawings] == ["0", "1", "2"]
    assert name == "Sum"
    parts = [number(row[-1]) for row in drawings]
    assert number(total) == pytest.approx(sum(parts), abs=4 * HALF)
    assert number(total) == pytest.approx(
        float(backward_page.array("dW2")[row, column]), rel=0.01, abs=HALF
    )
    checked = backward_page.check()
    assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-8)

    backward_page.drawing_page.button("Clear batch").click()
    backward_page.page.get_by_text("One drawing", exact=True).wait_for()
    backward_page.wait_for_numbers()
    assert backward_page.shapes == "(101×1)(1×10)=101×10"


def test_adding_to_the_batch_clears_the_canvas(backward_page):
    backward_page.go_to("delta3")
    backward_page.drawing_page.button("Add to batch").click()
    backward_page.page.locator("#paper[data-blank]").wait_for()
    backward_page.page.get_by_text("One drawing", exact=True).wait_for()
    assert backward_page.page.get_by_label("Correct label of drawing 0").input_value() == "1"

    backward_page.draw(3)
    backward_page.page.get_by_text("2 drawings").wait_for()

    assert backward_page.shapes == "((2×10)−(2×10))/2=2×10"
    backward_page.page.locator(".batch li", has_text="predicted 7").wait_for()
    backward_page.drawing_page.button("Remove drawing 0").click()
    backward_page.page.get_by_text("One drawing", exact=True).wait_for()


def test_label_of_a_batch_item_can_be_changed(backward_page):
    backward_page.go_to("loss")
    backward_page.drawing_page.button("Add a sample").click()
    backward_page.page.get_by_label("Correct label of drawing 0").select_option("5")
    expect(backward_page.entry_view.get_by_text("0, label 5")).to_be_visible()


def test_picture_of_the_update_has_the_learning_rate_of_the_formula(backward_page):
    backward_page.go_to("update")
    step = backward_page.page.locator("article.step:visible")
    caption = step.locator(".equation:visible figcaption > math").nth(1).text_content()
    assert re.sub(r"\s", "", caption).startswith("−\N{GREEK SMALL LETTER ETA}")
    assert f"−{ETA}" in re.sub(r"\s", "", step.locator(".step-formula").inner_text())
    assert backward_page.shapes == f"(11×10)−{ETA}(11×10)→11×10"


def test_matrix_product_mistake_fails_at_once_or_on_the_way_to_layer_1(backward_page):
    mistake = backward_page.open_mistake("matrix-product")
    loud, merged = mistake.locator(".variant").all()

    assert "delta2 = (delta3 @ W3[1:].T) @ (H2 * (1 - H2))" in loud.inner_text()
    assert "NumPy raises an error: matmul" in loud.inner_text()
    assert "size 1 is different from 10" in loud.inner_text()
    assert "dH1 = delta2 @ W2[1:].T" in merged.inner_text()
    assert "size 10 is different from 1" in merged.inner_text()
    assert "dW2, wrong: 101 × 1" in merged.inner_text()
    assert "They do not agree." in merged.inner_text()
    gradient = backward_page.measured(merged)
    right = backward_page.array("dW2")
    row, column = map(int, re.search(r"W2\[(\d+), (\d+)\]", merged.inner_text()).groups())
    assert gradient["numeric"] == pytest.approx(float(right[row, column]), abs=1e-6)
    assert gradient["analytic"] == pytest.approx(float(right[row].sum()), rel=1e-3)


def test_summed_gradient_has_its_own_shape_and_scale_beside_the_right_one(backward_page):
    mistake = backward_page.open_mistake("matrix-product")
    merged = mistake.locator(".variant").nth(1)
    wrong, right = merged.locator(".comparison figure").all()

    cells = [figure.locator(".heatmap-cells").bounding_box() for figure in (wrong, right)]
    assert cells[0]["width"] == pytest.approx(cells[1]["width"] / 10, abs=1)
    assert (cells[0]["y"], cells[0]["height"]) == (cells[1]["y"], cells[1]["height"])
    gradient = backward_page.array("dW2")
    for figure, values in ((wrong, gradient.sum(axis=1)), (right, gradient)):
        end = number(figure.locator(".heatmap-legend span").nth(1).inner_text())
        assert end == pytest.approx(float(np.abs(values).max()), rel=0.01, abs=0.005)
    assert wrong.inner_text().startswith("dW2, wrong: 101 × 1, the sums of the rows")
    assert right.inner_text().startswith("dW2, right: 101 × 10, the 10 columns that are summed")


def test_bias_row_mistake_fails_or_is_wrong(backward_page):
    mistake = backward_page.open_mistake("bias-row")
    loud, silent = mistake.locator(".variant").all()

    assert "delta2 = (delta3 @ W3.T) * (H2 * (1 - H2))" in loud.inner_text()
    assert "NumPy raises an error: operands could not be broadcast" in loud.inner_text()
    assert "1 × 11" in loud.locator(".operands").inner_text()
    assert "delta2 = (delta3 @ W3[:-1].T) * (H2 * (1 - H2))" in silent.inner_text()
    assert "They do not agree." in silent.inner_text()


def test_common_mistakes_follow_the_batch(backward_page):
    mistake = backward_page.open_mistake("matrix-product")
    backward_page.drawing_page.button("Add a sample").click()
    merged = mistake.locator(".variant").nth(1)
    merged.locator(".operands", has_text="delta2 2 × 2").wait_for(timeout=TIMEOUT_MS)
    assert "dH1 = delta2 @ W2[1:].T" in merged.inner_text()


MATRIX_PRODUCT, BIASES_KEPT = "Common mistake: matrix product", "Common mistake: biases kept"


def test_step_links_to_each_mistake_that_breaks_it(backward_page):
    links = backward_page.entry_view.get_by_role("link", name="Common mistake")
    formulas = {}
    for slug in STEPS:
        backward_page.go_to(slug)
        formulas[slug] = links.all_inner_texts()

    both = [MATRIX_PRODUCT, BIASES_KEPT]
    broken = ["delta2", "dw2", "back1", "delta1", "dw1", "dx", "update"]
    before = {"loss": [], "delta3": [], "dw3": [], "back2": [BIASES_KEPT]}
    assert formulas == before | dict.fromkeys(broken, both)


@pytest.mark.parametrize(
    ("slug", "name", "title"),
    [
        ("delta2", MATRIX_PRODUCT, "Using a matrix product"),
        ("dw2", BIASES_KEPT, "Keeping the bias row"),
    ],
)
def test_link_to_a_common_mistake_opens_it_and_keeps_the_step(backward_page, slug, name, title):
    backward_page.go_to(slug)
    backward_page.page.get_by_role("link", name=name).click()
    opened = backward_page.page.locator("details.mistake[open] summary")
    assert opened.inner_text().startswith(title)
    assert opened.evaluate("summary => summary === document.activeElement")
    assert backward_page.slug == slug


def test_buttons_that_wait_for_a_drawing_do_not_look_ready(tab):
    backward_page = BackwardPage(tab)
    color = "e => getComputedStyle(e).backgroundColor"
    button = backward_page.drawing_page.button("Take a step")

    expect(button).to_be_disabled()
    blank = button.evaluate(color)
    backward_page.draw(3)
    expect(button).to_be_enabled()
    assert button.evaluate(color) != blank
    assert backward_page.drawing_page.button("Reset").evaluate(color) == blank


def test_gradient_steps_change_the_prediction(backward_page):
    answer = backward_page.page.locator(".gradient-descent [data-part=prediction]")
    assert answer.inner_text() == "The prediction is 7."
    for _ in range(20):
        if "now 1" in answer.inner_text():
            break
        backward_page.take_steps()

    assert answer.inner_text() == "The prediction was 7 and is now 1."
    status = backward_page.page.locator(".gradient-descent [data-part=status]").inner_text()
    after, before = (float(text) for text in re.findall(r"\d+\.\d+", status))
    assert after < before
    chances = (
        backward_page.page.locator(".probability-table tbody tr")
        .nth(1)
        .locator("td")
        .all_inner_texts()
    )
    assert chances[0] != chances[1]

    backward_page.drawing_page.button("Reset").click()
    assert answer.inner_text() == "The prediction is 7."
    backward_page.page.get_by_role("link", name="Draw", exact=True).click()
    backward_page.drawing_page.wait_for_digit(7)  # what is served never changed


def test_ten_gradient_steps_show_their_losses(backward_page):
    backward_page.take_steps("Take 10 steps")
    status = backward_page.page.locator(".gradient-descent [data-part=status]").inner_text()
    assert status.startswith("After 10 steps, the loss is ")
    assert backward_page.page.locator(".sparkline").is_visible()


def test_learning_rate_scales_the_update(backward_page):
    backward_page.go_to("update")
    backward_page.page.locator("label", has_text="W2").last.click()
    backward_page.select(3, 4)
    W, dW, after = (number(text) for text in backward_page.terms[0][1:])
    assert after == pytest.approx(W - 0.5 * dW, abs=4 * HALF)

    slider = backward_page.page.get_by_label("Learning rate")
    slider.focus()
    backward_page.drawing_page.press("ArrowRight")

    assert slider.get_attribute("aria-valuetext") == "1"
    assert backward_page.slug == "update"  # the arrow moved the slider alone
    W, dW, after = (number(text) for text in backward_page.terms[0][1:])
    assert after == pytest.approx(W - dW, abs=4 * HALF)


def test_digit_keys_set_the_label_unless_shortcuts_are_off(backward_page):
    checked = backward_page.page.locator("#label input:checked")
    backward_page.page.locator("#backward-title").click()
    backward_page.drawing_page.press("4")
    assert checked.get_attribute("value") == "4"

    backward_page.go_to("dw2")
    backward_page.entry_view.get_by_label("Row").click()
    backward_page.drawing_page.press("ControlOrMeta+A")
    backward_page.drawing_page.press("Delete")
    backward_page.drawing_page.press("6")
    assert backward_page.entry[0] == 6
    assert backward_page.entry_view.is_visible()  # the drawing is still there
    assert checked.get_attribute("value") == "4"

    backward_page.drawing_page.button("Help and keyboard shortcuts").click()
    backward_page.page.get_by_label("Enable single-key shortcuts").uncheck()
    backward_page.drawing_page.press("Escape")
    backward_page.page.locator("#backward-title").click()
    backward_page.drawing_page.press("8")
    assert checked.get_attribute("value") == "4"


@pytest.mark.parametrize(("width", "rows"), [(320, 2), (390, 1), (430, 1)])
def test_labels_of_a_phone_stand_in_full_rows(new_tab, width, rows):
    page = BackwardPage(new_tab(viewport={"width": width, "height": 700})).page
    boxes = [label.bounding_box() for label in page.locator("#label label").all()]
    tops = [box["y"] for box in boxes]

    assert len(set(tops)) == rows
    assert all(tops.count(top) == 10 / rows for top in tops)
    assert min(box["width"] for box in boxes) >= 24


def test_label_defaults_to_the_prediction(tab):
    backward_page = BackwardPage(tab)
    assert backward_page.page.get_by_text("Draw a digit to step").is_visible()
    backward_page.draw(7)
    assert backward_page.page.locator("#label input:checked").get_attribute("value") == "7"
    assert backward_page.page.get_by_text("Predicted 7.").is_visible()

    backward_page.set_label(1)
    backward_page.drawing_page.sample(3)
    backward_page.page.get_by_text("Predicted 3.").wait_for(timeout=TIMEOUT_MS)
    assert backward_page.page.locator("#label input:checked").get_attribute("value") == "3"


def test_chosen_label_survives_a_reload_and_not_another_drawing(tab):
    backward_page = BackwardPage(tab, "dw2")
    checked = backward_page.page.locator("#label input:checked")
    backward_page.draw(7)
    backward_page.set_label(1)

    backward_page.page.reload()
    expect(checked).to_have_value("1")
    expect(backward_page.page.get_by_text("Predicted 7.")).to_be_hidden()

    tab.sample(3)
    expect(checked).to_have_value("3")
    backward_page.page.reload()
    expect(checked).to_have_value("3")
    expect(backward_page.page.get_by_text("Predicted 3.")).to_be_visible()


def test_learnt_label_is_said_and_the_runner_up_offered(tab):
    backward_page = BackwardPage(tab, "delta3")
    tab.sample(7)
    hint = backward_page.page.locator("[data-part=label-hint]")
    expect(hint).to_contain_text("the gradients are near 0")
    button = backward_page.page.get_by_role("button", name="to see larger gradients")
    expect(button).to_be_visible()
    runner_up = button.get_attribute("value")
    assert runner_up != "7"
    expect(button).to_have_text(f"Use label {runner_up} to see larger gradients")

    button.click()

    expect(backward_page.page.locator("#label input:checked")).to_have_value(runner_up)
    expect(backward_page.page.locator("#label input:checked")).to_be_focused()
    expect(button).to_be_hidden()
    expect(hint).to_be_empty()


def test_entry_of_weights_names_its_unit_and_the_bias_before_it(backward_page):
    backward_page.go_to("dw2")
    backward_page.select(5, 3)
    name = backward_page.entry_view.locator("[data-part=entry-name]")
    expect(name).to_have_text("unit 4 to unit 3, as row 0 is the bias")
    backward_page.select(0, 3)
    expect(name).to_have_text("bias of unit 3")


def test_entry_out_of_range_is_not_selected(backward_page):
    backward_page.go_to("dw2")
    backward_page.select(3, 4)
    backward_page.entry_view.get_by_label("Row").fill("101")
    assert backward_page.entry_view.get_by_label("Row").evaluate(
        "input => input.validity.rangeOverflow"
    )
    assert backward_page.terms[0][0] == "0"
    assert "A1.T[3, n]" in backward_page.entry_view.inner_text()


def test_network_change_keeps_the_step(backward_page):
    backward_page.go_to("dw2")
    backward_page.page.locator("#models label", has_text="Large").click()
    backward_page.page.locator('#backprop-steps[data-sizes="784-1200-500-10"]').wait_for(
        timeout=TIMEOUT_MS
    )
    backward_page.wait_for_numbers()

    assert backward_page.slug == "dw2"
    assert backward_page.shapes == "(1201×1)(1×500)=1201×500"
    backward_page.select(1200, 499)
    checked = backward_page.check()
    assert checked["numeric"] == pytest.approx(checked["analytic"], rel=0.01, abs=1e-7)
    backward_page.go_to("back1")
    assert "490 others" in backward_page.entry_view.inner_text()

    backward_page.page.locator("#models label", has_text="Small").click()
    backward_page.page.locator('#backprop-steps[data-sizes="784-100-10-10"]').wait_for(
        timeout=TIMEOUT_MS
    )
    backward_page.wait_for_numbers()
    assert backward_page.slug == "back1"
    assert backward_page.shapes == "(1×10)(10×100)=1×100"


def test_blank_canvas_shows_no_numbers(backward_page):
    backward_page.drawing_page.button("Clear").click()
    backward_page.page.get_by_text("Draw a digit to step").wait_for()
    assert not backward_page.entry_view.is_visible()
    assert backward_page.page.locator(".factors:visible").count() == 0
    assert backward_page.page.locator(
        f'article[data-slug="{backward_page.slug}"] .step-formula'
    ).is_visible()


def test_link_of_a_question_opens_its_step(backward_page):
    question = backward_page.open_question("My gradient is 10 × 101")
    expect(question.locator("pre")).to_contain_text("dW2 = delta2.T @ A1")

    question.get_by_role("link").click()

    expect(backward_page.page.locator("#step-dw2")).to_be_focused()
    assert backward_page.slug == "dw2"


def test_forward_equations_stay_open_from_step_to_step_and_in_another_convention(backward_page):
    page = backward_page.page
    equations = page.locator("article.step:visible .forward-equations")
    equations.get_by_text("Forward equations").click()
    backward_page.go_to("dw2")
    expect(equations).to_have_attribute("open", "")
    assert re.sub(r"\s", "", equations.locator("li").first.text_content()).startswith("A0=[1")

    page.get_by_label("Notation").select_option("ng")
    expect(page.locator("#backprop-steps")).to_have_attribute("data-convention", "ng")
    expect(equations).to_have_attribute("open", "")
    assert re.sub(r"\s", "", equations.locator("li").first.text_content()).startswith(
        "Z[1]=W[1]A[0]"
    )

"""The paths back to a unit on /inside: their sum, what the steps make of it, and the animation."""

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import STEP, BackwardPage
from tests.browser.pages.inside_page import number
from tests.browser.test_convention import open_in
from tests.browser.test_inside_backward import HALF

pytestmark = pytest.mark.browser

SECTION = f"{STEP} .unit-paths"
CONVENTIONS = ["inkling", "nielsen", "ng", "cs231n", "inkling,columns"]
STEPS = ["back2", "delta2", "dw2"]


@pytest.fixture
def still_page(new_tab):
    """A page whose pictures do not move."""
    return new_tab(reduced_motion="reduce")


def rows_of(section, part):
    rows = section.locator(f"{part} tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def numbers_of(section):
    """Return error signal, weight and product of each path, and the rows below them."""
    paths = [[number(text) for text in rest] for _, *rest in rows_of(section, "tbody")]
    return paths, [(text, number(value)) for text, value in rows_of(section, "tfoot")]


def entry_of(page):
    """Return the selected entry, as the calculation beside the paths has it."""
    return number(page.terms[-1][-1])


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_ten_paths_sum_to_the_selected_entry(still_page, convention):
    page = open_in(still_page, convention, STEPS[0])
    page.set_label(1)
    section = page.page.locator(SECTION)
    for step in STEPS:
        page.go_to(step)
        rows, columns = page.shape(page.arrays[-1].partition(",")[0])
        page.select(min(3, rows - 1), min(3, columns - 1))
        expect(section.locator("h4")).to_contain_text("Ten paths back to unit 3 of layer")
        paths, ends = numbers_of(section)

        assert len(paths) == 10
        expect(section.locator("[data-part=entry]")).to_have_text(ends[0][0].removeprefix("= "))
        for error, weight, product in paths:
            assert product == pytest.approx(error * weight, rel=0.02, abs=15 * HALF)
        total = sum(product for *_, product in paths)
        assert ends[0][1] == pytest.approx(total, abs=10 * HALF)
        slopes = [value for text, value in ends if text.startswith("× slope")]
        inputs = [value for text, value in ends if text.startswith("× input")]
        assert (len(slopes), len(inputs)) == (int(step != "back2"), int(step == "dw2"))
        product = ends[0][1]
        for factor in slopes + inputs:
            product *= factor
        assert ends[-1][1] == pytest.approx(product, rel=0.01, abs=2 * HALF)
        assert ends[-1][1] == pytest.approx(entry_of(page), rel=0.001, abs=2 * HALF)


@pytest.mark.parametrize("convention", ["inkling", "nielsen", "ng"])
def test_paths_of_a_chosen_drawing_are_one_contribution_to_the_batch(still_page, convention):
    page = open_in(still_page, convention, "dw2")
    page.set_label(1)
    section = page.page.locator(SECTION)
    expect(section.get_by_label("Paths of drawing")).to_be_hidden()
    page.drawing_page.button("Add a sample").click()
    page.page.get_by_text("2 drawings").wait_for()
    page.wait_for_numbers()
    page.select(3, 4)

    contributions = [number(terms[3]) for terms in page.terms[:2]]
    for drawing in (0, 1):
        section.get_by_label("Paths of drawing").select_option(str(drawing))
        expect(section.locator("h4")).to_contain_text(f", drawing {drawing}")
        _, ends = numbers_of(section)
        values = dict(ends)
        contribution = values[f"= contribution of drawing {drawing}"]
        assert contribution == pytest.approx(contributions[drawing], rel=0.001, abs=2 * HALF)
        total = contribution + values["+ that of the other drawing"]
        assert ends[-1][1] == pytest.approx(entry_of(page), rel=0.001, abs=2 * HALF)
        divisor = 2 if "divided by 2" in ends[-1][0] else 1
        assert divisor == (2 if convention == "ng" else 1)
        assert ends[-1][1] == pytest.approx(total / divisor, abs=3 * HALF)


def test_widest_line_is_that_of_the_largest_product(still_page):
    page = open_in(still_page, "inkling", "back2")
    page.set_label(1)
    section = page.page.locator(SECTION)
    lines = section.locator("svg path[data-sign]")
    expect(lines).to_have_count(10)
    widths = lines.evaluate_all(
        "lines => lines.map((l) => parseFloat(getComputedStyle(l).strokeWidth))"
    )
    signs = lines.evaluate_all("lines => lines.map((line) => line.dataset.sign)")
    products = [product for *_, product in numbers_of(section)[0]]

    assert widths.index(max(widths)) == max(range(10), key=lambda k: abs(products[k]))
    assert signs == ["negative" if product < 0 else "positive" for product in products]
    tops = lines.evaluate_all("lines => lines.map((line) => line.getPointAtLength(0).y)")
    assert tops == sorted(tops)
    row = section.locator("tbody tr").nth(7).bounding_box()
    origin = section.locator("svg").bounding_box()["y"]
    assert row["y"] < origin + tops[7] < row["y"] + row["height"]


def count_plays(page):
    """Count from now on how often the paths begin to move, and the most rows that wait for them."""
    page.evaluate(
        """() => {
            window.played = window.waiting = 0;
            const count = (records) => {
                for (const { target } of records)
                    if (target.hasAttribute("data-playing")) window.played += 1;
                const { length } = document.querySelectorAll(".fan [data-later]");
                window.waiting = Math.max(window.waiting, length);
            };
            const options = { attributeFilter: ["data-playing"], subtree: true };
            new MutationObserver(count).observe(document.body, options);
        }"""
    )


def test_replay_counts_up_to_the_same_sum(tab):
    page = open_in(tab, "inkling", "delta2")
    page.set_label(1)
    section = page.page.locator(SECTION)
    page.select(0, 8)  # shows the whole picture
    expect(section).not_to_have_attribute("data-playing", "")
    before = rows_of(section, "tfoot")

    count_plays(page.page)
    replay = section.get_by_role("button", name="Replay")
    replay.focus()
    page.page.keyboard.press("Enter")

    page.page.wait_for_function("() => window.played >= 1")
    expect(section).not_to_have_attribute("data-playing", "")
    assert page.page.evaluate("window.waiting") == 2
    expect(section.locator("[data-later]")).to_have_count(0)
    assert rows_of(section, "tfoot") == before
    assert section.locator("[data-part=running]").text_content() == before[0][1]


def test_paths_play_once_when_they_come_into_view(tab):
    page = open_in(tab, "inkling", "loss")
    page.page.evaluate("scrollTo(0, 0)")
    count_plays(page.page)
    section = page.page.locator(SECTION)
    page.go_to("back2")
    for _ in range(2):
        section.locator(".fan").evaluate("fan => fan.scrollIntoView({ block: 'center' })")
        page.page.wait_for_function("() => window.played === 1")
        expect(section).not_to_have_attribute("data-playing", "")
        page.page.evaluate("scrollTo(0, 0)")
        page.drawing_page.frames()


def test_reduced_motion_shows_the_whole_picture_at_once(still_page):
    page = open_in(still_page, "inkling", "dw2")
    section = page.page.locator(SECTION)
    count_plays(page.page)
    section.locator(".fan").evaluate("fan => fan.scrollIntoView({ block: 'center' })")
    page.drawing_page.frames()

    expect(section.get_by_role("button", name="Replay")).to_be_hidden()
    assert page.page.evaluate("window.played") == 0
    assert section.locator("[data-later]").count() == 0
    lines = section.locator("svg path[data-sign]")
    assert lines.evaluate_all("lines => lines.map((l) => l.style.strokeDasharray)") == ["1, 1"] * 10


def test_many_paths_are_the_largest_and_the_others(still_page):
    page = open_in(still_page, "inkling", "back1")
    page.page.locator("#models label", has_text="Large").click()
    page.page.locator('#backprop-steps[data-sizes="784-1200-500-10"]').wait_for()
    page.wait_for_numbers()
    section = page.page.locator(SECTION)

    expect(section.locator("h4")).to_contain_text("500 paths back to unit")
    expect(section.locator("tbody tr")).to_have_count(11)
    [name, *_, rest] = rows_of(section, "tbody")[-1]
    assert name == "490 others"
    paths = [row[-1] for row in rows_of(section, "tbody")[:-1]]
    total = sum(map(number, [*paths, rest]))
    assert entry_of(page) == pytest.approx(total, abs=12 * HALF)
    page.page.locator("#models label", has_text="Small").click()


@pytest.mark.parametrize("slug", ["loss", "delta3", "dw3", "dx", "update"])
def test_steps_without_a_hidden_unit_have_no_paths(tab, slug):
    page = BackwardPage(tab, slug)
    expect(page.page.locator(STEP)).to_have_attribute("data-slug", slug)
    expect(page.page.locator(SECTION)).to_have_count(0)


def test_page_fits_a_window_that_has_become_narrow(still_page):
    page = open_in(still_page, "inkling", "dw2").page
    page.set_viewport_size({"width": 1366, "height": 900})
    page.wait_for_function("() => document.querySelector('.connections').clientWidth > 800")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("() => document.querySelector('.connections').clientWidth < 700")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

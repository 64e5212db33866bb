"""Numbers of several digits on the drawing page."""

import io
import json

import pytest
from PIL import Image, ImageDraw

from tests.browser.digits import DIGITS, number
from tests.browser.expect import expect
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def number_page(drawing_page, load_errors_ignored):
    """The drawing page; the first dot of a digit may be answered as too little to read."""
    yield drawing_page
    drawing_page.settle()


def figures(drawing_page):
    """Return the digits of the number."""
    return drawing_page.page.locator("#number [data-part=figure]")


def chosen(drawing_page):
    return drawing_page.page.locator("#number label:has(input:checked) [data-part=figure]")


def best_bar(drawing_page):
    return drawing_page.page.locator("#bars li[data-best] .bar-digit")


def write(drawing_page, text):
    """Write a number on the wide paper and wait until it is read."""
    drawing_page.button("Write a number").click()
    drawing_page.frames()
    drawing_page.draw(*number(text))
    expect(figures(drawing_page)).to_have_text(list(text))
    drawing_page.settle()


@pytest.mark.parametrize("text", ["47", "2026", "905183"])
def test_number_written_on_the_wide_paper_is_read(number_page, text):
    write(number_page, text)

    assert number_page.page.locator("#boxes i").count() == len(text)
    assert number_page.headline.endswith("% sure") or text in number_page.headline
    assert number_page.digit == ""


def test_boxes_lie_around_their_digits(number_page):
    write(number_page, "47")

    paper = number_page.page.locator("#paper").bounding_box()
    boxes = [box.bounding_box() for box in number_page.page.locator("#boxes i").all()]
    unit = paper["height"] / 280
    for box, left in zip(boxes, (22, 97), strict=True):  # of the strokes, without the pen's width
        assert box["x"] - paper["x"] == pytest.approx(left * unit, abs=14 * unit)
        assert box["y"] - paper["y"] == pytest.approx(73 * unit, abs=14 * unit)
        assert box["height"] == pytest.approx(85 * unit, abs=28 * unit)


def test_two_digits_on_the_square_paper_are_read_as_a_number(number_page):
    number_page.draw(*number("20"))

    expect(figures(number_page)).to_have_text(["2", "0"])
    assert number_page.page.locator("#paper[data-wide]").count() == 0


def test_writing_on_at_the_edge_widens_the_paper_until_undone(number_page):
    number_page.draw(*number("202", pitch=82))
    wide = number_page.page.locator("#paper[data-wide]")
    expect(wide).to_be_visible()

    number_page.draw(*number("6", corner=(-24 + 3 * 82, 40)))
    expect(figures(number_page)).to_have_text(list("2026"))

    number_page.press("Control+z", times=2)
    expect(wide).to_have_count(0)
    expect(figures(number_page)).to_have_text(["2", "0"])


def test_one_digit_on_the_wide_paper_is_predicted_as_on_the_square_one(number_page):
    number_page.draw(*DIGITS[5])
    number_page.wait_for_digit(5)
    number_page.settle()
    before = number_page.numbers

    number_page.button("Write a number").click()
    number_page.frames()
    number_page.settle()

    expect(number_page.page.locator("#number")).to_be_hidden()
    number_page.wait_for_digit(5)
    assert number_page.page.locator("#paper[data-wide]").count() == 1
    assert number_page.numbers[5] == pytest.approx(before[5])


def test_chosen_digit_shows_its_bars_and_its_preprocessing(number_page):
    write(number_page, "47")

    number_page.page.locator("#number label").nth(1).click()
    expect(best_bar(number_page)).to_have_text("7")
    number_page.page.locator("#number label").nth(0).click()
    expect(best_bar(number_page)).to_have_text("4")

    number_page.button("Show preprocessing").click()
    number_page.page.locator("#steps img").first.wait_for()
    expect(number_page.page.locator("#input")).to_have_accessible_name(
        "Network input, 28 by 28 pixels"
    )


def test_number_by_keyboard_is_chosen_and_corrected(number_page):
    write(number_page, "47")
    number_page.page.locator("#number input").first.focus()
    number_page.press("Space")

    number_page.press("ArrowRight")
    expect(chosen(number_page)).to_have_text("7")

    number_page.press("1")
    expect(figures(number_page)).to_have_text(["4", "1"])
    expect(number_page.page.get_by_label("Correct digit")).to_have_value("1")
    assert number_page.headline == "Corrected from 47"

    number_page.press("7")
    expect(figures(number_page)).to_have_text(["4", "7"])
    assert not number_page.headline.startswith("Corrected")


def test_copied_number_has_the_correction(visit, load_errors_ignored):
    drawing_page = visit(permissions=["clipboard-read", "clipboard-write"])
    write(drawing_page, "047")
    drawing_page.page.locator("#number label").nth(2).click()

    drawing_page.page.get_by_label("Correct digit").select_option("1")
    drawing_page.button("Copy number").click()

    drawing_page.wait_for_notice("Copied 041.")
    assert drawing_page.page.evaluate("navigator.clipboard.readText()") == "041"


def test_copied_request_of_a_number_asks_for_numbers(visit, load_errors_ignored):
    drawing_page = visit(permissions=["clipboard-read", "clipboard-write"])
    write(drawing_page, "47")

    drawing_page.button("Copy as curl").click()

    expect(drawing_page.page.locator("#copy-status")).to_have_text("Copied.")
    command = drawing_page.page.evaluate("navigator.clipboard.readText()")
    assert "/numbers' -H" in command.splitlines()[0]
    assert (
        max(x for stroke in json.loads(command.splitlines()[1])["strokes"] for x, _ in stroke) > 90
    )


def test_why_explains_the_chosen_digit_alone_and_keeps_the_number(number_page):
    write(number_page, "47")
    number_page.page.locator("#number label").nth(1).click()
    expect(best_bar(number_page)).to_have_text("7")
    number_page.page.wait_for_function("() => sessionStorage.getItem('inkling:digit:1') !== null")

    number_page.page.get_by_role("link", name="Why?").click()
    region = number_page.page.locator("#announcement")
    expect(region).to_contain_text("Prediction: 7")
    assert number_page.page.locator("#paper[data-wide]").count() == 0

    number_page.page.get_by_role("link", name="Draw", exact=True).click()
    expect(figures(number_page)).to_have_text(["4", "7"])


def test_correction_keeps_the_chosen_digit_alone(number_page):
    write(number_page, "47")
    number_page.page.locator("#number label").nth(1).click()
    number_page.page.locator("#correction summary").click()

    number_page.page.locator("#correction").get_by_role("button", name="1", exact=True).click()

    status = number_page.page.locator("#correction [data-part=status]")
    expect(status).to_contain_text("Kept as 1")
    address = number_page.url + "corrections"
    [kept] = number_page.page.request.get(address).json()["corrections"]
    number_page.page.request.delete(f"{address}/{kept['id']}")
    assert kept["answer"] == 7

    number_page.page.locator("#number label").nth(0).click()
    expect(status).to_have_text("")


def test_picture_of_a_number_is_read_and_each_digit_explained(number_page):
    image = Image.new("L", (1200, 300), 255)
    pen = ImageDraw.Draw(image)
    for stroke in number("3058", size=0.9, pitch=200, corner=(0, 20)):
        pen.line(stroke, fill=0, width=16, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")

    number_page.page.locator("#file").set_input_files(
        {"name": "number.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    )

    expect(figures(number_page)).to_have_text(list("3058"))
    number_page.page.locator("#number label").nth(2).click()
    expect(best_bar(number_page)).to_have_text("5")
    paper = number_page.page.locator("#paper").bounding_box()
    box = number_page.page.locator("#boxes [data-selected]").bounding_box()
    center = (box["x"] + box["width"] / 2 - paper["x"]) / paper["width"]
    assert center == pytest.approx((132 * 0.9 + 400) / 1200, abs=0.03)


def test_too_many_digits_are_refused_in_words(number_page):
    number_page.button("Write a number").click()
    number_page.frames()
    number_page.press("[", times=6)

    number_page.draw(*number("1" * 26, size=0.25, pitch=31, corner=(-10, 60)))

    expect(number_page.page.locator("#answer [data-part=detail]")).to_have_text(
        "At most 24 digits in a number can be read; this has 26."
    )
    assert number_page.headline == "Too much to read"
    expect(number_page.page.locator("#number")).to_be_hidden()


def test_paper_on_a_phone_stays_in_place_while_a_number_is_written(visit, load_errors_ignored):
    drawing_page = visit(viewport={"width": 390, "height": 844})
    paper = drawing_page.page.locator("#paper")
    places = []
    for button in (None, "Write a number"):
        if button:
            drawing_page.button("Clear").click()
            drawing_page.button(button).click()
            drawing_page.frames()
        places.append([paper.bounding_box()["y"]])
        drawing_page.draw(*number("47"))
        expect(figures(drawing_page)).to_have_text(["4", "7"])
        places[-1].append(paper.bounding_box()["y"])

    for before, after in places:
        assert after == before


def test_wide_paper_on_a_phone_in_landscape_is_in_view(visit):
    drawing_page = visit(viewport={"width": 844, "height": 390})

    drawing_page.button("Write a number").click()

    paper = drawing_page.page.locator("#paper").bounding_box()
    assert paper["y"] >= 0
    assert paper["y"] + paper["height"] <= 390
    assert paper["width"] > 600


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_on_a_number_finds_no_violations(visit, load_errors_ignored, scheme, width):
    drawing_page = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    for digit in (2, 0, 2, 6):
        if digit == 2 and not drawing_page.page.locator("#paper[data-wide]").count():
            drawing_page.button("Write a number").click()
        drawing_page.sample(digit)
    expect(figures(drawing_page)).to_have_count(4)

    assert violations(drawing_page) == []
    assert drawing_page.page.evaluate("document.documentElement.scrollWidth") == width

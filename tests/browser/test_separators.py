"""Marks between the digits of a number: chosen, read, copied, corrected and exported."""

import csv

import pytest
from PIL import Image, ImageDraw

from tests.browser.digits import line, number
from tests.browser.expect import expect
from tests.browser.test_accessibility import violations
from tests.browser.test_sheet import fields, png, upload, values

pytestmark = pytest.mark.browser

TWELVE, FIFTY = number("12"), number("50", corner=(161, 40))
POINT = [line((168, 150), (169, 151))]
COLON = [line((171, 104), (172, 105)), line((168, 140), (169, 141))]


def choose(page, *marks):
    for mark in marks:
        page.locator("#separators").get_by_label(mark).check(
            force=True
        )  # the label is in its place


def text(page):
    """Return the number in large figures, as text."""
    parts = page.locator("#number .number-part").all_text_contents()
    return "".join(parts).replace(", not certain", "")


def figures(page):
    return page.locator("#number [data-part=figure]")


def write(drawing_page, *strokes):
    """Write two numbers of two digits, or one with a mark between them, on the wide paper."""
    drawing_page.button("Write a number").click()
    drawing_page.frames()
    drawing_page.press("[", times=4)  # a thinner pen
    drawing_page.draw(*strokes)
    expect(figures(drawing_page.page)).to_have_count(4)
    drawing_page.settle()


def picture(text, box):
    """Return a PNG of digits with marks, each at `box` of its place."""
    image = Image.new("L", (900, 200), 235)
    pen = ImageDraw.Draw(image)
    for k, character in enumerate(text):
        left = 20 + k * 60
        strokes = (
            number(character, size=0.5, corner=(left - 24, 30)) if character.isdigit() else [box]
        )
        for stroke in strokes:
            points = stroke if character.isdigit() else [(x + left, y + 30) for x, y in stroke]
            pen.line(points, fill=40, width=8, joint="curve")
    return png(image)


@pytest.mark.parametrize(
    ("mark", "name", "expected"), [(POINT, "Point", "12.50"), (COLON, "Colon", "12:50")]
)
def test_chosen_mark_is_read_between_digits(
    drawing_page, load_errors_ignored, mark, name, expected
):
    write(drawing_page, *TWELVE, *mark, *FIFTY)
    assert text(drawing_page.page) == "1250"

    choose(drawing_page.page, name)

    expect(drawing_page.page.locator("#number [data-part=mark]").nth(2)).to_have_text(expected[2])
    drawing_page.settle()
    assert text(drawing_page.page) == expected
    assert drawing_page.page.locator("#boxes i").count() == 4


def test_digit_beside_a_mark_is_corrected_and_the_mark_is_kept(visit, load_errors_ignored):
    drawing_page = visit(permissions=["clipboard-read", "clipboard-write"])
    page = drawing_page.page
    write(drawing_page, *TWELVE, *POINT, *FIFTY)
    choose(page, "Point")
    expect(page.locator("#number [data-part=mark]").nth(2)).to_have_text(".")

    page.locator("#number [data-part=mark]").nth(2).click()  # no digit, so nothing is chosen
    page.locator("#number label").nth(2).click()
    drawing_page.press("7")
    drawing_page.press(".")
    drawing_page.button("Copy number").click()

    drawing_page.wait_for_notice("Copied 12.70.")
    assert text(page) == "12.70"


def test_choice_is_remembered_and_shared_with_the_sheet(drawing_page):
    page = drawing_page.page
    drawing_page.button("Write a number").click()
    choose(page, "Point", "Slash")

    page.reload()
    checked = page.locator("#separators :checked")
    expect(checked).to_have_count(2)

    page.get_by_role("link", name="Sheet").click()
    expect(checked).to_have_count(2)
    assert [box.input_value() for box in checked.all()] == [".", "/"]


def test_copied_request_names_the_marks(visit, load_errors_ignored):
    drawing_page = visit(permissions=["clipboard-read", "clipboard-write"])
    write(drawing_page, *TWELVE, *FIFTY)
    choose(drawing_page.page, "Colon")
    drawing_page.settle()

    drawing_page.button("Copy as curl").click()

    expect(drawing_page.page.locator("#copy-status")).to_have_text("Copied.")
    command = drawing_page.page.evaluate("navigator.clipboard.readText()")
    assert "/numbers?separators=%3A' -H" in command.splitlines()[0]


@pytest.mark.parametrize(
    ("name", "written", "stroke"),
    [
        ("Dash", "26-11-2026", [(12, 68), (42, 68)]),
        ("Comma", "12,50", [(28, 108), (29, 112), (20, 134)]),
    ],
)
def test_sheet_is_read_and_exported_with_marks(drawing_page, name, written, stroke):
    page = drawing_page.page
    page.goto(drawing_page.url + "sheet")
    upload(page, picture(written, stroke))
    expect(fields(page)).not_to_have_count(0)

    choose(page, name)

    expect(fields(page).first).to_have_value(written)
    assert values(page) == [written]
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    [row] = csv.DictReader(download.value.path().read_text().splitlines())
    assert row["number"] == written
    assert 0 < float(row["confidence"]) <= 1


def test_mark_of_a_sheet_can_be_typed_if_it_is_chosen(drawing_page):
    page = drawing_page.page
    page.goto(drawing_page.url + "sheet")
    choose(page, "Point")
    upload(page, picture("1250", []))
    expect(fields(page)).to_have_count(1)

    fields(page).first.fill("12.5x0/")

    assert values(page) == ["12.50"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_on_a_number_with_marks_finds_no_violations(visit, load_errors_ignored, scheme, width):
    drawing_page = visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    write(drawing_page, *TWELVE, *POINT, *FIFTY)
    choose(drawing_page.page, "Point")
    drawing_page.settle()

    assert violations(drawing_page) == []
    assert drawing_page.page.evaluate("document.documentElement.scrollWidth") == width

"""A sheet of numbers: read in place, listed, corrected and exported."""

import csv
import io

import pytest
from PIL import Image, ImageDraw

from tests.browser.digits import number
from tests.browser.expect import expect
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

ROWS = [["47", "2026"], ["905", "38"]]
TEXTS = [text for row in ROWS for text in row]
LEFTS, TOPS = (60, 400), (40, 200)  # of the strokes' frames, in pixels


def picture(rows):
    """Return a PNG of numbers, written with a pen on gray paper."""
    image = Image.new("L", (700, 360), 235)
    pen = ImageDraw.Draw(image)
    for top, row in zip(TOPS, rows, strict=True):
        for left, text in zip(LEFTS, row, strict=True):
            for stroke in number(text, size=0.4, pitch=60, corner=(left, top)):
                pen.line(stroke, fill=40, width=8, joint="curve")
    return png(image)


def png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def upload(page, content, name="amounts.png"):
    page.locator("#file").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": content}
    )


def fields(page):
    return page.locator("#table input")


def values(page):
    return fields(page).evaluate_all("fields => fields.map((field) => field.value)")


def exported(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    assert download.value.suggested_filename == "amounts.csv"
    return list(csv.DictReader(download.value.path().read_text().splitlines()))


@pytest.fixture
def sheet(tab):
    """The page of a sheet that has been read."""
    page = tab.page
    page.goto(tab.url + "sheet")
    upload(page, picture(ROWS))
    expect(fields(page)).to_have_count(4)
    return page


def test_empty_sheet_opens_a_picture_where_it_is_clicked(tab):
    tab.page.goto(tab.url + "sheet")
    with tab.page.expect_file_chooser() as chooser:
        tab.page.get_by_text("Choose a picture").click()
    assert chooser.value.element.get_attribute("id") == "file"


def test_numbers_are_listed_in_reading_order(sheet):
    assert values(sheet) == TEXTS
    expect(sheet.locator("#summary")).to_contain_text("4 numbers")
    expect(sheet.locator("#announcement")).to_contain_text("4 numbers")


def test_boxes_lie_over_their_numbers(sheet):
    canvas = sheet.locator("#picture").bounding_box()
    box = sheet.locator("#number-boxes i").nth(3).bounding_box()
    scale = canvas["width"] / 700

    assert sheet.locator("#number-boxes i").nth(3).get_attribute("data-number") == "38"
    assert box["x"] - canvas["x"] == pytest.approx((400 + 82 * 0.4) * scale, abs=14 * scale)
    assert box["y"] - canvas["y"] == pytest.approx((200 + 62 * 0.4) * scale, abs=14 * scale)


def test_csv_has_each_number_with_its_box(sheet):
    rows = exported(sheet)

    assert [row["number"] for row in rows] == TEXTS
    assert list(rows[0]) == ["number", "confidence", "certain", "x", "y", "width", "height"]
    assert float(rows[3]["x"]) == pytest.approx(400 + 82 * 0.4, abs=14)
    assert all(0 < float(row["confidence"]) <= 1 for row in rows)
    assert {row["certain"] for row in rows} <= {"true", "false"}


def test_corrected_number_is_exported_and_an_empty_one_left_out(sheet):
    fields(sheet).nth(0).fill("4a1")
    fields(sheet).nth(2).fill("")

    rows = exported(sheet)
    assert [row["number"] for row in rows] == ["41", "2026", "38"]
    assert (rows[0]["confidence"], rows[0]["certain"]) == ("", "true")
    assert sheet.locator("#number-boxes i").nth(0).get_attribute("data-number") == "41"


def test_keyboard_moves_along_the_numbers_and_a_click_on_a_box_leads_to_its_row(sheet):
    fields(sheet).nth(0).focus()
    sheet.keyboard.press("Enter")
    expect(fields(sheet).nth(1)).to_be_focused()
    expect(sheet.locator("#number-boxes i").nth(1)).to_have_attribute("data-selected", "")

    sheet.locator("#number-boxes i").nth(2).click()
    expect(fields(sheet).nth(2)).to_be_focused()


def test_runner_up_of_a_doubtful_number_is_one_press_away(tab):
    page = tab.page
    doubtful = {
        "number": "47",
        "confidence": 0.6,
        "certain": False,
        "box": [60, 40, 100, 100],
        "digits": [],
        "alternatives": [{"number": "41", "confidence": 0.3}],
        "left_out": 0,
    }
    reply = {"numbers": [doubtful], "model": {"name": "seed", "version": "0" * 12}}
    page.route("**/numbers*", lambda route: route.fulfill(json=reply))
    page.goto(tab.url + "sheet")
    upload(page, picture(ROWS))

    expect(page.locator("#summary")).to_have_text("1 number, 1 not certain")
    page.get_by_role("button", name="or 41").click()

    assert values(page) == ["41"]
    expect(page.locator("#summary")).to_have_text("1 number, all certain")
    expect(fields(page).first).to_be_focused()


def test_newer_picture_drops_the_reply_to_an_older_one(tab):
    page = tab.page
    held = []
    page.route("**/numbers*", lambda route: held.append(route), times=1)  # noqa: PLW0108
    page.goto(tab.url + "sheet")
    with page.expect_request("**/numbers*"):
        upload(page, picture([["11", "11"], ["11", "11"]]))
    expect(page.locator("#summary")).to_have_text("Reading the sheet…")

    with page.expect_request("**/numbers*"):
        upload(page, picture(ROWS))

    expect(fields(page)).to_have_count(4)
    assert values(page) == TEXTS


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (Image.new("L", (600, 400), 240), "No numbers found in this picture"),
        ("ones", "At most 200 numbers can be read; this has 225"),
    ],
    ids=["blank", "too many"],
)
def test_picture_that_cannot_be_read_is_refused_in_words(tab, load_errors_ignored, image, words):
    page = tab.page
    if image == "ones":
        image = Image.new("L", (1600, 1600), 255)
        pen = ImageDraw.Draw(image)
        for k in range(225):
            x, y = 60 + k % 15 * 100, 40 + k // 15 * 100
            pen.line([(x, y), (x, y + 40)], fill=0, width=5)
    page.goto(tab.url + "sheet")

    upload(page, png(image))

    expect(page.locator("#notice")).to_contain_text(words)
    expect(page.locator("#table")).to_be_hidden()
    expect(page.locator("#sheet")).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize(
    ("path", "field"), [("sheet", "#table input"), ("inside#step=dw2", "#check-mine textarea")]
)
def test_text_is_pasted_into_a_field(tab, path, field):
    page = tab.page
    page.goto(tab.url + path)
    if path == "sheet":
        upload(page, picture(ROWS))
    page.locator(field).first.wait_for()

    taken = page.locator(field).first.evaluate(
        """field => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "42");
            const options = { clipboardData, bubbles: true, cancelable: true };
            return !field.dispatchEvent(new ClipboardEvent("paste", options));
        }"""
    )

    assert taken is False  # the browser inserts the text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_on_a_sheet_finds_no_violations(new_tab, scheme, width):
    drawing_page = new_tab(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = drawing_page.page
    page.goto(drawing_page.url + "sheet")
    assert violations(drawing_page) == []

    upload(page, picture(ROWS))
    expect(fields(page)).to_have_count(4)

    assert violations(drawing_page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width

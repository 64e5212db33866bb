"""Image files: chosen, dropped, pasted, drawn on and rejected."""

import base64
import io

import pytest
from PIL import Image, ImageDraw

from tests.browser.digits import DIGITS
from tests.browser.expect import expect

pytestmark = pytest.mark.browser


def seven(paper: str = "white", ink: str = "black", size: tuple[int, int] = (600, 400)) -> bytes:
    """Return a PNG of a centered 7."""
    image = Image.new("RGB", size, paper)
    points = [(size[0] / 2 - 140 + x, size[1] / 2 - 140 + y) for x, y in DIGITS[7][0]]
    ImageDraw.Draw(image).line(points, fill=ink, width=16, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


HAND_OVER = """([kind, type, name, content]) => {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    if (type) transfer.items.add(new File([bytes], name, { type }));
    else transfer.setData("text/plain", "seven");
    const target = document.querySelector("#paper");
    const shared = { bubbles: true, cancelable: true };
    if (kind === "paste") {
        target.dispatchEvent(new ClipboardEvent("paste", { ...shared, clipboardData: transfer }));
    } else {
        for (const step of ["dragenter", "dragover", "drop"]) {
            target.dispatchEvent(new DragEvent(step, { ...shared, dataTransfer: transfer }));
        }
    }
}"""


def hand_over(drawing_page, kind, content, mime="image/png"):
    drawing_page.page.evaluate(
        HAND_OVER, [kind, mime, "seven.png", base64.b64encode(content).decode()]
    )


def test_chosen_picture_is_shown_and_sent_unchanged(drawing_page):
    content = seven()

    drawing_page.page.get_by_label("Open image").set_input_files(
        {"name": "seven.png", "mimeType": "image/png", "buffer": content}
    )

    drawing_page.wait_for_digit(7)
    assert drawing_page.requests[-1].post_data_buffer == content
    assert drawing_page.requests[-1].headers["content-type"] == "image/png"
    assert drawing_page.ink_at((140, 140))
    assert not drawing_page.ink_at((140, 20))  # above the picture, which is wider than high


def test_jpeg_is_sent_with_its_content_type(drawing_page):
    file = io.BytesIO()
    Image.open(io.BytesIO(seven())).save(file, "JPEG")

    drawing_page.page.get_by_label("Open image").set_input_files(
        {"name": "seven.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    )

    drawing_page.wait_for_digit(7)
    assert drawing_page.requests[-1].headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_dropped_or_pasted_picture_is_predicted(drawing_page, kind):
    hand_over(drawing_page, kind, seven())

    expect(drawing_page.prediction).to_have_text("7")


def test_light_ink_on_dark_background_is_predicted(drawing_page):
    hand_over(drawing_page, "drop", seven(paper="#102030", ink="#f0f0e0"))

    expect(drawing_page.prediction).to_have_text("7")


@pytest.mark.parametrize("path", ["", "inside"])
def test_picture_without_strokes_is_named_as_the_cause(tab, console_errors, path):
    tab.page.goto(tab.url + path)
    blank = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(blank, "PNG")

    hand_over(tab, "drop", blank.getvalue())

    text = tab.page.get_by_text("Nothing found in this picture").first
    expect(text).to_be_visible()
    console_errors[:] = [text for text in console_errors if "status of 422" not in text]


def test_large_picture_is_reduced_before_upload(drawing_page):
    hand_over(drawing_page, "drop", seven(size=(5000, 3000)))

    drawing_page.wait_for_answer()
    sent = Image.open(io.BytesIO(drawing_page.requests[-1].post_data_buffer))
    assert sent.size == (2000, 1200)


def test_picture_with_strokes_is_sent_as_one_png(drawing_page):
    hand_over(drawing_page, "drop", seven())
    drawing_page.wait_for_digit(7)

    drawing_page.draw([(40, 140), (60, 140)])

    drawing_page.settle()
    sent = Image.open(io.BytesIO(drawing_page.requests[-1].post_data_buffer)).convert("L")
    assert sent.size == (280, 280)
    assert sent.getpixel((50, 140)) == 0
    assert sent.getpixel((5, 5)) == 255


def test_strokes_on_a_dark_picture_are_light(drawing_page):
    hand_over(drawing_page, "drop", seven(paper="black", ink="white"))
    drawing_page.wait_for_digit(7)

    drawing_page.draw([(40, 140), (60, 140)])

    drawing_page.settle()
    sent = Image.open(io.BytesIO(drawing_page.requests[-1].post_data_buffer)).convert("L")
    assert sent.getpixel((50, 140)) == 255
    assert sent.getpixel((5, 5)) == 0


def test_undo_of_a_picture_restores_the_drawing(drawing_page):
    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)
    hand_over(drawing_page, "drop", seven())
    drawing_page.wait_for_digit(7)

    drawing_page.press("Control+Z")

    expect(drawing_page.prediction).to_have_text("3")


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_file_that_is_no_image_is_rejected_and_keeps_the_drawing(drawing_page, kind):
    drawing_page.sample(3)
    drawing_page.wait_for_digit(3)

    hand_over(drawing_page, kind, b"not a picture")

    drawing_page.wait_for_notice("cannot open this file as an image")
    assert drawing_page.digit == "3"


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_dropped_text_is_rejected(drawing_page, kind):
    hand_over(drawing_page, kind, b"", mime="")

    expect(drawing_page.notice).to_contain_text("No image found")

"""Pictures from outside: chosen, dropped, pasted, drawn on, and refused."""

import base64
import io

import pytest
from PIL import Image, ImageDraw

from tests.browser.digits import DIGITS

pytestmark = pytest.mark.browser


def seven(paper: str = "white", ink: str = "black", size: tuple[int, int] = (600, 400)) -> bytes:
    """Return a PNG of a 7 in the middle of a sheet."""
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


def hand_over(desk, kind, content, mime="image/png"):
    desk.page.evaluate(HAND_OVER, [kind, mime, "seven.png", base64.b64encode(content).decode()])


def test_picture_chosen_is_shown_and_sent_as_it_is(desk):
    content = seven()

    desk.page.get_by_label("Open image").set_input_files(
        {"name": "seven.png", "mimeType": "image/png", "buffer": content}
    )

    desk.wait_for_digit(7)
    assert desk.questions[-1].post_data_buffer == content
    assert desk.questions[-1].headers["content-type"] == "image/png"
    assert desk.ink_at((140, 140))
    assert not desk.ink_at((140, 20))  # above the picture, which is wider than high


def test_jpeg_is_sent_under_its_own_type(desk):
    file = io.BytesIO()
    Image.open(io.BytesIO(seven())).save(file, "JPEG")

    desk.page.get_by_label("Open image").set_input_files(
        {"name": "seven.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    )

    desk.wait_for_digit(7)
    assert desk.questions[-1].headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_picture_handed_over_is_read(desk, kind):
    hand_over(desk, kind, seven())

    desk.wait_for_digit(7)


def test_light_ink_on_dark_paper_is_read(desk):
    hand_over(desk, "drop", seven(paper="#102030", ink="#f0f0e0"))

    desk.wait_for_digit(7)


def test_picture_that_is_too_large_to_send_is_reduced_first(desk):
    hand_over(desk, "drop", seven(size=(5000, 3000)))

    desk.wait_for_answer()
    sent = Image.open(io.BytesIO(desk.questions[-1].post_data_buffer))
    assert sent.size == (2000, 1200)


def test_strokes_on_a_picture_are_sent_together_as_one_png(desk):
    hand_over(desk, "drop", seven())
    desk.wait_for_digit(7)

    desk.draw([(40, 140), (60, 140)])

    desk.settle()
    sent = Image.open(io.BytesIO(desk.questions[-1].post_data_buffer)).convert("L")
    assert sent.size == (280, 280)
    assert sent.getpixel((50, 140)) == 0
    assert sent.getpixel((5, 5)) == 255


def test_strokes_on_a_dark_picture_are_light(desk):
    hand_over(desk, "drop", seven(paper="black", ink="white"))
    desk.wait_for_digit(7)

    desk.draw([(40, 140), (60, 140)])

    desk.settle()
    sent = Image.open(io.BytesIO(desk.questions[-1].post_data_buffer)).convert("L")
    assert sent.getpixel((50, 140)) == 255
    assert sent.getpixel((5, 5)) == 0


def test_undo_of_a_picture_brings_the_drawing_back(desk):
    desk.sample(3)
    desk.wait_for_digit(3)
    hand_over(desk, "drop", seven())
    desk.wait_for_digit(7)

    desk.press("Control+Z")

    desk.wait_for_digit(3)


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_file_that_is_no_picture_keeps_the_drawing_and_says_so(desk, kind):
    desk.sample(3)
    desk.wait_for_digit(3)

    hand_over(desk, kind, b"not a picture")

    desk.wait_for_notice("not a picture this browser can open")
    assert desk.digit == "3"


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_text_handed_over_says_that_it_holds_no_picture(desk, kind):
    hand_over(desk, kind, b"", mime="")

    desk.wait_for_notice("There is no picture in that")

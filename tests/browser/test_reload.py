"""A reload keeps the drawing, its history, its picture and what was chosen."""

import pytest

from tests.browser.digits import DIGITS, line
from tests.browser.test_pictures import hand_over, seven

pytestmark = pytest.mark.browser


def test_reload_keeps_the_drawing_and_reads_it_again(desk):
    desk.draw(*DIGITS[4])
    desk.wait_for_digit(4)

    desk.reload()

    desk.wait_for_digit(4)
    assert desk.ink_at(DIGITS[4][0][5])


def test_reload_keeps_undo_and_redo(desk):
    desk.draw(line((60, 140), (220, 140)), line((140, 60), (140, 220)))
    desk.press("Control+Z")

    desk.reload()

    desk.press("Control+Y")
    desk.wait_for_ink((140, 80))
    desk.press("Control+Z", times=2)
    desk.wait_for_blank()


def test_reload_in_the_middle_of_a_stroke_keeps_the_stroke(desk):
    desk.put_down(DIGITS[3][0])

    desk.reload()

    desk.wait_for_digit(3)


def test_reload_keeps_a_picture(desk):
    hand_over(desk, "drop", seven())
    desk.wait_for_digit(7)

    desk.reload()

    desk.wait_for_digit(7)
    assert desk.questions[-1].post_data_buffer == seven()


def test_reload_keeps_a_picture_that_is_large_as_a_smaller_copy(desk):
    desk.page.evaluate(LARGE_PICTURE)
    desk.wait_for_answer()
    assert len(desk.questions[-1].post_data_buffer) > 600_000

    desk.reload()

    desk.wait_for_answer()
    assert desk.ink_at((140, 140))


def test_reload_keeps_the_brush(desk):
    desk.press("]", times=3)

    desk.reload()

    assert desk.page.locator("#size").input_value() == "22"


def test_storage_that_is_forbidden_stops_nothing(visit):
    desk = visit()
    desk.page.add_init_script(
        "for (const area of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, area, { get() { throw new DOMException('no'); } });"
    )
    desk.reload()

    desk.sample(2)

    desk.wait_for_digit(2)


def test_kept_drawing_that_cannot_be_read_is_left_aside(desk):
    desk.page.evaluate("sessionStorage.setItem('inkling:drawing:1', '{\"done\": [')")
    desk.page.goto("about:blank")

    desk.open()

    assert desk.headline == "Draw a digit"


LARGE_PICTURE = """async () => {
    const canvas = new OffscreenCanvas(900, 900); // noise: a PNG of it is large
    const context = canvas.getContext("2d");
    const image = context.createImageData(900, 900);
    for (let i = 0; i < image.data.length; i += 1) {
        image.data[i] = i % 4 === 3 ? 255 : 200 + ((i * 2654435761) >>> 8) % 50;
    }
    context.putImageData(image, 0, 0);
    context.lineWidth = 60;
    context.strokeRect(300, 150, 300, 600);
    const blob = await canvas.convertToBlob({ type: "image/png" });
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "zero.png", { type: "image/png" }));
    const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
    window.dispatchEvent(new DragEvent("drop", options));
}"""

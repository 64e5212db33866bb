"""Restoring the drawing, its history and the brush after a reload."""

import pytest

from tests.browser.digits import DIGITS, line
from tests.browser.expect import expect
from tests.browser.test_image_files import hand_over, seven

pytestmark = pytest.mark.browser


def test_reload_restores_and_predicts_the_drawing(drawing_page):
    drawing_page.draw(*DIGITS[4])
    drawing_page.wait_for_digit(4)

    drawing_page.reload()

    drawing_page.wait_for_digit(4)
    assert drawing_page.ink_at(DIGITS[4][0][5])


def test_reload_restores_undo_and_redo(drawing_page):
    drawing_page.draw(line((60, 140), (220, 140)), line((140, 60), (140, 220)))
    drawing_page.press("Control+Z")

    drawing_page.reload()

    drawing_page.press("Control+Y")
    assert drawing_page.ink_at((140, 80))
    drawing_page.press("Control+Z", times=2)
    drawing_page.wait_for_blank()


def test_reload_during_a_stroke_keeps_the_stroke(drawing_page):
    drawing_page.start_stroke(DIGITS[3][0])

    drawing_page.reload()

    expect(drawing_page.prediction).to_have_text("3")


def test_reload_restores_a_picture(drawing_page):
    hand_over(drawing_page, "drop", seven())
    drawing_page.wait_for_digit(7)

    drawing_page.reload()

    drawing_page.wait_for_digit(7)
    assert drawing_page.requests[-1].post_data_buffer == seven()


def test_reload_restores_a_large_picture_as_a_reduced_copy(drawing_page):
    drawing_page.page.evaluate(LARGE_PICTURE)
    drawing_page.wait_for_answer()
    assert len(drawing_page.requests[-1].post_data_buffer) > 600_000

    drawing_page.reload()

    drawing_page.wait_for_answer()
    assert drawing_page.ink_at((140, 140))


def test_reload_restores_the_brush(drawing_page):
    drawing_page.press("]", times=3)

    drawing_page.reload()

    assert drawing_page.page.locator("#size").input_value() == "22"


def test_disabled_storage_is_tolerated(visit):
    drawing_page = visit()
    drawing_page.page.add_init_script(
        "for (const area of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, area, { get() { throw new DOMException('no'); } });"
    )
    drawing_page.reload()

    drawing_page.sample(2)

    expect(drawing_page.prediction).to_have_text("2")


def test_damaged_saved_drawing_is_ignored(drawing_page):
    drawing_page.page.evaluate("sessionStorage.setItem('inkling:drawing:1', '{\"done\": [')")
    drawing_page.page.goto("about:blank")

    drawing_page.open()

    assert drawing_page.headline == "Draw a digit"


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

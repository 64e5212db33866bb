"""Canvas position, resolution and rasterization."""

import io

import pytest
from PIL import Image, ImageChops

from tests.browser.digits import DIGITS, line

pytestmark = pytest.mark.browser

CORNER_TO_CORNER = line((30, 30), (250, 250))


def allow_blank_dot(drawing_page, console_errors):
    """Wait for the answer; the first dot of a thin line may have been answered as blank."""
    drawing_page.wait_for_answer()
    console_errors[:] = [text for text in console_errors if "status of 422" not in text]


@pytest.mark.parametrize("density", [1, 1.5, 3])
def test_canvas_resolution_matches_the_screen(visit, density):
    drawing_page = visit(device_scale_factor=density)

    box = drawing_page.page.locator("#canvas").bounding_box()
    assert drawing_page.page.evaluate("document.querySelector('#canvas').width") == pytest.approx(
        box["width"] * density, abs=1
    )


@pytest.mark.parametrize("density", [1, 2])
def test_line_follows_the_pointer(visit, density, console_errors):
    drawing_page = visit(device_scale_factor=density)
    drawing_page.press("[", times=6)

    drawing_page.draw(CORNER_TO_CORNER)

    assert drawing_page.ink_at((140, 140))
    assert drawing_page.ink_at((32, 32))
    assert drawing_page.ink_at((248, 248))
    assert not drawing_page.ink_at((140, 150))
    allow_blank_dot(drawing_page, console_errors)


def test_line_after_scrolling_follows_the_pointer(visit, console_errors):
    drawing_page = visit(viewport={"width": 360, "height": 500})
    drawing_page.page.evaluate("scrollTo(0, 120)")
    drawing_page.press("[", times=6)

    drawing_page.draw(CORNER_TO_CORNER)

    assert drawing_page.ink_at((140, 140))
    assert not drawing_page.ink_at((140, 150))
    allow_blank_dot(drawing_page, console_errors)


def test_drawing_after_resizing_keeps_its_position(visit, console_errors):
    drawing_page = visit()
    drawing_page.press("[", times=6)
    drawing_page.draw(line((30, 140), (120, 140)))
    drawing_page.page.set_viewport_size({"width": 500, "height": 900})
    drawing_page.frames()

    drawing_page.draw(line((120, 140), (250, 140)))

    assert drawing_page.ink_at((60, 140))
    assert drawing_page.ink_at((240, 140))
    assert not drawing_page.ink_at((140, 150))
    allow_blank_dot(drawing_page, console_errors)


def test_drawing_after_zooming_follows_the_pointer(drawing_page, console_errors):
    drawing_page.page.evaluate("document.documentElement.style.zoom = 1.25")
    drawing_page.press("[", times=6)
    drawing_page.frames()

    drawing_page.draw(line((30, 30), (120, 120)))

    assert drawing_page.ink_at((75, 75))
    assert not drawing_page.ink_at((75, 88))
    allow_blank_dot(drawing_page, console_errors)


def test_rasterized_image_is_equal_at_any_pixel_density(visit):
    pictures = [sent_for(visit(device_scale_factor=density)) for density in (1, 2)]

    difference = ImageChops.difference(*pictures)
    assert difference.getbbox() is None


def test_rasterized_image_is_280_pixels_dark_on_white(drawing_page):
    picture = sent_for(drawing_page)

    assert picture.size == (280, 280)
    assert picture.getpixel((2, 2)) == 255
    assert picture.getextrema() == (0, 255)


def sent_for(drawing_page):
    drawing_page.draw(*DIGITS[7])
    drawing_page.wait_for_answer()
    return Image.open(io.BytesIO(drawing_page.requests[-1].post_data_buffer)).convert("L")

"""The line is where the pointer is, and the network's picture does not depend on the screen."""

import io

import pytest
from PIL import Image, ImageChops

from tests.browser.digits import DIGITS, line

pytestmark = pytest.mark.browser

CORNER_TO_CORNER = line((30, 30), (250, 250))


@pytest.mark.parametrize("density", [1, 1.5, 3])
def test_canvas_has_a_point_for_every_point_of_the_screen(visit, density):
    desk = visit(device_scale_factor=density)

    box = desk.page.locator("#canvas").bounding_box()
    assert desk.page.evaluate("document.querySelector('#canvas').width") == pytest.approx(
        box["width"] * density, abs=1
    )


@pytest.mark.parametrize("density", [1, 2])
def test_line_is_where_the_pointer_was(visit, density):
    desk = visit(device_scale_factor=density)
    desk.press("[", times=6)

    desk.draw(CORNER_TO_CORNER)

    desk.wait_for_ink((140, 140))
    assert desk.ink_at((32, 32))
    assert desk.ink_at((248, 248))
    assert not desk.ink_at((140, 150))


def test_line_after_scrolling_is_where_the_pointer_was(visit):
    desk = visit(viewport={"width": 360, "height": 500})
    desk.page.evaluate("scrollTo(0, 120)")
    desk.press("[", times=6)

    desk.draw(CORNER_TO_CORNER)

    desk.wait_for_ink((140, 140))
    assert not desk.ink_at((140, 150))


def test_drawing_after_resizing_stands_where_it_was_and_goes_on(visit):
    desk = visit()
    desk.press("[", times=6)
    desk.draw(line((30, 140), (120, 140)))
    desk.page.set_viewport_size({"width": 500, "height": 900})
    desk.frames()

    desk.draw(line((120, 140), (250, 140)))

    desk.wait_for_ink((60, 140))
    assert desk.ink_at((240, 140))
    assert not desk.ink_at((140, 150))


def test_drawing_after_zooming_the_page_is_where_the_pointer_was(desk):
    desk.page.evaluate("document.documentElement.style.zoom = 1.25")
    desk.press("[", times=6)
    desk.frames()

    desk.draw(line((30, 30), (120, 120)))

    desk.wait_for_ink((75, 75))
    assert not desk.ink_at((75, 88))


def test_picture_for_the_network_is_the_same_at_every_density(visit):
    pictures = [sent_for(visit(device_scale_factor=density)) for density in (1, 2)]

    difference = ImageChops.difference(*pictures)
    assert difference.getbbox() is None


def test_picture_for_the_network_is_280_to_a_side_dark_on_white(desk):
    picture = sent_for(desk)

    assert picture.size == (280, 280)
    assert picture.getpixel((2, 2)) == 255
    assert picture.getextrema() == (0, 255)


def sent_for(desk):
    desk.draw(*DIGITS[7])
    desk.wait_for_answer()
    return Image.open(io.BytesIO(desk.questions[-1].post_data_buffer)).convert("L")

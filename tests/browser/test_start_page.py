"""First impression: the invitation to draw, the example, and the way to the explanation."""

import pytest

from tests.browser.digits import DIGITS
from tests.browser.expect import expect
from tests.browser.test_prediction_result import (
    ANYTHING,
    CLOSE,
    NUMBER,
    PROBABLE,
    SURE,
    TWO,
    UNSURE,
    reply_with,
)

pytestmark = pytest.mark.browser

ANSWERS = (
    (SURE, ">99.9"),
    (CLOSE, "or possibly"),
    (UNSURE, "Not sure: 4 or 9"),
    (PROBABLE, "Probably 9"),
    (ANYTHING, "Not sure this is a digit"),
    (TWO, "Probably 47"),
)
PHONES = ({"width": 390, "height": 664}, {"width": 390, "height": 844})


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (2560, 1440)])
def test_whole_page_fits_a_large_screen(visit, width, height):
    drawing_page = visit(viewport={"width": width, "height": height})

    drawing_page.sample(8)
    drawing_page.wait_for_digit(8)

    root = "document.documentElement"
    assert drawing_page.page.evaluate(f"{root}.scrollHeight <= {root}.clientHeight")


@pytest.mark.parametrize("viewport", [*PHONES, {"width": 1280, "height": 800}])
def test_blank_page_invites_to_draw_instead_of_showing_empty_bars(visit, viewport):
    drawing_page = visit(viewport=viewport)

    assert drawing_page.headline == "Draw a digit"
    assert drawing_page.page.get_by_text("Draw a digit here").is_visible()
    assert drawing_page.button("Try an example").is_visible()
    assert not drawing_page.page.locator("#bars").is_visible()
    assert not drawing_page.page.get_by_role("link", name="Why?").is_visible()


def test_learner_is_led_to_the_gradients_with_numbers(drawing_page):
    page = drawing_page.page
    page.get_by_role("link", name="Follow the gradient of every weight").click()

    expect(page.locator("#backward")).to_have_attribute("data-state", "filled")
    expect(page.locator("article.step:not([hidden])")).to_have_attribute("data-slug", "loss")


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_example_is_drawn_and_read(visit, motion):
    drawing_page = visit(reduced_motion=motion)

    drawing_page.button("Try an example").click()

    drawing_page.page.locator("#answer[data-state=sure]").wait_for()
    drawing_page.wait_for_digit(3)
    drawing_page.settle()
    assert drawing_page.page.locator("#bars").is_visible()
    assert not drawing_page.button("Try an example").is_visible()


def test_next_example_is_another_digit(visit):
    drawing_page = visit(reduced_motion="reduce")
    drawing_page.button("Try an example").click()
    drawing_page.wait_for_digit(3)
    drawing_page.button("Clear").click()

    drawing_page.button("Try an example").click()

    drawing_page.wait_for_digit(8)
    assert drawing_page.digit == "8"


def test_example_ends_when_a_person_draws(drawing_page):
    drawing_page.button("Try an example").click()
    drawing_page.page.locator("#paper:not([data-blank])").wait_for()

    drawing_page.press("Delete")
    drawing_page.draw(*DIGITS[1])

    drawing_page.wait_for_digit(1)
    assert not drawing_page.ink_at((104, 216))  # where the example would have ended


@pytest.mark.parametrize("viewport", PHONES, ids=["short", "tall"])
def test_phone_shows_canvas_tools_and_samples_above_the_fold(visit, viewport):
    drawing_page = visit(viewport=viewport, has_touch=True, is_mobile=True)

    bounds = drawing_page.page.locator("#samples").bounding_box()

    assert bounds["y"] + bounds["height"] <= viewport["height"]


def test_phone_keeps_the_canvas_in_place_whatever_the_answer(visit):
    drawing_page = visit(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    top = drawing_page.page.locator("#paper").bounding_box()["y"]

    for reply, words in ANSWERS:
        drawing_page.page.unroute_all()
        reply_with(drawing_page, reply)
        reply_with(drawing_page, NUMBER, path="/numbers")
        drawing_page.sample(4)
        drawing_page.page.locator("#answer", has_text=words).wait_for()
        assert drawing_page.page.evaluate("scrollY") + drawing_page.page.locator(
            "#paper"
        ).bounding_box()["y"] == pytest.approx(top)


@pytest.mark.parametrize("network", ["Small", "Large"])
def test_why_leads_to_the_explanation_of_the_same_drawing(drawing_page, network):
    drawing_page.page.get_by_text(network, exact=True).click()
    drawing_page.draw(*DIGITS[4])
    drawing_page.wait_for_digit(4)
    drawing_page.settle()

    drawing_page.page.get_by_role("link", name="Why?").click()

    drawing_page.page.get_by_role("heading", name="Inside the network").wait_for()
    expect(drawing_page.model(network)).to_be_checked()
    detail = drawing_page.page.locator(".unit-detail:not([hidden]) h3")
    detail.filter(has_text="Output").wait_for()
    assert detail.locator("input").input_value() == "4"
    assert drawing_page.ink_at(DIGITS[4][0][0])

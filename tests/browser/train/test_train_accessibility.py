"""Accessibility of the training page."""

import re

import pytest

from tests.browser.expect import expect
from tests.browser.pages.train_page import LONG, SMALL, TrainPage
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = [pytest.mark.browser, pytest.mark.mnist]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_in_any_state_finds_no_violations(empty_server, new_tab, scheme, viewport):
    train_page = TrainPage(new_tab(color_scheme=scheme, viewport=viewport)).open()
    assert violations(train_page.drawing_page) == []

    train_page.train_run(name="First")
    train_page.train_run(name="Second", seed=2)
    train_page.open()
    train_page.row("First").get_by_role("checkbox").check()
    train_page.page.locator("details").evaluate_all(
        "all => all.forEach(details => { details.open = true; })"
    )
    train_page.page.locator(".why").evaluate_all("all => all.forEach(button => button.click())")
    train_page.fill(epochs=0)
    train_page.page.locator("#mistakes canvas").first.wait_for()
    train_page.page.locator("#compare tbody tr").nth(1).wait_for()
    assert violations(train_page.drawing_page) == []
    assert train_page.page.evaluate("document.documentElement.scrollWidth") == viewport["width"]

    train_page.button("Delete Second").click()
    assert violations(train_page.drawing_page) == []


@pytest.mark.parametrize("width", [320, 390, 780, 1024, 1920])
def test_page_at_any_width_does_not_scroll_horizontally(empty_server, new_tab, width):
    train_page = TrainPage(new_tab(viewport={"width": width, "height": 700})).open()
    train_page.start(**LONG, name="W" * 40)
    train_page.wait_for_epochs(1)
    train_page.button("Pause").click()
    train_page.wait_for_status("Paused")

    assert train_page.page.evaluate("document.documentElement.scrollWidth") == width


def test_training_by_keyboard_alone_works(train_page):
    train_page.page.locator("#hidden").focus()
    train_page.press("ControlOrMeta+a")
    train_page.page.keyboard.type("40, 10")
    train_page.press("Tab")
    assert (
        train_page.page.evaluate("document.activeElement.ariaLabel")
        == "About weight initialisation"
    )
    train_page.fill(epochs=200, images=20_000)
    train_page.page.locator("#epochs").press("Enter")

    train_page.wait_for_status("Training: epoch")
    assert train_page.page.evaluate("document.activeElement.id") == "run-title"
    train_page.press("p")
    train_page.wait_for_status("Paused")
    before = train_page.step
    train_page.press("s")
    train_page.page.locator("#status", has_text=f", {before + 1:,} of").wait_for()
    train_page.press("p")
    train_page.wait_for_status("Training: epoch")
    train_page.button("Stop").press("Enter")
    train_page.wait_for_status("Stopped")


def test_single_key_shortcuts_are_off_in_fields_and_can_be_disabled(train_page):
    train_page.start(**LONG)
    train_page.wait_for_status("Training: epoch")
    train_page.page.locator("#name").press("p")
    assert train_page.page.locator("#name").input_value() == "p"

    train_page.button("Help and keyboard shortcuts").click()
    train_page.page.get_by_label("Enable single-key shortcuts").uncheck()
    train_page.press("Escape")
    train_page.page.locator("#run-title").focus()
    train_page.press("p")
    train_page.page.wait_for_timeout(300)
    assert train_page.status.startswith("Training: epoch")


def test_arrow_keys_step_through_chart_values(train_page):
    train_page.train_run()
    train_page.open()
    train_page.wait_for_epochs(2)
    train_page.page.get_by_role("group", name="Chart: accuracy").focus()

    train_page.press("ArrowRight")
    expect(train_page.announcement).to_contain_text("Training ")
    train_page.press("ArrowLeft")
    train_page.press("Shift+ArrowRight")
    expect(train_page.announcement).to_contain_text("Validation ")


def test_arrow_keys_announce_weights_unit_by_unit(train_page):
    train_page.train_run()
    train_page.open()
    train_page.page.get_by_role("img", name="Weights of all 32 units as images").focus()

    train_page.press("ArrowRight")
    train_page.press("ArrowDown")

    expect(train_page.announcement).to_contain_text("Unit 11: weights from −")


def test_state_changes_are_announced_and_numbers_are_not(train_page):
    train_page.page.evaluate(
        "window.texts = []; new MutationObserver(() => texts.push(announcement.textContent))"
        ".observe(announcement, { childList: true })"
    )
    train_page.start(**SMALL | {"images": 5000, "epochs": 20}, name="Quiet")
    train_page.wait_for_announcement("Quiet has finished")

    texts = train_page.page.evaluate("texts")
    assert 1 <= len(texts) <= 3
    assert re.search(r"Validation accuracy \d+\.\d\s%\.$", texts[-1])


def test_reduced_motion_disables_transitions(empty_server, new_tab):
    train_page = TrainPage(new_tab(reduced_motion="reduce")).open()
    train_page.start(**LONG)
    train_page.wait_for_epochs(1)

    durations = train_page.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}
    assert train_page.page.evaluate("document.getAnimations().length") == 0

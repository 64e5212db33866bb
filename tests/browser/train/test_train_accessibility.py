"""Accessibility of the training page."""

import re

import pytest

from tests.browser.pages.train_page import LONG, SMALL, TrainPage
from tests.browser.test_accessibility import SCHEMES, VIEWPORTS, violations

pytestmark = [pytest.mark.browser, pytest.mark.mnist]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", VIEWPORTS, ids=["narrow", "wide"])
def test_axe_in_any_state_finds_no_violations(emptied, visit, scheme, viewport):
    lab = TrainPage(visit(color_scheme=scheme, viewport=viewport)).open()
    assert violations(lab.drawing_page) == []

    lab.train_run(name="First")
    lab.train_run(name="Second", seed=2)
    lab.open()
    lab.row("First").get_by_role("checkbox").check()
    lab.page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    lab.page.locator(".why").evaluate_all("all => all.forEach(each => each.click())")
    lab.fill(epochs=0)
    lab.page.locator("#mistakes canvas").first.wait_for()
    lab.page.locator("#compare tbody tr").nth(1).wait_for()
    assert violations(lab.drawing_page) == []
    assert lab.page.evaluate("document.documentElement.scrollWidth") == viewport["width"]

    lab.button("Delete Second").click()
    assert violations(lab.drawing_page) == []


@pytest.mark.parametrize("width", [320, 390, 780, 1024, 1920])
def test_page_at_any_width_does_not_scroll_horizontally(emptied, visit, width):
    lab = TrainPage(visit(viewport={"width": width, "height": 700})).open()
    lab.start(**LONG, name="W" * 40)
    lab.wait_for_epochs(1)
    lab.button("Pause").click()
    lab.wait_for_status("Paused")

    assert lab.page.evaluate("document.documentElement.scrollWidth") == width


def test_training_by_keyboard_alone_works(lab):
    lab.page.locator("#hidden").focus()
    lab.press("ControlOrMeta+a")
    lab.page.keyboard.type("40, 10")
    lab.press("Tab")
    assert lab.page.evaluate("document.activeElement.ariaLabel") == "About weight initialisation"
    lab.fill(epochs=200, images=20_000)
    lab.page.locator("#epochs").press("Enter")

    lab.wait_for_status("Training: epoch")
    assert lab.page.evaluate("document.activeElement.id") == "run-title"
    lab.press("p")
    lab.wait_for_status("Paused")
    before = lab.step
    lab.press("s")
    lab.page.locator("#status", has_text=f", {before + 1:,} of").wait_for()
    lab.press("p")
    lab.wait_for_status("Training: epoch")
    lab.button("Stop").press("Enter")
    lab.wait_for_status("Stopped")


def test_single_key_shortcuts_are_off_in_fields_and_can_be_disabled(lab):
    lab.start(**LONG)
    lab.wait_for_status("Training: epoch")
    lab.page.locator("#name").press("p")
    assert lab.page.locator("#name").input_value() == "p"

    lab.button("Help and keyboard shortcuts").click()
    lab.page.get_by_label("Enable single-key shortcuts").uncheck()
    lab.press("Escape")
    lab.page.locator("#run-title").focus()
    lab.press("p")
    lab.page.wait_for_timeout(300)
    assert lab.status.startswith("Training: epoch")


def test_arrow_keys_step_through_chart_values(lab):
    lab.train_run()
    lab.open()
    lab.wait_for_epochs(2)
    lab.page.get_by_role("group", name="Chart: accuracy").focus()

    lab.press("ArrowRight")
    lab.wait_for_announcement("Training ")
    lab.press("ArrowLeft")
    lab.press("Shift+ArrowRight")
    lab.wait_for_announcement("Validation ")


def test_arrow_keys_announce_weights_unit_by_unit(lab):
    lab.train_run()
    lab.open()
    lab.page.get_by_role("img", name="Weights of all 32 units as images").focus()

    lab.press("ArrowRight")
    lab.press("ArrowDown")

    lab.wait_for_announcement("Unit 12: weights from −")


def test_state_changes_are_announced_and_numbers_are_not(lab):
    lab.page.evaluate(
        "window.texts = []; new MutationObserver(() => texts.push(announcement.textContent))"
        ".observe(announcement, { childList: true })"
    )
    lab.start(**SMALL | {"images": 5000, "epochs": 20}, name="Quiet")
    lab.wait_for_announcement("Quiet has finished")

    texts = lab.page.evaluate("texts")
    assert 1 <= len(texts) <= 3
    assert re.search(r"Validation accuracy \d+\.\d\s%\.$", texts[-1])


def test_reduced_motion_disables_transitions(emptied, visit):
    lab = TrainPage(visit(reduced_motion="reduce")).open()
    lab.start(**LONG)
    lab.wait_for_epochs(1)

    durations = lab.page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element).transitionDuration)"
    )
    assert set(durations) == {"0s"}
    assert lab.page.evaluate("document.getAnimations().length") == 0

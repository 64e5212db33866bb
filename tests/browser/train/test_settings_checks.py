"""Six checks of the settings on the training page."""

import pytest

from tests.browser.expect import expect
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.mnist]

TIMEOUT_MS = 60_000
BUTTON = "Why doesn\u2019t it learn?"


def test_settings_that_do_not_learn_show_what_to_mend_first(train_page):
    train_page.fill(hidden="30", initialisation="zeros", optimizer="sgd", learning_rate="0.5")
    train_page.button(BUTTON).click()

    status = train_page.page.locator("#checks-status")
    expect(status).to_have_text(
        "Fix this first: saturation and symmetry. Checked with 1,000 MNIST images.",
        timeout=TIMEOUT_MS,
    )
    items = train_page.page.locator("#checks li")
    assert items.evaluate_all("all => all.map(item => item.dataset.state)") == [
        *["passed", "passed", "passed", "failed", "passed", "failed"]
    ]
    first = train_page.page.locator("#checks [aria-current=true]")
    expect(first).to_contain_text("Saturation and symmetry: fails")
    expect(first).to_contain_text("Start with random weights")
    expect(train_page.page.locator("#announcement")).to_contain_text("Fix this first")
    assert violations(train_page) == []

    train_page.fill(initialisation="xavier")
    expect(items).to_have_count(0)
    train_page.button(BUTTON).click()
    expect(status).to_contain_text("All six checks pass.", timeout=TIMEOUT_MS)
    assert train_page.ask("/lab/runs") == {"runs": []}


def test_invalid_settings_are_not_checked_and_the_first_is_focused(train_page):
    train_page.fill(hidden="0")
    train_page.button(BUTTON).click()

    assert train_page.page.evaluate("document.activeElement.id") == "hidden"
    expect(train_page.page.locator("#checks-status")).to_be_empty()


def test_network_that_is_too_large_to_check_is_told_so(train_page, console_errors):
    train_page.fill(hidden="1024, 1024, 1024")
    train_page.button(BUTTON).click()

    expect(train_page.page.locator("#checks-status")).to_contain_text(
        "expected a network of at most 2,000,000 weights", timeout=TIMEOUT_MS
    )
    console_errors[:] = [text for text in console_errors if "status of 422" not in text]

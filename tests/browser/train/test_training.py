"""Training from the form to a usable model."""

import re

import pytest

from tests.browser.digits import DIGITS
from tests.browser.expect import expect
from tests.browser.pages.train_page import LONG, SMALL

pytestmark = [pytest.mark.browser, pytest.mark.mnist]

GOOD = {"hidden": [64], "images": 5000, "epochs": 6, "batch_size": 50, "learning_rate": 0.005}


def test_trained_network_reaches_90_percent_and_predicts_drawings(train_page):
    name = train_page.start(**GOOD, name="Mine")
    train_page.wait_for_status("Finished: 6 epochs, 600 of 600 steps")
    assert train_page.accuracy >= 90

    train_page.page.get_by_role("link", name="Use this model", exact=True).click()
    drawing_page = train_page.drawing_page
    drawing_page.page.locator("#facts", has_text="784 → 64 → 10").wait_for()
    with drawing_page.page.expect_request(f"**/predict?model={name}*"):
        drawing_page.draw(*DIGITS[1])
    drawing_page.wait_for_digit(1)
    expect(drawing_page.model("Mine")).to_be_checked()


def test_page_shows_the_events_of_the_run(train_page):
    name = train_page.start(**SMALL)
    train_page.wait_for_status("Finished")
    train_page.wait_for_epochs(2)

    epochs = [e["data"] for e in history(train_page, name) if e["event"] == "epoch"]
    rows = train_page.table("curves-table")
    assert [row[0] for row in rows] == ["1", "2"]
    assert [row[2] for row in rows] == [figure(e["validation"]["loss"]) for e in epochs]
    assert [row[4] for row in rows] == [percent(e["validation"]["accuracy"]) for e in epochs]
    matrix = train_page.table("confusion")
    assert [[int(n) for n in row[1:]] for row in matrix] == epochs[-1]["confusion"]
    mistakes = train_page.page.locator("#mistakes li")
    mistakes.first.wait_for()
    assert mistakes.count() == len(epochs[-1]["mistakes"]) > 0
    worst = epochs[-1]["mistakes"][0]
    assert mistakes.first.inner_text().split("\n")[0] == (
        f"{worst['label']} predicted as {worst['digit']}"
    )


def test_gradients_and_units_are_available_as_tables(train_page):
    name = train_page.start(**SMALL)
    train_page.wait_for_status("Finished")
    train_page.wait_for_epochs(2)
    for table in ("gradients-table", "weights-table"):
        train_page.page.locator(f"#{table} summary").click()
        train_page.page.locator(f"#{table} tbody tr").first.wait_for()

    last = [e["data"] for e in history(train_page, name) if e["event"] == "batch"][-1]
    assert train_page.table("gradients-table")[-1][0] == str(last["step"])
    assert train_page.table("gradients-table")[-1][1:3] == [
        figure(size) for size in last["gradients"]
    ]
    assert len(train_page.table("weights-table")) == 32


def test_deep_sigmoid_network_shows_the_vanishing_gradient(train_page):
    train_page.start(**SMALL | {"hidden": [32, 16, 16]})
    train_page.wait_for_status("Finished")

    words = train_page.page.locator("#gradients-words", has_text="times smaller")
    words.wait_for()
    ratio = float(re.search(r"about ([\d.]+) times smaller", words.inner_text()).group(1))
    assert ratio > 4


def test_run_paused_stepped_resumed_and_stopped_follows_its_buttons(train_page):
    name = train_page.start(**LONG)
    train_page.wait_for_status("Training: epoch")

    train_page.button("Pause").click()
    train_page.wait_for_status("Paused")
    train_page.wait_for_announcement("is paused")
    paused_at = train_page.ask(f"/lab/runs/{name}")["step"]
    train_page.page.locator("#status", has_text=f", {paused_at:,} of").wait_for()

    train_page.button("Step").click()
    train_page.page.locator("#status", has_text=f", {paused_at + 1:,} of").wait_for()
    train_page.wait_for_announcement(f"Step {paused_at + 1}: loss ")
    assert train_page.status.startswith("Paused")
    assert train_page.ask(f"/lab/runs/{name}")["step"] == paused_at + 1

    train_page.button("Resume").click()
    train_page.wait_for_status("Training: epoch")
    train_page.wait_for_announcement("is training")
    train_page.page.wait_for_function(
        "step => Number(document.querySelector('#status').textContent"
        ".match(/([\\d,]+) of [\\d,]+ steps/)[1].replace(',', '')) > step",
        arg=paused_at + 1,
    )

    train_page.button("Stop").click()
    train_page.wait_for_status("Stopped after")
    train_page.wait_for_announcement("was stopped")
    assert not train_page.page.locator("#controls").is_visible()
    assert train_page.page.evaluate("document.activeElement.id") == "run-title"


def test_reload_during_training_loses_nothing(train_page):
    name = train_page.start(**LONG)
    train_page.wait_for_epochs(2)

    train_page.page.reload()
    train_page.wait_for_epochs(4)
    train_page.button("Stop").click()
    train_page.wait_for_status("Stopped after")

    epochs = [e["data"]["epoch"] for e in history(train_page, name) if e["event"] == "epoch"]
    train_page.wait_for_epochs(len(epochs))
    assert epochs == list(range(1, len(epochs) + 1))
    assert [int(row[0]) for row in train_page.table("curves-table")] == epochs
    assert train_page.page.url.endswith(f"/train?run={name}")


def test_typed_settings_survive_a_reload(train_page):
    train_page.fill(hidden="7, 8", seed=99, augmentation=True, schedule="cosine")

    train_page.page.reload()
    train_page.page.locator("#lab:not([hidden])").wait_for()

    assert train_page.page.locator("#hidden").input_value() == "7, 8"
    assert train_page.page.locator("#seed").input_value() == "99"
    assert train_page.page.locator("#augmentation").is_checked()
    assert train_page.page.locator("#schedule").input_value() == "cosine"


def history(train_page, name):
    return train_page.ask(f"/lab/runs/{name}/history")["events"]


def figure(value):
    """Format a number with three significant digits."""
    if value < 0.001:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa}e−{abs(int(exponent))}"
    return f"{float(f'{value:.3g}'):g}" if value < 1 else f"{value:.2f}"


def percent(share):
    return f"{100 * share:.1f}\u202f%"

"""List of runs: comparison, download, deletion and synchronization."""

import json
import re

import pytest
from safetensors.numpy import load_file

from tests.browser.expect import expect
from tests.browser.pages.train_page import LONG, TrainPage, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.mnist]


@pytest.fixture
def two_runs(train_page):
    """The page with two finished runs, the second one open."""
    train_page.train_run(name="Plain", optimizer="sgd", learning_rate=0.5)
    train_page.train_run(name="Clever")
    train_page.open()
    train_page.row("Plain").wait_for()
    train_page.page.locator("#run-title", has_text="Clever").wait_for()
    train_page.wait_for_epochs(2)
    return train_page


def test_two_runs_are_overlaid_with_distinct_lines(two_runs):
    expect(two_runs.legend).to_have_text(["Training", "Validation"])

    two_runs.row("Plain").get_by_role("checkbox").check()

    expect(two_runs.legend).to_have_text(
        ["Clever, training", "Clever, validation", "Plain, training", "Plain, validation"]
    )
    head = two_runs.page.locator("#compare thead th").all_inner_texts()
    assert head[3:5] == ["Optimiser", "Learning rate"]
    assert [row[:1] + row[3:5] for row in two_runs.table("compare")] == [
        ["Clever", "adam", "0.001"],
        ["Plain", "sgd", "0.5"],
    ]


def test_comparison_is_kept_in_the_url(two_runs):
    two_runs.row("Plain").get_by_role("checkbox").check()
    two_runs.page.locator("#compare tbody tr").nth(1).wait_for()

    two_runs.page.reload()

    two_runs.page.locator("#compare tbody tr").nth(1).wait_for()
    assert [row[0] for row in two_runs.table("compare")] == ["Clever", "Plain"]


def test_click_on_a_name_opens_the_run(two_runs):
    two_runs.page.get_by_role("link", name="Plain", exact=True).click()

    two_runs.page.locator("#run-title", has_text="Plain").wait_for()
    assert "sgd 0.5" in two_runs.page.locator("#run-settings").inner_text()
    expect(two_runs.legend).to_have_text(["Training", "Validation"])


def test_legend_button_hides_its_line(two_runs):
    expect(two_runs.legend).to_have_text(["Training", "Validation"])
    values = two_runs.page.locator("#loss .line-value")
    switch = two_runs.page.locator("#loss").get_by_role("button", name="Validation")

    switch.click()
    two_runs.page.locator("#loss .plot").hover(position={"x": 200, "y": 100})

    assert switch.get_attribute("aria-pressed") == "false"
    assert float(values.nth(0).inner_text()) > 0


def test_weights_are_downloaded_as_safetensors(two_runs, tmp_path):
    with two_runs.page.expect_download() as downloaded:
        two_runs.page.get_by_role("link", name="Download weights", exact=True).click()
    file = tmp_path / "weights.safetensors"
    downloaded.value.save_as(file)

    assert downloaded.value.suggested_filename.endswith(".safetensors")
    assert {name: W.shape for name, W in load_file(file).items()} == {
        "W1": (785, 32),
        "W2": (33, 10),
    }


def test_run_that_is_not_open_has_its_actions_in_the_list(two_runs):
    row = two_runs.row("Plain")
    expect(row.get_by_role("link", name="Use this model: Plain")).to_be_visible()
    expect(row.get_by_role("button", name="Delete Plain")).to_be_visible()
    with two_runs.page.expect_download() as downloaded:
        row.get_by_role("link", name="Download weights: Plain").click()
    assert downloaded.value.suggested_filename.endswith(".safetensors")
    expect(two_runs.page.locator("#run-title")).to_have_text("Clever")


def test_charts_without_data_show_a_text_instead_of_axes(train_page):
    train_page.page.route("**/history", lambda route: route.fulfill(json={"events": []}))
    train_page.page.route("**/lab/runs/*/events*", lambda route: None)
    train_page.start(**LONG)
    texts = train_page.page.locator(".chart-empty")
    expect(texts).to_have_text([re.compile(name) for name in ("loss", "accuracy", "gradients")])
    assert [text.is_visible() for text in texts.all()] == [True] * 3
    assert train_page.page.locator(".uplot:visible").count() == 0

    train_page.page.unroute_all()
    train_page.page.reload()

    expect(train_page.page.locator(".uplot:visible")).to_have_count(3)
    assert train_page.page.locator(".chart-empty:visible").count() == 0


def test_delete_dialog_shows_what_is_lost_and_can_be_cancelled(two_runs):
    two_runs.button("Delete Clever").click()
    dialog = two_runs.page.get_by_role("dialog", name="Delete Clever?")
    assert "cannot be undone" in dialog.inner_text()
    assert two_runs.page.evaluate("document.activeElement.textContent") == "Cancel"

    two_runs.press("Escape")

    assert two_runs.rows() == ["Clever", "Plain"]


def test_deleted_run_removes_its_model(two_runs):
    names = {model["name"] for model in two_runs.ask("/models")["models"]}
    two_runs.button("Delete Clever").click()
    two_runs.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()

    two_runs.row("Clever").wait_for(state="detached")
    two_runs.wait_for_announcement("Clever is deleted.")
    two_runs.page.locator("#run-title", has_text="Plain").wait_for()
    assert len(names - {model["name"] for model in two_runs.ask("/models")["models"]}) == 1


def test_deleting_a_running_run_stops_it(train_page):
    name = train_page.start(**LONG, name="Endless")
    train_page.wait_for_epochs(1)

    train_page.button("Delete Endless").click()
    assert "stopped first" in train_page.page.get_by_role("dialog").inner_text()
    train_page.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()

    train_page.page.get_by_role("heading", name="Nothing to show yet").wait_for()
    assert train_page.ask(f"/lab/runs/{name}")["status"] == 404


def test_suspended_run_explains_that_it_cannot_resume_yet(train_page, console_errors):
    train_page.start(**LONG, name="First")
    train_page.wait_for_epochs(1)
    train_page.button("Pause").click()
    train_page.wait_for_status("Paused")
    train_page.start(name="Second")
    train_page.wait_for_status("Training")

    train_page.page.get_by_role("link", name="First", exact=True).click()
    trouble = train_page.page.locator("#trouble")
    expect(trouble).to_contain_text("Suspended to make room for another run")
    train_page.button("Resume").click()

    expect(trouble).to_contain_text("pause or stop one first")
    train_page.wait_for_announcement("pause or stop one first")
    console_errors[:] = [text for text in console_errors if "status of 409" not in text]


def test_two_windows_stay_in_sync(train_page, new_tab):
    other = TrainPage(new_tab()).open()
    train_page.start(**LONG, name="Shared")

    other.row("Shared").wait_for()
    other.wait_for_epochs(2)
    other.button("Pause").click()
    train_page.wait_for_status("Paused")
    train_page.wait_for_announcement("Shared is paused")

    train_page.button("Delete Shared").click()
    train_page.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(other.page.get_by_role("heading", name="Nothing to show yet")).to_be_visible()


def test_charts_zoom_together_and_show_values(train_page):
    train_page.train_run(epochs=12)
    train_page.open()
    train_page.wait_for_epochs(12)
    loss, accuracy = (train_page.page.locator(f"#{name} .plot") for name in ("loss", "accuracy"))
    place = train_page.page.locator("#accuracy .line-at")

    def first():
        """Return the smallest epoch in the chart."""
        train_page.page.mouse.move(0, 0)
        accuracy.hover(position={"x": 70, "y": 100})
        train_page.drawing_page.frames()
        return float(place.inner_text().removeprefix("Epoch ") or "nan")

    wait_until(lambda: first() <= 1)
    box = loss.bounding_box()
    train_page.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 80)
    train_page.page.mouse.down()
    train_page.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 80, steps=4)
    train_page.page.mouse.up()
    wait_until(lambda: first() > 5)

    train_page.button("All").click()
    wait_until(lambda: first() <= 1)
    assert first() <= 1


def test_run_name_with_markup_is_escaped(train_page):
    name = "<b>bold</b> & 'quoted'"
    train_page.train_run(name=name)
    train_page.open()

    train_page.row(name).wait_for()
    assert train_page.page.locator("#run-title").inner_text() == name
    assert json.dumps(train_page.rows()) == json.dumps([name])

"""List of runs: comparison, download, deletion and synchronization."""

import json

import pytest
from safetensors.numpy import load_file

from tests.browser.pages.train_page import LONG, TrainPage, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.mnist]


@pytest.fixture
def two(lab):
    """The page with two finished runs, the second one open."""
    lab.train_run(name="Plain", optimizer="sgd", learning_rate=0.5)
    lab.train_run(name="Clever")
    lab.open()
    lab.row("Plain").wait_for()
    lab.page.locator("#run-title", has_text="Clever").wait_for()
    lab.wait_for_epochs(2)
    return lab


def test_two_runs_are_overlaid_with_distinct_lines(two):
    two.wait_for_legend("Training", "Validation")

    two.row("Plain").get_by_role("checkbox").check()

    two.wait_for_legend(
        "Clever, training", "Clever, validation", "Plain, training", "Plain, validation"
    )
    head = two.page.locator("#compare thead th").all_inner_texts()
    assert head[3:5] == ["Optimiser", "Learning rate"]
    assert [row[:1] + row[3:5] for row in two.table("compare")] == [
        ["Clever", "adam", "0.003"],
        ["Plain", "sgd", "0.5"],
    ]


def test_comparison_is_kept_in_the_url(two):
    two.row("Plain").get_by_role("checkbox").check()
    two.page.locator("#compare tbody tr").nth(1).wait_for()

    two.page.reload()

    two.page.locator("#compare tbody tr").nth(1).wait_for()
    assert [row[0] for row in two.table("compare")] == ["Clever", "Plain"]


def test_click_on_a_name_opens_the_run(two):
    two.page.get_by_role("link", name="Plain", exact=True).click()

    two.page.locator("#run-title", has_text="Plain").wait_for()
    assert "sgd 0.5" in two.page.locator("#run-settings").inner_text()
    two.wait_for_legend("Training", "Validation")


def test_legend_button_hides_its_line(two):
    two.wait_for_legend("Training", "Validation")
    values = two.page.locator("#loss .line-value")
    switch = two.page.locator("#loss").get_by_role("button", name="Validation")

    switch.click()
    two.page.locator("#loss .plot").hover(position={"x": 200, "y": 100})

    assert switch.get_attribute("aria-pressed") == "false"
    assert float(values.nth(0).inner_text()) > 0


def test_weights_are_downloaded_as_safetensors(two, tmp_path):
    with two.page.expect_download() as downloaded:
        two.page.get_by_role("link", name="Download weights", exact=True).click()
    file = tmp_path / "weights.safetensors"
    downloaded.value.save_as(file)

    assert downloaded.value.suggested_filename.endswith(".safetensors")
    assert {name: W.shape for name, W in load_file(file).items()} == {
        "W1": (785, 32),
        "W2": (33, 10),
    }


def test_delete_dialog_shows_what_is_lost_and_can_be_cancelled(two):
    two.button("Delete Clever").click()
    dialog = two.page.get_by_role("dialog", name="Delete Clever?")
    assert "cannot be undone" in dialog.inner_text()
    assert two.page.evaluate("document.activeElement.textContent") == "Cancel"

    two.press("Escape")

    assert two.rows() == ["Clever", "Plain"]


def test_deleted_run_removes_its_model(two):
    names = {model["name"] for model in two.ask("/models")["models"]}
    two.button("Delete Clever").click()
    two.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()

    two.row("Clever").wait_for(state="detached")
    two.wait_for_announcement("Clever is deleted.")
    two.page.locator("#run-title", has_text="Plain").wait_for()
    assert len(names - {model["name"] for model in two.ask("/models")["models"]}) == 1


def test_deleting_a_running_run_stops_it(lab):
    name = lab.start(**LONG, name="Endless")
    lab.wait_for_epochs(1)

    lab.button("Delete Endless").click()
    assert "stopped first" in lab.page.get_by_role("dialog").inner_text()
    lab.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()

    lab.page.get_by_role("heading", name="Nothing to show yet").wait_for()
    assert lab.ask(f"/lab/runs/{name}")["status"] == 404


def test_suspended_run_explains_that_it_cannot_resume_yet(lab, console_errors):
    lab.start(**LONG, name="First")
    lab.wait_for_epochs(1)
    lab.button("Pause").click()
    lab.wait_for_status("Paused")
    lab.start(name="Second")
    lab.wait_for_status("Training")

    lab.page.get_by_role("link", name="First", exact=True).click()
    trouble = lab.page.locator("#trouble")
    trouble.filter(has_text="Suspended to make room for another run").wait_for()
    lab.button("Resume").click()

    trouble.filter(has_text="pause or stop one first").wait_for()
    lab.wait_for_announcement("pause or stop one first")
    console_errors[:] = [text for text in console_errors if "status of 409" not in text]


def test_two_windows_stay_in_sync(lab, visit):
    other = TrainPage(visit()).open()
    lab.start(**LONG, name="Shared")

    other.row("Shared").wait_for()
    other.wait_for_epochs(2)
    other.button("Pause").click()
    lab.wait_for_status("Paused")
    lab.wait_for_announcement("Shared is paused")

    lab.button("Delete Shared").click()
    lab.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    other.page.get_by_role("heading", name="Nothing to show yet").wait_for()


def test_charts_zoom_together_and_show_values(lab):
    lab.train_run(epochs=12)
    lab.open()
    lab.wait_for_epochs(12)
    loss, accuracy = (lab.page.locator(f"#{name} .plot") for name in ("loss", "accuracy"))
    place = lab.page.locator("#accuracy .line-at")

    def first():
        """Return the smallest epoch in the chart."""
        lab.page.mouse.move(0, 0)
        accuracy.hover(position={"x": 70, "y": 100})
        lab.drawing_page.frames()
        return float(place.inner_text().removeprefix("Epoch ") or "nan")

    wait_until(lambda: first() <= 1)
    box = loss.bounding_box()
    lab.page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 80)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 80, steps=4)
    lab.page.mouse.up()
    wait_until(lambda: first() > 5)

    lab.button("All").click()
    wait_until(lambda: first() <= 1)


def test_run_name_with_markup_is_escaped(lab):
    name = "<b>bold</b> & 'quoted'"
    lab.train_run(name=name)
    lab.open()

    lab.row(name).wait_for()
    assert lab.page.locator("#run-title").inner_text() == name
    assert json.dumps(lab.rows()) == json.dumps([name])

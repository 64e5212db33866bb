"""Correcting an answer: buttons, keys, undo, and what is said about it."""

import re

import pytest

from tests.browser.digits import DIGITS
from tests.browser.expect import expect
from tests.browser.test_numbers import figures, write

pytestmark = pytest.mark.browser

LEARN_MS = 240_000


@pytest.fixture
def corrected(drawing_page):
    """The page with a seven, and the question for the right label."""
    drawing_page.draw(*DIGITS[7])
    summary = drawing_page.page.locator("#correction summary")
    expect(summary).to_be_visible()
    summary.click()
    yield drawing_page
    for one in listed(drawing_page):
        drawing_page.page.request.delete(f"{drawing_page.url}corrections/{one['id']}")


def listed(drawing_page):
    return drawing_page.page.request.get(drawing_page.url + "corrections").json()["corrections"]


def status(drawing_page):
    return drawing_page.page.locator("#correction [data-part=status]")


def test_nothing_is_kept_before_a_button_is_pressed(corrected):
    assert listed(corrected) == []
    expect(corrected.page.locator(".correction-terms")).to_contain_text("corrections.sqlite3")


@pytest.mark.parametrize("label", ["4", "not a digit"])
def test_button_keeps_the_drawing_with_its_label_and_undo_deletes_it(corrected, label):
    corrected.button(label).click()
    expect(status(corrected)).to_contain_text(f"Kept as {label}")
    expect(corrected.button(label)).to_have_attribute("aria-pressed", "true")
    [kept] = listed(corrected)
    assert (str(kept["label"]), kept["answer"], kept["state"]) == (label, 7, "accepted")
    corrected.button("Undo").last.click()
    expect(status(corrected)).to_have_text("Deleted.")
    assert listed(corrected) == []


def test_second_label_of_the_same_drawing_replaces_the_first(corrected):
    corrected.button("4").click()
    expect(status(corrected)).to_contain_text("Kept as 4")
    corrected.button("2").click()
    expect(status(corrected)).to_contain_text("Kept as 2")
    assert [one["label"] for one in listed(corrected)] == [2]


def test_digit_key_labels_while_the_question_is_open(corrected):
    corrected.press("9")
    expect(status(corrected)).to_contain_text("Kept as 9")
    corrected.page.locator("#correction summary").click()
    corrected.press("4")
    corrected.page.locator("#correction summary").click()
    expect(status(corrected)).to_contain_text("Kept as 9")


def test_digit_key_labels_the_chosen_digit_of_a_number(drawing_page, load_errors_ignored):
    write(drawing_page, "47")
    drawing_page.page.locator("#correction summary").click()
    for index in range(2):  # one of them was chosen already
        drawing_page.page.locator("#number label").nth(index).click()
    drawing_page.press("9")
    expect(status(drawing_page)).to_contain_text("Kept as 9")
    expect(figures(drawing_page)).to_have_text(["4", "9"])
    [kept] = listed(drawing_page)
    assert (kept["label"], kept["answer"]) == (9, 7)
    drawing_page.button("Undo").last.click()
    expect(status(drawing_page)).to_have_text("Deleted.")


def test_digit_key_does_nothing_where_single_keys_are_disabled(corrected):
    corrected.press("?")
    corrected.page.get_by_label("Enable single-key shortcuts").uncheck()
    corrected.button("Close help").click()
    corrected.press("9")
    corrected.button("4").click()
    expect(status(corrected)).to_contain_text("Kept as 4")
    assert [one["label"] for one in listed(corrected)] == [4]


def test_next_drawing_is_asked_about_anew(corrected):
    corrected.button("4").click()
    expect(status(corrected)).to_contain_text("Kept as 4")
    corrected.sample(3)
    expect(status(corrected)).to_be_empty()
    corrected.press("Delete")
    expect(corrected.page.locator("#correction")).to_be_hidden()
    assert len(listed(corrected)) == 1


def test_correction_that_fails_says_why(corrected, load_errors_ignored):
    problem = {"type": "/problems/database-unavailable", "detail": "The database is gone."}
    corrected.page.route("**/corrections?*", lambda route: route.fulfill(status=503, json=problem))
    corrected.button("4").click()
    expect(status(corrected)).to_have_text("The database is gone.")


def test_error_of_nothing_to_learn_goes_when_a_correction_is_kept(corrected, load_errors_ignored):
    result = corrected.page.locator("#correction [data-part=learning]")
    corrected.button("Learn the corrections").click()
    expect(result).to_have_text("There are no accepted corrections to learn.")
    corrected.button("4").click()
    expect(status(corrected)).to_contain_text("Kept as 4")
    expect(result).to_be_empty()


EIGHT = [(180, 70), (120, 70), (170, 150), (110, 220), (180, 220), (120, 150), (180, 70)]
"""An angular eight that the network takes for a one."""


@pytest.fixture
def misread(drawing_page):
    """The page with a drawing that is read wrongly, and the question for the right label."""
    drawing_page.draw(EIGHT)
    drawing_page.page.locator("#correction summary").click()
    yield drawing_page
    for one in listed(drawing_page):
        drawing_page.page.request.delete(f"{drawing_page.url}corrections/{one['id']}")


@pytest.mark.slow
def test_network_learns_a_correction_and_forgets_another(misread):
    result = misread.page.locator("#correction [data-part=learning]")

    def learn(count: int) -> str:
        misread.button("Learn the corrections").click()
        expect(result).to_contain_text(f"Learnt as seed-c{count}", timeout=LEARN_MS)
        return result.inner_text()

    def version(text: str) -> str:
        return re.search(r"Version ([0-9a-f]{12})\.$", text)[1]

    misread.button("8").click()
    expect(status(misread)).to_contain_text("Kept as 8")
    only_the_first = learn(1)
    assert re.search(r"This drawing: 1 at .* before, 8 at .* now", only_the_first)
    misread.button("Make seed-c1 the default").click()
    expect(result).to_contain_text("seed-c1 is the default now")
    expect(misread.page.locator("#models input:checked, #models select")).to_have_value("seed-c1")
    misread.button("Back to the base network").click()
    expect(result).to_contain_text("The base network is the default now")
    expect(misread.page.locator("#models input:checked, #models select")).to_have_value("seed")
    misread.sample(3)
    expect(status(misread)).to_be_empty()
    misread.button("3").click()
    expect(status(misread)).to_contain_text("Kept as 3")
    assert version(learn(2)) != version(only_the_first)
    misread.button("Undo").last.click()
    expect(status(misread)).to_have_text("Deleted.")
    expect(result).to_contain_text("Learn again from the corrections that are left")
    assert version(learn(1)) == version(only_the_first)

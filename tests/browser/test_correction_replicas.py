"""Corrections on two replicas with PostgreSQL: made in one, learnt, and taken back in the other."""

from contextlib import ExitStack

import pytest

from tests.browser.conftest import LAPTOP, watch_page
from tests.browser.expect import expect
from tests.browser.server import Server
from tests.browser.test_correction import EIGHT, LEARN_MS, listed, status

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def pages(chromium, postgresql, console_errors, tmp_path):
    """The drawing pages of two services that share a database."""
    url = postgresql.new_database()
    with ExitStack() as stack:
        opened = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            environment = {"INKLING_DATABASE_URL": url}
            server = Server(tmp_path / name / "output.txt", environment=environment)
            stack.callback(server.stop)
            server.start()
            context = chromium.new_context(**LAPTOP)
            stack.callback(context.close)
            page = watch_page(context.new_page(), server.url, console_errors)
            opened.append(stack.enter_context(page).open())
        yield opened


def learn(page, version):
    """Press the button, and return the start of the SHA-256 of the version that this makes."""
    result = page.page.locator("#correction [data-part=learning]")
    page.button("Learn the corrections").click()
    expect(result).to_contain_text(f"Learnt as {version}", timeout=LEARN_MS)
    return result.inner_text().rpartition("Version ")[2]


def open_question(page):
    summary = page.page.locator("#correction summary")
    expect(summary).to_be_visible()
    summary.click()


def reload_until(page, default):
    """Open the page anew once its service answers with this default; the drawing is restored."""
    learning = page.page.request.get(f"{page.url}learn").json()  # takes over what is new
    assert learning["default"] == default
    page.reload()


def test_what_one_replica_learnt_answers_in_both_and_the_other_takes_it_back(pages):
    first, second = pages
    for page in pages:
        page.draw(EIGHT)
        page.wait_for_digit(1)
    second.sample(3)
    open_question(second)
    second.button("3").click()
    expect(status(second)).to_contain_text("Kept as 3")
    former = learn(second, "seed-c1")

    open_question(first)
    first.button("8").click()
    expect(status(first)).to_contain_text("Kept as 8")
    assert learn(first, "seed-c2") != former
    first.button("Make seed-c2 the default").click()
    first.wait_for_digit(8)
    second.press("Delete")
    second.wait_for_blank()
    second.draw(EIGHT)
    reload_until(second, "seed-c2")
    second.wait_for_digit(8)

    [eight] = [one["id"] for one in listed(second) if one["label"] == 8]
    assert second.page.request.delete(f"{second.url}corrections/{eight}").status == 204
    for page in pages:
        reload_until(page, None)
        page.wait_for_digit(1)
        assert [one["label"] for one in listed(page)] == [3]
    open_question(second)
    assert learn(second, "seed-c1") == former

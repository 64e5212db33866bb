"""Lessons: a link that holds a drawing, label, step, mistake and lines."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.expect import expect
from tests.browser.pages.backward_page import STEP, BackwardPage
from tests.browser.pages.check_mine_section import CheckMineSection
from tests.browser.pages.inside_page import InsidePage

pytestmark = pytest.mark.browser

WRONG_LINE = "dW2 = A1.T @ ((P - Y) @ W3[1:].T @ (H2 * (1 - H2)).T)"


@pytest.fixture
def page(tab):
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return BackwardPage(tab, "dw2")


def copy_link(page):
    """Copy the link, and return it from the clipboard."""
    page.page.get_by_role("button", name="Copy link").click()
    expect(page.page.locator("#copy-status")).to_contain_text("Link copied.")
    return page.page.evaluate("navigator.clipboard.readText()")


def open_elsewhere(browser_context, url):
    """Open a link in a browser that has stored nothing."""
    fresh = browser_context.browser.new_context()
    other = fresh.new_page()
    other.goto(url)
    return other


def test_lesson_link_shows_the_same_in_a_fresh_browser(page):
    page.draw(3)
    page.set_label(8)
    page.page.locator("[data-mistake=bias-row] summary").click()
    CheckMineSection(page).check(WRONG_LINE)
    url = copy_link(page)
    entry = page.page.locator(f"{STEP} [data-part=result] output").first.inner_text()

    other = open_elsewhere(page.page.context, url)

    expect(other.locator("#label input:checked")).to_have_value("8")
    expect(other.locator(f"{STEP}")).to_have_attribute("data-slug", "dw2")
    expect(other.locator("#submitted-code")).to_have_value(WRONG_LINE)
    expect(other.locator("[data-diagnosis=matrix-product]")).to_be_visible()
    expect(other.locator("[data-mistake=bias-row]")).to_have_attribute("open", "")
    expect(other.locator("[data-mistake=bias-row] [data-part=outcome]").first).not_to_be_empty()
    expect(other.locator("#network .outputs")).to_be_visible()
    other.context.close()
    assert entry
    assert len(url) < 2000


def test_lesson_link_redraws_the_drawing(page):
    page.draw(5)
    url = copy_link(page)

    other = open_elsewhere(page.page.context, url)

    expect(other.locator("#label input:checked")).to_have_value(
        page.page.locator("#label input:checked").input_value()
    )
    expect(other.locator("#notice")).to_be_empty()
    fields = parse_qs(urlsplit(url).fragment)
    assert fields["step"] == ["dw2"]
    assert set(fields) == {"step", "label", "strokes"}
    other.context.close()


def test_lesson_is_not_sent_to_the_server(page):
    page.draw(1)
    url = urlsplit(copy_link(page))

    assert "strokes" in url.fragment
    assert set(parse_qs(url.query)) == {"convention", "model"}


def test_lesson_keeps_the_convention_and_presentation(page):
    page.page.get_by_label("Notation").select_option("ng")
    page.draw(2)
    url = copy_link(page)

    other = open_elsewhere(page.page.context, url + "&present=1")

    expect(other.locator(f"{STEP} [data-part=result]").first).to_have_attribute("data-code", "dW2")
    expect(other.locator("#backprop-steps")).to_have_attribute("data-convention", "ng")
    expect(other.get_by_role("button", name="End presentation")).to_be_visible()
    other.context.close()


def test_lesson_in_the_same_tab_can_be_undone(page):
    page.draw(4)
    url = copy_link(page)
    page.page.get_by_role("button", name="Clear").first.click()
    page.draw(0)
    first = page.page.locator("#label input:checked").input_value()

    page.go_to("delta2")
    page.page.evaluate("url => { location.hash = new URL(url).hash; }", url)

    expect(page.page.locator("#label input:checked")).not_to_have_value(first)
    page.page.locator("#undo").click()
    expect(page.page.locator("#label input:checked")).to_have_value(first)


def test_damaged_link_opens_the_step_and_says_what_is_wrong(tab):
    page = BackwardPage(tab, "delta2&strokes=AAA&label=12")

    expect(page.page.locator("#notice")).to_contain_text("drawing is damaged")
    expect(page.page.locator("#notice")).to_contain_text("label is not a digit")
    expect(page.page.locator(STEP)).to_have_attribute("data-slug", "delta2")


def test_link_of_a_picture_says_that_it_is_not_in_it(page, tmp_path):
    page.draw(6)
    picture = tmp_path / "six.png"
    picture.write_bytes(page.page.locator("#canvas").screenshot())
    with page.page.expect_response("**/explain*"):
        page.page.locator("#file").set_input_files(picture)
    page.page.locator("#backward:not([aria-busy=true])").wait_for()

    page.page.get_by_role("button", name="Copy link").click()

    expect(page.page.locator("#copy-status")).to_contain_text("The picture is not in it")
    assert "strokes" not in page.page.url


def test_forward_page_has_the_button(tab):
    page = InsidePage(tab)

    expect(page.page.get_by_role("button", name="Copy link")).to_be_visible()

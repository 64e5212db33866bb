"""Swagger UI at /docs is usable with assistive technology."""

import pytest

from tests.browser.test_accessibility import SCHEMES, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def docs(new_tab):
    """Return a function that opens /docs in a color scheme."""

    def docs(scheme):
        drawing_page = new_tab(color_scheme=scheme)
        drawing_page.page.goto(drawing_page.url + "docs")
        drawing_page.page.locator(".opblock").first.wait_for()
        return drawing_page

    return docs


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_on_the_list_of_operations_finds_no_violations(docs, scheme):
    drawing_page = docs(scheme)

    assert drawing_page.page.locator(".opblock").count() > 20
    assert violations(drawing_page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_on_an_open_operation_finds_no_violations(docs, scheme):
    drawing_page = docs(scheme)
    drawing_page.page.get_by_text("Check an entry of a gradient").click()
    drawing_page.page.get_by_role("textbox", name="Request body").wait_for()

    assert drawing_page.page.get_by_role("combobox", name="mistake").is_visible()
    assert violations(drawing_page) == []


def test_operation_can_be_tried_out(docs):
    page = docs("light").page
    page.get_by_text("Check liveness").click()
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table", has_text="200").wait_for()
    assert "healthz" in page.locator(".request-url").inner_text()

"""Navigation between the pages."""

import re

import pytest

PAGES = {
    "/": "Draw",
    "/sheet": "Sheet",
    "/inside": "Inside",
    "/train": "Train",
    "/report": "Report",
    "/docs": "API",
}
LINK = re.compile(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>')


def navigation(page):
    start = page.index('<nav class="pages"')
    return LINK.findall(page[start : page.index("</nav>", start)])


@pytest.mark.parametrize("path", ["/", "/sheet", "/inside", "/train", "/report", "/docs"])
def test_navigation_links_all_pages_and_marks_the_current_one(client, path):
    links = navigation(client.get(path).text)

    assert {href: name for href, _, name in links}.items() >= PAGES.items()
    assert [href for href, current, _ in links if current] == [path]


def test_navigation_of_an_unknown_address_links_all_pages_and_marks_none(client):
    links = navigation(client.get("/nope", headers={"Accept": "text/html"}).text)

    assert {href for href, _, _ in links} >= PAGES.keys()
    assert [href for href, current, _ in links if current] == []

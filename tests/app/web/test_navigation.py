"""The way from each page to every other."""

import re

import pytest

PAGES = {
    "/": "Draw",
    "/inside": "Inside",
    "/train": "Train",
    "/report": "Report",
    "/docs": "API",
}
LINK = re.compile(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>')


def navigation(page):
    start = page.index('<nav class="pages"')
    return LINK.findall(page[start : page.index("</nav>", start)])


@pytest.mark.parametrize("path", ["/", "/inside", "/train", "/report", "/docs"])
def test_page_leads_to_all_pages_and_says_which_it_is(client, path):
    links = navigation(client.get(path).text)

    assert {href: name for href, _, name in links}.items() >= PAGES.items()
    assert [href for href, current, _ in links if current] == [path]


def test_page_of_an_unknown_address_leads_to_all_pages_and_is_none(client):
    links = navigation(client.get("/nope", headers={"Accept": "text/html"}).text)

    assert {href for href, _, _ in links} >= PAGES.keys()
    assert [href for href, current, _ in links if current] == []

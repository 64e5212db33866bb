"""Choice between HTML and JSON by the header Accept."""

import pytest
from starlette.datastructures import Headers

from app.http.accept import prefers_html


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("text/html", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("application/json;q=0.5, TEXT/HTML ; level=1 ; Q=0.6", True),
        ("text/*, application/json;q=0.9", True),
        ("*/*, application/json;q=0", True),
        ("*/*", False),
        ("", False),
        ("text/html, application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("text/html;q=0, */*", False),
        ("text/html;q=0", False),
        ("image/png", False),
        ("*/*;q=1, text/html;q=0.999", False),
    ],
)
def test_html_is_preferred_if_its_weight_is_larger(accept, html):
    assert prefers_html(Headers({"Accept": accept})) is html


def test_html_is_not_preferred_without_the_header():
    assert prefers_html(Headers()) is False


def test_header_in_two_lines_is_read_as_one():
    lines = [(b"accept", b"text/html;q=0.5"), (b"accept", b"application/json")]
    assert prefers_html(Headers(raw=lines)) is False

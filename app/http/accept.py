"""Choice between HTML for browsers and JSON for programs, by the header Accept."""

import re

from starlette.datastructures import Headers

VARY = {"Vary": "Accept"}
"""Header of every reply, in HTML or JSON, of an address that has both."""

_WEIGHT = re.compile(r"(?:^|;)\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


def prefers_html(headers: Headers) -> bool:
    """Return whether a client prefers text/html to application/json (RFC 9110, 12.5.1)."""
    weights: dict[str, float] = {}
    for media_range in ",".join(headers.getlist("accept")).split(","):
        name, _, parameters = media_range.partition(";")
        weight = _WEIGHT.search(parameters)
        weights[name.strip().lower()] = float(weight[1]) if weight else 1.0
    return _weight(weights, "text/html") > _weight(weights, "application/json")


def _weight(weights: dict[str, float], media_type: str) -> float:
    """Return the weight of the most specific range that the media type is in, 0 if in none."""
    ranges = (media_type, media_type.partition("/")[0] + "/*", "*/*")
    return next((weights[name] for name in ranges if name in weights), 0.0)

"""Check of the origin of requests that change something."""

from starlette.requests import Request

from app.http.problems import CrossOrigin


def check_origin(request: Request) -> None:
    """Reject a request that a page of another origin made a browser send.

    Such a request names its page in `Origin` and `Sec-Fetch-Site`; programs send neither.

    Raises
    ------
    CrossOrigin
        If a page of another origin sent it, or its headers are malformed.
    """
    sites = request.headers.getlist("sec-fetch-site")
    origins = request.headers.getlist("origin")
    if sites:  # no page can set this header, and no proxy changes its meaning
        is_foreign = not {"same-origin", "none"}.issuperset(sites)
    else:
        host = request.headers.get("host")
        is_foreign = any(origin.partition("://")[2] != host for origin in origins)
    if is_foreign:
        origin, site = ", ".join(origins), ", ".join(sites) or "another host"
        raise CrossOrigin(
            f"expected a request from a page of this service, got one from {origin!a:.80} "
            f"({site!a:.40})"
        )

"""The one shape of errors."""

import html
import re

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from app.http import problems
from app.main import create_app
from app.openapi.schemas import ProblemDetails

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
KINDS = list(problems.PROBLEMS.values())


@pytest.fixture
def broken(settings):
    """A client of a service with three addresses more, that fail."""
    application = create_app(settings)

    @application.get("/fault")
    async def fault():
        raise RuntimeError("secret")

    @application.get("/teapot")
    async def teapot():
        raise HTTPException(418, "short and stout")

    @application.get("/typed")
    async def typed(n: int):
        return n

    with TestClient(application, raise_server_exceptions=False) as client:
        yield client


def text_of(page):
    """Return the words of an HTML page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page.text)).split())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_problem_has_a_title_and_an_error_status(kind):
    assert kind.title
    assert 400 <= kind.status <= 599


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_problem_type_has_a_description_at_its_address(client, kind):
    reply = client.get(f"/problems/{kind.code}")
    assert reply.status_code == 200
    assert reply.json()["status"] == kind.status
    assert len(reply.json()["description"]) > 20


def test_problem_types_are_listed(client):
    listed = client.get("/problems").json()
    assert [entry["type"] for entry in listed] == [f"/problems/{kind.code}" for kind in KINDS]


def test_problem_types_are_a_page_in_browsers_that_links_and_describes_each(client):
    reply = client.get("/problems", headers=BROWSER)
    assert reply.headers["content-type"].startswith("text/html")
    for kind in KINDS:
        assert f'<a href="/problems/{kind.code}">' in reply.text
        assert " ".join(problems.describe(kind).replace("`", "").split()) in text_of(reply)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_problem_type_is_a_page_in_browsers(client, kind):
    reply = client.get(f"/problems/{kind.code}", headers=BROWSER)
    assert reply.status_code == 200
    assert f"{kind.title} Status {kind.status}, /problems/{kind.code} " in text_of(reply)
    assert " ".join(problems.describe(kind).replace("`", "").split()) in text_of(reply)
    assert '<a href="/problems">' in reply.text


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize("path", ["/problems", "/problems/not-found", "/problems/nope", "/nope"])
def test_reply_as_page_or_json_varies_by_accept(client, path, accept):
    assert client.get(path, headers={"Accept": accept}).headers["vary"] == "Accept"


def test_problem_type_that_is_unknown_is_not_found(client):
    reply = client.get("/problems/nope")
    assert reply.status_code == 404
    assert "blank-drawing" in reply.json()["detail"]


@pytest.mark.parametrize("path", ["/nope", "/static/nope.js", "/docs/assets/nope", "/predict/"])
def test_address_that_is_unknown_gives_a_problem(client, path):
    reply = client.get(path)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert ProblemDetails.model_validate(reply.json()).type == "/problems/not-found"


def test_address_that_is_unknown_gives_browsers_a_page(client):
    reply = client.get("/nope", headers={"Accept": "text/html,*/*;q=0.8"})
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert "There is nothing here" in reply.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/predict", {"POST"}),
        ("DELETE", "/predict/batch", {"POST"}),
        ("POST", "/healthz", {"GET", "HEAD"}),
        ("PUT", "/", {"GET", "HEAD"}),
        ("POST", "/static/js/prediction/main.js", {"GET", "HEAD"}),
        ("OPTIONS", "/models", {"GET", "HEAD"}),
        ("PUT", "/lab/runs", {"GET", "HEAD", "POST"}),
        ("PUT", "/models/reload", {"GET", "HEAD", "POST"}),
    ],
)
def test_method_not_allowed_gives_the_allowed_ones(client, method, path, allowed):
    reply = client.request(method, path)
    assert reply.status_code == 405
    assert reply.json()["type"] == "/problems/method-not-allowed"
    assert set(reply.headers["allow"].split(", ")) == allowed


def test_fault_gives_a_problem_without_its_message(broken):
    reply = broken.get("/fault")
    assert reply.status_code == 500
    assert reply.json()["type"] == "/problems/internal-error"
    assert "secret" not in reply.text
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_http_exception_gives_a_problem_of_the_same_shape(broken):
    reply = broken.get("/teapot")
    assert reply.status_code == 418
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json() == {
        "type": "about:blank",
        "title": "I'm a Teapot",
        "status": 418,
        "detail": "short and stout",
    }


def test_query_of_invalid_type_is_named(broken):
    reply = broken.get("/typed?n=x")
    assert reply.status_code == 422
    assert reply.json()["type"] == "/problems/invalid-request"
    assert [error["loc"] for error in reply.json()["errors"]] == ["query.n"]


def test_readyz_before_the_models_are_loaded_is_503(settings):
    reply = TestClient(create_app(settings)).get("/readyz")  # not entered: no lifespan
    assert reply.status_code == 503
    assert reply.json()["type"] == "/problems/not-ready"


def test_detail_of_many_errors_names_the_first_and_the_number():
    errors = [problems.FieldError(("body", k), "expected a, got b") for k in range(30)]
    problem = problems.InvalidRequest.for_fields(errors)
    assert problem.detail == "body.0: expected a, got b (and 29 more)"
    assert len(problem.errors) == problems.MAX_ERRORS


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/nope", "Nothing is served at '/nope'."),
        ("/report?model=nope", "Expected one of the models seed, tiny, got 'nope'."),
    ],
)
def test_page_of_an_error_says_its_detail_as_a_sentence(client, address, sentence):
    reply = client.get(address, headers=BROWSER)
    assert reply.status_code == 404
    assert f" {sentence} Draw a digit" in text_of(reply)

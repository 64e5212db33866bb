"""Behind a proxy that serves Inkling under a path of its host."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.middleware.root_path import RootPathMiddleware
from app.settings import SettingsError, from_environment
from tests.support.event_loop import run

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "templates").glob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
PAGES = ["/", "/sheet", "/inside", "/report", "/sweeps", "/docs"]


@pytest.fixture(scope="module")
def prefixed(settings):
    placed = settings.model_copy(update={"root_path": "/digits"})
    with TestClient(create_app(placed)) as client:
        yield client


@pytest.mark.parametrize(
    "path", [*PAGES, "/models", "/static/js/prediction/main.js", "/docs/assets/x"]
)
def test_path_with_or_without_prefix_is_answered(prefixed, client, path):
    expected = client.get(path).status_code
    assert prefixed.get(path).status_code == expected
    assert prefixed.get("/digits" + path).status_code == expected


@pytest.mark.parametrize("path", ["/models", "/digits/models"])
def test_raw_path_has_the_prefix_once(path):
    scopes = []

    async def app(scope, receive, send):
        scopes.append(scope)

    scope = {"type": "http", "path": path, "raw_path": path.encode()}
    run(RootPathMiddleware(app, "/digits")(scope, None, None))

    assert [(scope["path"], scope["raw_path"]) for scope in scopes] == [
        ("/digits/models", b"/digits/models")
    ]


@pytest.mark.parametrize("path", [*PAGES, "/problems", "/problems/not-found", "/nope", "/a/b/c"])
def test_links_of_page_have_the_prefix(prefixed, path):
    page = prefixed.get("/digits" + path, headers={"Accept": "text/html"}).text
    links = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert len(links) > 2
    assert [link for link in links if not link.startswith(("/digits/", "#"))] == []


def test_files_of_page_are_served(prefixed):
    named = re.findall(r'(?:src|href)="([^"#?]*)"', prefixed.get("/digits/").text)
    assert {prefixed.get(name).status_code for name in named} == {200}


def test_prefix_without_slash_redirects_to_the_page(prefixed):
    reply = prefixed.get("/digits", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (308, "/digits/")
    assert "content-security-policy" in reply.headers


def test_path_that_only_begins_like_the_prefix_is_not_found(prefixed):
    assert prefixed.get("/digitsmodels").status_code == 404


def test_problem_type_has_the_prefix_and_resolves(prefixed):
    kind = prefixed.post("/digits/predict", json={}).json()["type"]
    assert kind == "/digits/problems/invalid-request"
    assert prefixed.get(kind).json()["type"] == kind


def test_openapi_server_is_the_prefix(prefixed):
    document = prefixed.get("/digits/openapi.json").json()
    assert document["servers"] == [{"url": "/digits"}]
    assert "/predict" in document["paths"]


def test_docs_take_their_script_from_the_prefix(prefixed):
    page = prefixed.get("/digits/docs").text
    assert 'src="/digits/static/js/docs/main.js"' in page  # which finds openapi.json beside static/


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_address_without_the_root(template):
    assert re.findall(r'="/[^"]*', template.read_text("utf-8")) == []


ASKING = r"""(?x)
    (?: \b(?:fetch|EventSource|URL|assign|replace|open|pushState|replaceState) \( [^"'`()]*
      | \.(?:src|href|action)\s*=\s* )
    ["'`]/
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_requests_no_address_without_the_root(script):
    code = re.sub(r"/\*.*?\*/", "", script.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(ASKING, code) == []


@pytest.mark.parametrize(
    "code", ['fetch("/predict")', "new EventSource(`/lab/${id}`)", 'link.href = "/report"']
)
def test_address_without_the_root_is_detected(code):
    assert re.search(ASKING, code)


@pytest.mark.parametrize("value", ["digits", "/a b", "/a/../b", "/a?x", 'x"/'])
def test_invalid_prefix_is_rejected(value):
    with pytest.raises(SettingsError, match=r"--root-path: expected a path such as /digits"):
        from_environment(root_path=value)


def test_trailing_slash_of_prefix_is_removed():
    assert from_environment(root_path="/digits/").root_path == "/digits"
    assert from_environment(root_path="/").root_path == ""

"""What is served beside predictions: models, health, pages, files, documentation."""

import re

import pytest

from app.routes import models as models_route

SECURITY = ["content-security-policy", "x-content-type-options", "referrer-policy"]


def test_models_are_listed_with_layers_and_scores(client):
    listed = client.get("/models").json()
    assert listed["default"] == "seed"
    seed, tiny = listed["models"]
    assert seed["name"] == "seed"
    assert seed["default"]
    assert seed["title"] == "Seed"
    assert seed["sizes"] == [784, 100, 10, 10]
    assert seed["activations"] == ["sigmoid", "sigmoid", "softmax"]
    assert seed["parameters"] == 785 * 100 + 101 * 10 + 11 * 10
    assert seed["scores"] == {"mnist_test": {"accuracy": 0.5}}
    assert seed["date"] == "2025-01-31"
    assert (tiny["name"], tiny["default"], tiny["title"]) == ("tiny", False, "tiny")


def test_one_model_is_shown_with_its_recipe(client):
    description = client.get("/models/seed").json()
    summary = client.get("/models").json()["models"][0]
    assert summary.items() <= description.items()
    assert description["recipe"] == {"epochs": 1}
    assert description["data"] == {"train-images": "00" * 32}
    assert (description["seed"], description["preprocessing"]) == (7, 1)


def test_unknown_model_is_not_found(client):
    reply = client.get("/models/nope")
    assert reply.status_code == 404
    assert reply.json()["type"] == "/problems/unknown-model"
    assert "seed, tiny" in reply.json()["detail"]


def test_health_of_loaded_models_is_ok_and_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "models": ["seed", "tiny"]}


@pytest.mark.parametrize(
    "path", ["/", "/inside", "/healthz", "/readyz", "/models", "/docs", "/openapi.json"]
)
def test_head_answers_as_get_without_the_content(client, path):
    whole, head = client.get(path), client.head(path)
    assert (whole.status_code, head.status_code) == (200, 200)
    assert head.content == b""
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize(
    "path", ["/", "/inside", "/docs", "/models", "/nope", "/static/js/prediction/main.js"]
)
def test_every_reply_has_the_security_headers(client, path):
    assert set(SECURITY) <= set(client.get(path).headers)


@pytest.mark.parametrize(
    "path", ["/", "/report", "/docs", "/nope", "/static/js/prediction/main.js"]
)
def test_pages_may_run_and_load_nothing_but_what_is_served_here(client, path):
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/inside", "/docs", "/static/js/docs/main.js"])
def test_pages_name_no_other_host(client, path):
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.", client.get(path).text) == []


@pytest.mark.parametrize("path", ["/", "/inside", "/docs"])
def test_each_file_that_a_page_names_is_served(client, path):
    page = client.get(path)
    named = re.findall(r'(?:src|href)="(/[^"#?]*)"', page.text)
    assert len(named) > 2
    assert {name: client.get(name).status_code for name in named} == dict.fromkeys(named, 200)


def test_docs_start_without_asking_a_validator(client):
    assert "validatorUrl: null" in client.get("/static/js/docs/main.js").text


def test_file_is_kept_by_the_browser_and_asked_about(client):
    first = client.get("/static/js/prediction/main.js")
    assert first.headers["cache-control"] == "no-cache"
    assert "javascript" in first.headers["content-type"]
    again = client.get(
        "/static/js/prediction/main.js", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("byte_range", ["bytes=0-10", "bytes=99999999-", "nonsense"])
def test_file_with_a_range_header_is_sent_whole(client, byte_range):
    reply = client.get("/static/js/prediction/main.js", headers={"Range": byte_range})
    assert reply.status_code == 200


@pytest.mark.parametrize("path", ["/static/../app/main.py", "/static/%2e%2e/app/main.py"])
def test_files_outside_the_folder_are_not_served(client, path):
    assert client.get(path).status_code == 404


def test_weights_are_encoded_once_for_all_requests(client, monkeypatch):
    monkeypatch.setattr(models_route, "_encoded", {})
    first = client.get("/models/seed/weights")
    monkeypatch.delattr(models_route, "encode_weights")
    assert client.get("/models/seed/weights").content == first.content
    assert first.headers["content-type"] == "application/json"

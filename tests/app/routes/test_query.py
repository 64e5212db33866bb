"""Query parameters that are unknown or repeated: 422 in the API, ignored by pages and probes."""

import pytest

PROBES = {"/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"}
PAGES = ["/", "/sheet", "/inside", "/train", "/docs", "/report", "/problems", "/openapi.json"]
LOCAL = {"Host": "127.0.0.1"}


@pytest.fixture(scope="module")
def addresses(client):
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (path, method, [p["name"] for p in described.get("parameters", []) if p["in"] == "query"])
        for path, methods in paths.items()
        for method, described in methods.items()
    ]


@pytest.fixture
def send(client):
    def sent(method, path, query):
        name = "versions" if "versions" in path else "seed"
        path = path.replace("{version}", "x").replace("{name}", name)
        path = path.replace("{id}", "r-00000000").replace("{action}", "stop")
        return client.request(method, f"{path}?{query}", headers=LOCAL)

    return sent


def test_unknown_parameter_of_each_address_is_rejected_with_the_known(addresses, send):
    assert len(addresses) > 25
    for path, method, names in addresses:
        reply = send(method, path, "modle=foo")
        if path in PROBES:
            assert reply.status_code == 200
            continue
        document = reply.json()
        if path.startswith("/v2"):
            assert (reply.status_code, list(document)) == (400, ["error"])
            detail = document["error"]
        else:
            assert reply.status_code == 422, path
            assert [error["loc"] for error in document["errors"]] == ["query.modle"]
            detail = document["detail"]
        expected = (
            f"expected one of {', '.join(sorted(names))}" if names else "this address takes none"
        )
        assert detail == f"query.modle: unknown parameter; {expected}", path


def test_known_parameters_of_each_address_are_not_called_unknown(addresses, send):
    for path, method, names in addresses:
        for name in names:
            assert "unknown parameter" not in send(method, path, f"{name}=1").text


def test_repeated_parameter_of_each_address_is_rejected_unless_it_is_an_array(addresses, send):
    repeatable = set()
    for path, method, names in addresses:
        for name in names:
            reply = send(method, path, f"{name}=1&{name}=1")
            if f"query.{name}: expected one value, got 2" not in reply.text:
                repeatable.add(name)
            else:
                assert reply.status_code == 422, path
    assert repeatable == {"include", "separators"}


def test_repeated_and_unknown_parameters_are_named_together(client):
    reply = client.post("/predict?model=seed&modle=wide&model=wide&model=seed", json={})
    assert {error["loc"]: error["message"] for error in reply.json()["errors"]} == {
        "query.model": "expected one value, got 3",
        "query.modle": "unknown parameter; expected one of include, model",
    }


@pytest.mark.parametrize("path", ["/predict", "/explain", "/predict/batch"])
def test_several_unknown_parameters_are_all_named(client, path):
    reply = client.post(f"{path}?modle=foo&model=seed&Include=input&modle=2", json={})
    assert [error["loc"] for error in reply.json()["errors"]] == ["query.modle", "query.Include"]


@pytest.mark.parametrize("query", ["", "?", "?&"])
def test_query_without_parameters_is_accepted(client, query):
    assert client.get(f"/models{query}").status_code == 200


def test_parameter_without_a_value_is_unknown_too(client):
    assert client.get("/models?verbose").status_code == 422


@pytest.mark.parametrize("path", PAGES)
def test_page_ignores_parameters_that_track_its_readers(client, path):
    assert client.get(f"{path}?utm_source=mail&fbclid=x&fbclid=x").status_code in {200, 404}


def test_head_of_an_unknown_parameter_is_rejected_as_get_is(client):
    assert client.head("/models?modle=foo").status_code == 422

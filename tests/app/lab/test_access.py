"""Access to the lab: from this machine, and not from pages of other sites."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

HERE = ("127.0.0.1", 50_000)
EVERY = [
    ("GET", "/lab/runs"),
    ("POST", "/lab/runs"),
    ("GET", "/lab/runs/r-00000000"),
    ("DELETE", "/lab/runs/r-00000000"),
    ("POST", "/lab/runs/r-00000000/pause"),
    ("GET", "/lab/runs/r-00000000/weights"),
    ("GET", "/lab/runs/r-00000000/history"),
    ("GET", "/lab/runs/r-00000000/events"),
    ("GET", "/lab/runs/r-00000000/digits"),
    ("POST", "/lab/data"),
    ("GET", "/lab/data/events"),
    ("POST", "/lab/checks"),
]


@pytest.fixture
def visit(weights_dir, tmp_path):
    """Return a function that returns a client of a service with some settings, from somewhere."""

    def client(address="http://127.0.0.1:8000", client=HERE, **options) -> TestClient:
        configured = Settings(
            weights_dir=weights_dir, lab_dir=tmp_path / "lab", data_dir=tmp_path, **options
        )
        return TestClient(create_app(configured), base_url=address, client=client)

    return client


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", "http://127.8.8.8"],
)
def test_lab_for_a_local_browser_is_enabled(visit, address):
    status = visit(address).get("/lab").json()
    assert (status["enabled"], status["reason"]) == (True, None)
    assert status["limits"]["images"] == 55_000
    assert status["defaults"]["hidden"] == [100, 10]
    assert status["running"] == []


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"host": "0.0.0.0"}, "By default, it is enabled only on a loopback address."),
        ({"host": "digits.example"}, "By default, it is enabled only on a loopback address."),
        ({"lab": "off"}, "It is disabled by INKLING_LAB=off."),
        (
            {"client": ("192.0.2.1", 50_000)},
            "By default, it accepts only requests from this machine",
        ),
        (
            {"address": "http://192.0.2.1:8000"},
            "By default, it is enabled only on a loopback address.",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_lab_for_others_is_disabled_with_the_reason(visit, options, reason):
    client = visit(**options)
    reply = client.get("/lab")
    assert reply.status_code == 200
    assert not reply.json()["enabled"]
    assert reply.json()["reason"].startswith(reason)
    assert reply.json()["data"]["mnist"]["folder"] == ""
    for method, path in EVERY:
        refused = client.request(method, path)
        assert refused.status_code == 403, path
        assert refused.json()["type"] == "/problems/lab-off"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:8000"},
        {"Host": "a{b}.evil.example"},
        {"Host": "evil.example:"},
        {"Host": "evil.example:65536"},
        {"X-Forwarded-For": "192.0.2.1"},
        {"Forwarded": "for=192.0.2.1"},
    ],
    ids=str,
)
def test_request_by_another_host_name_or_through_a_proxy_is_403(visit, headers):
    refused = visit().get("/lab/runs", headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/lab-off")


REBINDING = ["evil.example", "a{b}.evil.example", "evil.example:", "evil.example:65536"]


@pytest.mark.parametrize("host", REBINDING)
def test_metrics_and_reload_of_a_rebound_name_are_refused(visit, host):
    with visit() as client:
        assert client.get("/metrics", headers={"Host": host}).status_code == 404
        assert client.post("/models/reload", headers={"Host": host}).status_code == 403
        assert client.get("/metrics").status_code == 200
        assert client.post("/models/reload").status_code == 200


def test_lab_that_is_on_is_enabled_for_everybody(visit):
    client = visit("http://digits.example", ("192.0.2.1", 50_000), lab="on", host="0.0.0.0")
    assert client.get("/lab").json()["enabled"]
    assert client.get("/lab/runs").json() == {"runs": []}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://["},
        {"Origin": "http://127.0.0.1:8000@evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    ],
    ids=str,
)
@pytest.mark.parametrize("lab", ["auto", "on"])
def test_change_from_another_origin_is_403(visit, headers, lab):
    client = visit(lab=lab)
    for method, path in EVERY:
        if method != "GET":
            refused = client.request(method, path, headers=headers)
            assert refused.status_code == 403, path
            assert refused.json()["type"] == "/problems/cross-origin"


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
def test_reload_from_another_origin_is_403(visit, headers):
    with visit() as client:
        refused = client.post("/models/reload", headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/cross-origin")
        same_origin = {"Origin": "http://127.0.0.1:8000"}
        assert client.post("/models/reload", headers=same_origin).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8000"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_change_from_this_origin_or_a_program_is_allowed(visit, headers):
    client = visit()
    assert client.post("/lab/runs/r-00000000/pause", headers=headers).status_code == 404
    assert client.delete("/lab/runs/r-00000000", headers=headers).status_code == 404


def test_start_with_another_content_type_is_415(visit):
    client = visit()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        for path in ("/lab/runs", "/lab/checks"):
            refused = client.post(path, content=b"{}", headers={"Content-Type": kind})
            assert refused.status_code == 415


@pytest.mark.parametrize(
    "name",
    ["%2e%2e", "..%2f..%2fetc", "r-0", "R-00000000", "r-0000000g", "r-00000000x", "lock"],
)
def test_run_with_an_invalid_id_is_404(visit, name):
    client = visit()
    assert client.get(f"/lab/runs/{name}").status_code in {404, 405}
    assert client.delete(f"/lab/runs/{name}").status_code in {404, 405}
    assert client.get(f"/lab/runs/{name}/weights").status_code in {404, 405}

"""Trusted hosts, origins, rates, and security headers."""

import pytest
from fastapi.testclient import TestClient
from limits import parse

from app.main import create_app
from app.settings import SettingsError, from_environment

PROMISED = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-request-id",
}


@pytest.fixture
def start(settings):
    """Return a function that starts the service with other settings."""
    clients = []

    def make_client(client=("testclient", 50000), **changes):
        configured = settings.model_copy(update=changes)
        clients.append(TestClient(create_app(configured), client=client))
        return clients[-1].__enter__()

    yield make_client
    for client in clients:
        client.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/models"),
        ("GET", "/nope"),
        ("GET", "/v2/nope"),
        ("GET", "/static/js/prediction/main.js"),
        ("GET", "/docs/assets/swagger-ui.css"),
        ("HEAD", "/"),
        ("OPTIONS", "/predict"),
        ("POST", "/predict"),
        ("DELETE", "/predict"),
    ],
)
def test_response_has_security_headers_and_no_cookie(client, method, path):
    reply = client.request(method, path)
    assert set(reply.headers) >= PROMISED
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in reply.headers
    assert "server" not in reply.headers


def test_fault_has_security_headers(settings):
    application = create_app(settings)

    @application.get("/fault")
    async def fault():
        raise RuntimeError

    with TestClient(application, raise_server_exceptions=False) as client:
        assert set(client.get("/fault").headers) >= PROMISED


@pytest.mark.parametrize("host", ["digits.example", "DIGITS.example:8000", "a.digits.test"])
def test_trusted_host_is_answered(start, host):
    service = start(trusted_hosts=("digits.example", "*.digits.test"))
    assert service.get("/models", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "digits.example.evil", "digits.test", "", "a b"),
        *("digits.example:", "digits.example:65536", "digits.example:x", "x@digits.example"),
    ],
)
def test_unknown_host_gets_421(start, host):
    service = start(trusted_hosts=("digits.example", "*.digits.test"))
    reply = service.get("/models", headers={"Host": host})
    assert reply.status_code == 421
    assert reply.json()["type"] == "/problems/unknown-host"
    assert set(reply.headers) >= PROMISED


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"])
@pytest.mark.parametrize("root", ["", "/digits"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.1.2.3:8000", "inkling:8000", ""])
def test_probe_of_any_host_is_answered(start, host, path, root):
    service = start(trusted_hosts=("digits.example",), root_path=root)
    assert service.get(root + path, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("metrics", "status"), [("all", 200), ("local", 404), ("off", 404)])
def test_metrics_of_any_host_are_as_the_setting_says(start, metrics, status):
    service = start(trusted_hosts=("digits.example",), metrics=metrics)
    assert service.get("/metrics", headers={"Host": "10.1.2.3:8000"}).status_code == status


def test_cross_origin_request_without_setting_is_not_allowed(client):
    preflight_headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/predict", headers=preflight_headers).status_code == 405
    reply = client.get("/models", headers={"Origin": "https://a.example"})
    assert "access-control-allow-origin" not in reply.headers


def test_cross_origin_request_of_allowed_origin_is_allowed(start):
    service = start(cors_origins=("https://a.example",))
    preflight_headers = {
        "Origin": "https://a.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = service.options("/predict", headers=preflight_headers)
    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == "https://a.example"
    assert "access-control-allow-credentials" not in reply.headers
    reply = service.post("/predict", json={}, headers={"Origin": "https://a.example"})
    assert reply.headers["access-control-allow-origin"] == "https://a.example"


def test_cross_origin_request_of_other_origin_is_not_allowed(start):
    service = start(cors_origins=("https://a.example",))
    reply = service.get("/models", headers={"Origin": "https://b.example"})
    assert "access-control-allow-origin" not in reply.headers


def test_client_beyond_the_rate_gets_429_with_retry_after(start):
    service = start(rate_limit=parse("3/minute"))
    assert [service.get("/models").status_code for _ in range(3)] == [200] * 3
    reply = service.post("/predict", json={})
    assert reply.status_code == 429
    assert reply.json()["type"] == "/problems/too-many-requests"
    assert 1 <= int(reply.headers["retry-after"]) <= 120
    assert "the limit is 3 per 1 minute" in reply.json()["detail"]


def test_probes_and_files_do_not_count_toward_the_rate(start):
    service = start(rate_limit=parse("1/minute"))
    for _ in range(3):
        assert service.get("/healthz").status_code == 200
        assert service.get("/static/js/prediction/main.js").status_code == 200
    assert service.get("/models").status_code == 200


def test_rejection_below_v2_has_the_shape_of_the_protocol(start):
    service = start(rate_limit=parse("1/minute"))
    service.get("/v2")
    assert list(service.get("/v2").json()) == ["error"]


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("192.0.2.1", "192.0.2.2", 200),
        ("2001:db8::1", "2001:db8::ffff", 429),
        ("2001:db8::1", "2001:db8:0:1::1", 200),
    ],
)
def test_rate_limit_counts_ipv4_addresses_and_ipv6_networks(settings, first, second, status):
    application = create_app(settings.model_copy(update={"rate_limit": parse("1/minute")}))
    with TestClient(application, client=(first, 1)) as client:
        assert client.get("/models").status_code == 200
        other = TestClient(application, client=(second, 1))
        assert other.get("/models").status_code == status


def test_lists_in_the_environment_are_split_at_commas(monkeypatch):
    monkeypatch.setenv("INKLING_TRUSTED_HOSTS", "a.example, *.b.example,")
    monkeypatch.setenv("INKLING_CORS_ORIGINS", "https://a.example")
    monkeypatch.setenv("INKLING_RATE_LIMIT", "20/second")
    settings = from_environment()
    assert settings.trusted_hosts == ("a.example", "*.b.example")
    assert settings.cors_origins == ("https://a.example",)
    assert settings.rate_limit == parse("20/second")


def test_invalid_rate_is_rejected(monkeypatch):
    monkeypatch.setenv("INKLING_RATE_LIMIT", "often")
    with pytest.raises(
        SettingsError, match=r"INKLING_RATE_LIMIT.*expected a rate such as 20/secon"
    ):
        from_environment()

"""Request IDs, the access log and the metrics."""

import json
import logging
import logging.config
import re

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.main import create_app
from app.server import log_config

LOCAL = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 50000)}


@pytest.fixture(scope="module")
def service(settings):
    """A client on the service's own machine."""
    with TestClient(create_app(settings), **LOCAL, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def metric_value(service):
    """Return a function that returns the value of a series, 0 if there is none yet."""

    def value(name, **labels):
        text = service.get("/metrics").text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    return value


def test_response_without_request_id_gets_a_new_one(service):
    first, second = (service.get("/healthz").headers["x-request-id"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


def test_valid_request_id_is_returned_in_header_and_problem(service):
    reply = service.post("/predict", json={}, headers={"X-Request-ID": "order-66.a_B"})
    assert reply.headers["x-request-id"] == "order-66.a_B"
    assert reply.json()["request_id"] == "order-66.a_B"


@pytest.mark.parametrize("value", ["a b", "x" * 65, "", '"', "a\u00e9".encode("latin-1")])
def test_invalid_request_id_is_replaced(service, value):
    reply = service.get("/healthz", headers={b"X-Request-ID": value})
    assert re.fullmatch("[0-9a-f]{16}", reply.headers["x-request-id"])


def test_fault_has_a_request_id(settings):
    application = create_app(settings)

    @application.get("/fault")
    async def fault():
        raise RuntimeError

    with TestClient(application, raise_server_exceptions=False) as client:
        reply = client.get("/fault", headers={"X-Request-ID": "mine"})
    assert reply.status_code == 500
    assert reply.headers["x-request-id"] == reply.json()["request_id"] == "mine"


def test_request_is_counted_by_route_and_status(service, metric_value):
    series = {"method": "GET", "route": "/models/{name}", "status": "404"}
    before = metric_value("inkling_requests_total", **series)
    service.get("/models/nope")
    service.get("/models/nix")
    assert metric_value("inkling_requests_total", **series) == before + 2


def test_unknown_addresses_and_methods_share_one_series(service, metric_value):
    before = metric_value("inkling_requests_total", route="other")
    service.get("/a")
    service.get("/b/c?d=e")
    service.request("BREW", "/coffee")
    assert metric_value("inkling_requests_total", route="other") == before + 3
    assert metric_value("inkling_requests_total", method="other") > 0
    assert metric_value("inkling_requests_total", route="/a") == 0


def test_request_duration_is_observed(service, metric_value):
    series = {"route": "/predict"}
    before = metric_value("inkling_request_duration_seconds_count", **series)
    service.post("/predict", json={})
    assert metric_value("inkling_request_duration_seconds_count", **series) == before + 1
    assert metric_value("inkling_request_duration_seconds_sum", **series) > 0


def test_rejection_is_counted_by_problem(service, metric_value):
    before = metric_value("inkling_refused_total", problem="blank-drawing")
    service.post("/predict", json={"pixels": [0] * 784})
    assert metric_value("inkling_refused_total", problem="blank-drawing") == before + 1


def test_prediction_is_counted_by_digit_and_certainty(service, metric_value, png):
    answer = service.post("/predict", content=png, headers={"Content-Type": "image/png"}).json()
    series = {
        "model": "seed",
        "digit": str(answer["digit"]),
        "certain": "yes" if answer["certain"] else "no",
    }
    before = metric_value("inkling_predictions_total", **series)
    service.post("/predict", content=png, headers={"Content-Type": "image/png"})
    assert metric_value("inkling_predictions_total", **series) == before + 1


def test_metrics_include_models_and_process(service, metric_value):
    listed = service.get("/models").json()["models"]
    versions = {model["name"]: model["version"] for model in listed}
    assert metric_value("inkling_model_info", model="seed", version=versions["seed"]) == 1
    assert metric_value("process_resident_memory_bytes") > 2**20
    assert metric_value("inkling_requests_in_flight") == 1  # the one that asks for the figures


@pytest.mark.parametrize(
    ("headers", "client", "host"),
    [
        ({}, ("192.0.2.7", 1), "127.0.0.1"),
        ({"X-Forwarded-For": "192.0.2.7"}, ("127.0.0.1", 1), "127.0.0.1"),
        ({}, ("127.0.0.1", 1), "evil.example"),
    ],
)
def test_metrics_of_remote_client_are_not_found(settings, headers, client, host):
    with TestClient(create_app(settings), base_url=f"http://{host}", client=client) as other:
        assert other.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(("setting", "status"), [("all", 200), ("off", 404)])
def test_metrics_setting_selects_who_may_read_them(settings, setting, status):
    opened = settings.model_copy(update={"metrics": setting})
    with TestClient(create_app(opened)) as anyone, TestClient(create_app(opened), **LOCAL) as local:
        assert anyone.get("/metrics").status_code == status
        assert local.get("/metrics").status_code == status


@pytest.fixture
def log(caplog):
    """Return a function that returns the lines of the log of requests so far, and forgets them."""
    caplog.set_level(logging.INFO, "inkling.access")

    def lines():
        records, caplog.records[:] = list(caplog.records), []
        return [r for r in records if r.name == "inkling.access"]

    return lines


def test_request_is_logged_in_one_line(service, log):
    service.get("/models/seed/weights?arrays=base64", headers={"X-Request-ID": "mine"})
    [record] = log()
    assert re.fullmatch(
        r"127\.0\.0\.1 GET /models/seed/weights 200 [\d.]+ ms mine", record.getMessage()
    )


@pytest.mark.parametrize(
    ("method", "path", "problem"),
    [
        ("POST", "/predict", "invalid-request"),
        ("GET", "/nope", "not-found"),
        ("POST", "/v2/models/nope/infer", "unknown-model"),
        ("GET", "/models?nope=1", "invalid-request"),
    ],
)
def test_rejected_request_is_logged_with_its_problem(service, log, method, path, problem):
    service.request(method, path, json={} if method == "POST" else None)
    [record] = log()
    assert record.problem == problem
    assert record.getMessage().endswith(f" {record.request_id} {problem}")


def test_rejection_by_middleware_is_logged_with_its_problem(settings, log):
    small = settings.model_copy(update={"max_body_bytes": 1024, "trusted_hosts": ("a.example",)})
    client = TestClient(create_app(small), base_url="http://a.example")
    client.post("/predict", content=bytes(2000))
    client.get("/", headers={"Host": "b.example"})
    assert [record.problem for record in log()] == ["body-too-large", "unknown-host"]


def test_fault_is_logged_as_an_internal_error(settings, log):
    application = create_app(settings)

    @application.get("/fault")
    async def fault():
        raise RuntimeError

    TestClient(application, raise_server_exceptions=False).get("/fault")
    assert [record.problem for record in log()] == ["internal-error"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/v2/health/live"])
def test_successful_probe_is_not_logged(service, log, path):
    service.get(path)
    assert log() == []


def test_failed_probe_is_logged(settings, log):
    TestClient(create_app(settings)).get("/readyz")  # not entered: no lifespan
    assert " /readyz 503 " in log()[0].getMessage()


def test_line_break_in_path_is_escaped_in_the_log(service, log):
    service.get("/a%0a127.0.0.1 GET /forged 200")
    [record] = log()
    assert "\n" not in record.getMessage()
    assert "\\n" in record.getMessage()


@pytest.mark.parametrize("character", ["\n", "\r", "\x1b", "\x00", "\u2028"])
def test_control_character_in_forwarded_client_is_escaped_in_the_log(settings, log, character):
    client = (f"192.0.2.1{character}forged" + 99 * "x", 0)
    TestClient(create_app(settings), client=client).get("/models")
    [record] = log()
    assert character not in record.getMessage()
    assert len(record.getMessage()) < 200


def test_body_is_never_logged(service, caplog, png):
    caplog.set_level(logging.DEBUG)
    logging.config.dictConfig(log_config.build("debug", "json") | {"incremental": False})
    form = {"file": ("secret-name.png", png)}
    service.post("/predict", files=form)
    service.post("/predict", json={"image": "c2VjcmV0", "strokes": "secret"})
    service.post("/predict", content=b"secret", headers={"Content-Type": "image/png"})
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "secret" not in text
    assert "c2VjcmV0" not in text


def test_json_log_has_the_fields_of_the_request():
    configuration = log_config.build("info", "json")
    formatter = logging.config.DictConfigurator(configuration).configure_formatter(
        configuration["formatters"]["json"]
    )
    record = logging.makeLogRecord(
        {"name": "inkling.access", "levelname": "INFO", "msg": "a line", "status": 200}
        | {"color_message": "\x1b[1ma line\x1b[0m"}  # uvicorn adds it
    )
    line = json.loads(formatter.format(record))
    assert line | {"time": ""} == {
        "time": "",
        "level": "INFO",
        "logger": "inkling.access",
        "message": "a line",
        "status": 200,
    }
    assert line["time"]

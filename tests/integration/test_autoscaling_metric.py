"""Requests at work, by which the autoscaler of the public overlay counts its pods."""

import concurrent.futures
import json
import re
import time
import urllib.request
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.integration.process import Server

DEPLOY = Path(__file__).parents[2] / "deploy"
CLIENTS = 6
REQUESTS = 4
DRAWINGS = 50  # in a request, which takes much longer than the client needs for it


def adapter_rule() -> dict[str, object]:
    """Return the only rule of the adapter between Prometheus and the autoscaler."""
    values = yaml.safe_load((DEPLOY / "monitoring" / "adapter.yaml").read_text())
    [rule] = values["rules"]["custom"]
    return rule


def series() -> str:
    """Return the name of the series that the rule takes from /metrics."""
    return re.match(r"\w+", adapter_rule()["seriesQuery"])[0]


def total(server: Server) -> float:
    """Return the sum of the series over its labels, as the rule sums."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=60) as reply:
        families = list(text_string_to_metric_families(reply.read().decode()))
    values = [s.value for family in families for s in family.samples if s.name == series()]
    assert values, f"{series()} is not exported"
    return sum(values)


def requests_at_work(server: Server, clients: int) -> float:
    """Return the rate of the series while so many clients always have one request each."""
    stroke = {"strokes": [[[100, 40], [100, 200]]]}
    body = json.dumps({"instances": [stroke] * DRAWINGS}).encode()

    def ask(_: int) -> None:
        for _ in range(REQUESTS):
            request = urllib.request.Request(
                f"{server.url}/predict/batch", body, {"Content-Type": "application/json"}
            )
            urllib.request.urlopen(request, timeout=300).close()

    began = time.perf_counter()
    before = total(server)  # a request, too
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        list(pool.map(ask, range(clients)))
    seconds = time.perf_counter() - began
    return (total(server) - before) / seconds


def test_autoscaler_asks_for_the_metric_of_the_adapter():
    overlay = DEPLOY / "kubernetes" / "overlays" / "public" / "autoscaling.yaml"
    [metric] = yaml.safe_load(overlay.read_text())["spec"]["metrics"]
    rule = adapter_rule()
    assert metric["pods"]["metric"]["name"] == rule["name"]["as"]
    assert rule["metricsQuery"].startswith("sum(rate(<<.Series>>{")


def test_metric_is_the_number_of_requests_at_work():
    """By Little's law, whatever else the machine does: of one client at most one, of six more."""
    with Server() as server:
        alone = requests_at_work(server, 1)
        together = requests_at_work(server, CLIENTS)
    assert 0 < alone <= 1
    assert 1 < together <= CLIENTS

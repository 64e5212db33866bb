"""Fuzzer of every address of /openapi.json: requests that its schema allows, and that it forbids.

After each request that is rejected, a good one is answered. `test_requests.py` damages bodies in
ways that a schema cannot describe.
"""

import io
import os
import re
import tempfile
from collections import Counter

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis.config import SchemathesisConfig

from app.main import create_app
from app.openapi import examples
from app.settings import Settings
from tests.support import image_bombs as bombs
from tests.support.summary import add_summary

# Whole pictures and damaged ones, for the bodies that are an image file.
for kind in ("png", "jpeg", "webp", "gif", "bmp"):
    whole = bombs.saved(Image.open(io.BytesIO(examples.png())).convert("L"), kind)
    damaged = st.integers(0, len(whole)).map(lambda end, file=whole: file[:end])
    schemathesis.openapi.media_type(f"image/{kind}", st.just(whole) | damaged | st.binary())
schemathesis.openapi.media_type("application/octet-stream", st.binary())

CHECKS = {
    # A schema cannot say that a drawing must hold ink, or what an image file is.
    "positive_data_acceptance": {
        "expected-statuses": [200, 201, 202, 204, 400, 403, 404, 409, 413, 415, 422]
    },
}
OUTCOMES: Counter[int] = Counter()
OFF = {"enabled": False}
CHECKS_OF_RUNS = CHECKS | {"unsupported_method": OFF, "allow_header_conformance": OFF}
"""For GET of what a run has: POST there is an action on it, which has a line of its own."""

CALLS = int(os.environ.get("INKLING_FUZZ_CALLS", "10"))

TIMEOUT_S = 120
"""A training by own lines takes some ten seconds on a busy machine."""

LAB = tempfile.TemporaryDirectory(prefix="inkling-lab-", ignore_cleanup_errors=True)
SERVICE = create_app(Settings(lab_dir=LAB.name, corrections="on", corrections_rate_limit=None))


def schema(checks):
    config = SchemathesisConfig.from_dict({"checks": checks, "request-timeout": TIMEOUT_S})
    return schemathesis.openapi.from_asgi("/openapi.json", SERVICE, config=config)


ALL_CHECKS, OF_RUNS = schema(CHECKS), schema(CHECKS_OF_RUNS)


@pytest.fixture(scope="module", autouse=True)
def client():
    """A client of the service, whose models are loaded."""
    with TestClient(SERVICE) as client:
        yield client
    listed = ", ".join(f"{count} of {status}" for status, count in sorted(OUTCOMES.items()))
    add_summary(f"contract: {OUTCOMES.total()} calls of {len(ADDRESSES)} addresses: {listed}")


def conformance_test(path, method):
    """Return a test of one address."""
    of_run = method == "GET" and path.startswith("/lab/runs/{id}/")

    @(OF_RUNS if of_run else ALL_CHECKS).include(path=path, method=method).parametrize()
    @settings(max_examples=CALLS, suppress_health_check=list(HealthCheck), deadline=None)
    def conforms_to_the_schema(client, case):
        status = case.call_and_validate().status_code
        OUTCOMES[status] += 1
        assert status < 500
        if status >= 400:  # a good request is answered as before
            good = client.post("/predict", json=examples.forms()["strokes"])
            assert good.json()["digit"] == examples.LABEL

    return conforms_to_the_schema


ADDRESSES = [
    (path, method.upper())
    for path, described in ALL_CHECKS.raw_schema["paths"].items()
    for method in described
]
for address in ADDRESSES:
    words = re.sub(r"[\W_]+", "_", "_".join(reversed(address))).strip("_").lower()
    globals()[f"test_{words}"] = conformance_test(*address)


METHODS = ("test_get_", "test_post_", "test_patch_", "test_delete_")


def test_address_of_each_route_has_a_test():
    tests = [name for name in globals() if name.startswith(METHODS)]
    assert len(tests) == len(ADDRESSES) > 25

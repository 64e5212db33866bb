"""Every address of /openapi.json, asked with what its schema allows and with what it does not."""

import io
import os

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis.config import SchemathesisConfig

from app import examples
from app.main import create_app
from app.settings import Settings
from tests.app import bombs

# Whole pictures and damaged ones, for the bodies that are an image file.
for kind in ("png", "jpeg", "webp", "gif", "bmp"):
    whole = bombs.saved(Image.open(io.BytesIO(examples.png())).convert("L"), kind)
    damaged = st.integers(0, len(whole)).map(lambda end, file=whole: file[:end])
    schemathesis.openapi.media_type(f"image/{kind}", st.just(whole) | damaged | st.binary())
schemathesis.openapi.media_type("application/octet-stream", st.binary())

CONFIG = SchemathesisConfig.from_dict(
    {
        "operations": [
            {
                # There POST is an action on the run, for which the schema has a line of its own.
                "include-path-regex": "^/lab/runs/.id./[a-z]+$",
                "include-method": "GET",
                "checks": {
                    "unsupported_method": {"enabled": False},
                    "allow_header_conformance": {"enabled": False},
                },
            }
        ],
        "checks": {
            # A schema cannot say that a drawing must hold ink, or what an image file is.
            "positive_data_acceptance": {
                "expected-statuses": [200, 201, 202, 204, 400, 403, 404, 409, 413, 415, 422]
            },
        },
    }
)


CALLS = int(os.environ.get("INKLING_FUZZ_CALLS", "10"))

SERVICE = create_app(Settings(lab_dir="/proc/nowhere"))

schema = schemathesis.openapi.from_asgi("/openapi.json", SERVICE, config=CONFIG)


@pytest.fixture(scope="module", autouse=True)
def started():
    """The service, with its models loaded."""
    with TestClient(SERVICE):
        yield


@schema.parametrize()
@settings(max_examples=CALLS, suppress_health_check=list(HealthCheck), deadline=None)
def test_service_does_what_it_says(case):
    case.call_and_validate()

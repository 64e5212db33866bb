"""A JSON body with a field that /openapi.json does not describe: the reply lists those it does."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

BATCH = "instances"


def forms():
    """Yield each form of each JSON body: method, path, whether it is a batch, and its fields."""
    document = create_app(Settings()).openapi()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            # The specification of /v2 lets a server ignore unknown fields.
            if "application/json" not in content or path.startswith("/v2/"):
                continue
            body = content["application/json"]["schema"]
            fields = {True: set(), False: set()}
            for form in body.get("oneOf", [body]):
                schema = document["components"]["schemas"][form["$ref"].rpartition("/")[2]]
                fields[BATCH in schema["properties"]] |= set(schema["properties"])
            yield from ((method, path, *item) for item in fields.items() if item[1])


@pytest.fixture(scope="module")
def local_client(weights_dir, tmp_path_factory):
    """A client on the service's machine, which may use every route."""
    folder = tmp_path_factory.mktemp("lab")
    app = create_app(Settings(weights_dir=weights_dir, lab_dir=folder))
    with TestClient(app, "http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "is_batch", "fields"), list(forms()))
def test_unknown_field_is_answered_with_the_fields_of_openapi(
    local_client, method, path, is_batch, fields
):
    sent = {"nonsense": 1} | ({BATCH: [{}]} if is_batch else {})
    reply = local_client.request(method, path.replace("{id}", "0" * 32), json=sent)
    assert reply.status_code == 422
    messages = {error["loc"]: error["message"] for error in reply.json()["errors"]}
    listed = messages["body.nonsense"].removeprefix("unknown field; expected one of ").split(", ")
    assert sorted(listed) == sorted(fields)

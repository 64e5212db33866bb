"""GET /models/NAME/weights."""

import numpy as np
import pytest

from app.explanation.schemas import ModelWeights


@pytest.mark.parametrize("form", ["lists", "base64"])
@pytest.mark.parametrize("name", ["seed", "deep", "flat"])
def test_weights_equal_those_of_the_model(service, models, decode_arrays, name, form):
    reply = service.get(f"/models/{name}/weights?arrays={form}").json()
    got = decode_arrays(reply["arrays"])
    assert reply["model"] == {"name": name, "version": models[name].version}
    assert list(got) == [f"W{k}" for k in range(1, len(models[name].weights) + 1)]
    for array, W in zip(got.values(), models[name].weights, strict=True):
        np.testing.assert_array_equal(array.astype(np.float32), W)


def test_array_format_defaults_to_lists(service):
    plain = service.get("/models/seed/weights").json()
    assert plain == service.get("/models/seed/weights?arrays=lists").json()
    ModelWeights.model_validate(plain, strict=True)


def test_weights_with_a_matching_etag_are_not_sent(service):
    first = service.get("/models/seed/weights?arrays=base64")
    for named in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        headers = {"If-None-Match": named}
        again = service.get("/models/seed/weights?arrays=base64", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


def test_weights_with_another_etag_are_sent(service):
    tag = service.get("/models/seed/weights?arrays=base64").headers["etag"]
    for path in ("/models/deep/weights?arrays=base64", "/models/seed/weights?arrays=lists"):
        assert service.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_head_request_has_no_body(service):
    reply = service.head("/models/seed/weights")
    assert (reply.status_code, reply.content) == (200, b"")


def test_weights_of_an_unknown_model_are_not_found(service):
    reply = service.get("/models/nobody/weights")
    assert reply.json()["type"] == "/problems/unknown-model"


def test_array_format_that_is_unknown_is_rejected(service):
    reply = service.get("/models/seed/weights?arrays=xml")
    assert reply.status_code == 422
    assert reply.json()["detail"] == "query.arrays: expected 'lists' or 'base64', got 'xml'"

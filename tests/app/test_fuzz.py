"""No body that a client can send gives a 5xx, and every refusal has the one shape."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from app.openapi.schemas import ProblemDetails
from app.parsing import content_type as media

few = rules(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CONTENT_TYPES = [*media.DRAWINGS, "multipart/form-data; boundary=x", "text/plain", "image/jpg", ""]
PATHS = st.sampled_from(
    [
        "/predict",
        "/predict/batch",
        "/predict?include=input,stages",
        "/explain",
        "/explain/check?matrix=W1&row=0",
    ]
)
FIELDS = [
    *["image", "pixels", "strokes", "pen_width", "instances", "x"],
    *["label", "learning_rate", "steps", "mistake", "arrays", "model", "column", "epsilon"],
]

numbers = st.one_of(
    st.integers(), st.floats(), st.sampled_from([0, 1, 255, -1, 10**400, 1e308, 5e-324])
)
leaves = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=20))
documents = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=30,
)
points = st.lists(numbers, min_size=2, max_size=2)
strokes = st.lists(st.lists(points, min_size=1, max_size=5), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def send(client):
    def sent(path: str, body: bytes, content_type: str) -> int:
        headers = {"Content-Type": content_type} if content_type else {}
        reply = client.post(path, content=body, headers=headers)
        assert reply.status_code < 500
        if reply.status_code >= 400:
            assert reply.headers["content-type"] == "application/problem+json"
            assert ProblemDetails.model_validate(reply.json()).status == reply.status_code
        return reply.status_code

    return sent


@few
@given(path=PATHS, body=st.binary(max_size=300), kind=st.sampled_from(CONTENT_TYPES))
def test_random_bytes_are_never_a_fault(send, path, body, kind):
    send(path, body, kind)


@few
@given(path=PATHS, document=documents)
def test_random_json_is_never_a_fault(send, path, document):
    send(path, json.dumps(document).encode(), "application/json")


@few
@given(strokes=strokes, width=numbers)
def test_random_strokes_are_never_a_fault(send, strokes, width):
    body = {"strokes": strokes, "pen_width": width}
    send("/predict", json.dumps(body).encode(), "application/json")


@few
@given(pixels=st.lists(st.floats(0, 1, width=32), min_size=28, max_size=28), data=st.data())
def test_random_pixels_are_never_a_fault(send, pixels, data):
    rows = [data.draw(st.permutations(pixels)) for _ in range(2)] * 14
    send("/predict", json.dumps({"pixels": rows}).encode(), "application/json")


@few
@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP"]),
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 10**6) | st.none(),
)
def test_damaged_images_are_never_a_fault(send, encode, seven, kind, changes, cut):
    body = bytearray(encode(seven.resize((56, 56)), kind))
    for place, value in changes:
        body[place % len(body)] = value
    send("/predict", bytes(body[: cut % len(body)] if cut is not None else body), "image/png")


@few
@given(part=st.binary(max_size=80), name=st.text(max_size=8), filename=st.text(max_size=8))
def test_random_forms_are_never_a_fault(send, part, name, filename):
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
    body = head.encode("utf-8", "replace") + part + b"\r\n--x--\r\n"
    send("/predict", body, "multipart/form-data; boundary=x")


@few
@given(model=st.text(max_size=12), include=st.text(max_size=12))
def test_random_queries_are_never_a_fault(client, png, model, include):
    reply = client.post(
        "/predict",
        params={"model": model, "include": include},
        content=png,
        headers={"Content-Type": "image/png"},
    )
    assert reply.status_code in {200, 404, 422}


words = st.sampled_from(["bias-row", "matrix-product", "base64", "W1", "tiny", ""])
names = ["label", "learning_rate", "steps", "mistake", "arrays", "model", "matrix", "row"]
parameters = st.fixed_dictionaries({}, optional=dict.fromkeys(names, numbers | words))


@few
@given(body=parameters, query=parameters)
@pytest.mark.parametrize("path", ["/explain", "/explain/check?column=3"])
def test_random_questions_are_never_a_fault(client, path, body, query):
    document = json.dumps({"pixels": [0.5] * 784, **body})
    address = path + ("&" if "?" in path else "?") + urlencode(query)
    headers = {"Content-Type": "application/json"}
    reply = client.post(address, content=document, headers=headers)
    assert reply.status_code in {200, 404, 422}
    json.loads(reply.text, parse_constant=pytest.fail)

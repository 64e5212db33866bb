"""Fuzzer of request bodies and queries: damaged images, forms, JSON and tensors give no 5xx.

After each request that is rejected, a good one is answered as before.

`test_schema.py` derives its requests from /openapi.json, and `test_proxy.py` damages HTTP itself.
"""

import io
import json
from collections import Counter

import numpy as np
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.main import create_app
from app.openapi import examples
from app.openapi.schemas import ProblemDetails
from app.parsing import content_type, images
from app.prediction.schemas import Prediction
from app.settings import Settings
from model.preprocessing.rasterization import rasterize
from tests.fuzz.example_count import FEW, MANY, try_examples
from tests.support import image_bombs
from tests.support.summary import add_summary

OUTCOMES: Counter[str] = Counter()
CONTENT_TYPES = [*content_type.DRAWINGS, "multipart/form-data; boundary=x", "text/plain", ""]
PATHS = [
    "/predict",
    "/predict/batch",
    "/numbers",
    "/numbers/batch",
    "/explain",
    "/explain/check?matrix=W1&row=0",
    "/explain/check-mine?lines=dW3=A2.T@delta3",
    "/explain/check-mine?convention=ng&lines=dW3=dZ3@A2.T/m",
]
JSON = "application/json"
INFER = "/v2/models/seed/infer"


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(max_pixels=1_000_000, lab="off"))) as client:
        yield client
    outcomes = ", ".join(f"{count} {name}" for name, count in OUTCOMES.most_common())
    add_summary(f"fuzz: {OUTCOMES.total()} requests: {outcomes}")


@pytest.fixture(scope="module")
def post(client):
    """Return a function that posts a body, checks the reply, and returns its status and JSON."""

    def good():
        reply = client.post(
            "/predict", content=examples.png(), headers={"Content-Type": "image/png"}
        )
        return reply.json()["digit"]

    def posted(path, body, media_type="", params=None, headers=None):
        headers = {**({"Content-Type": media_type} if media_type else {}), **(headers or {})}
        reply = client.post(path, content=body, headers=headers, params=params)
        document = json.loads(reply.text, parse_constant=pytest.fail)  # NaN is not JSON
        if reply.status_code == 200:
            OUTCOMES["read"] += 1
            return reply.status_code, document
        assert good() == examples.LABEL
        if path.startswith("/v2"):
            assert list(document) == ["error"]
            OUTCOMES[f"v2 {reply.status_code}"] += 1
        else:
            assert reply.headers["content-type"] == "application/problem+json"
            problem = ProblemDetails.model_validate(document)
            assert problem.status == reply.status_code
            OUTCOMES[problem.type.rpartition("/")[2]] += 1
        return reply.status_code, document

    return posted


def is_read_or_rejected(status, document):
    """Return whether a drawing is read, or rejected as invalid, blank, damaged or too large."""
    if status != 200:
        return status in {413, 422}
    return sum(Prediction.model_validate(document).probabilities) == pytest.approx(1)


def _whole_files():
    """Return image files of every format, mode and compression."""
    strokes = [np.array(stroke, float) for stroke in examples.STROKES]
    small = rasterize(strokes, examples.PEN_WIDTH).resize((64, 64), Image.Resampling.BILINEAR)
    exif = Image.Exif()
    exif[0x0112] = 6
    animation = {"save_all": True, "append_images": [small, small.rotate(9)]}
    return [
        examples.png(),
        *(image_bombs.saved(small, kind) for kind in images.FORMATS),
        *(
            image_bombs.saved(small.convert(mode), "PNG")
            for mode in ("1", "LA", "P", "RGB", "RGBA")
        ),
        image_bombs.saved(small.convert("CMYK"), "JPEG"),
        image_bombs.saved(small, "JPEG", progressive=True),
        image_bombs.saved(small, "JPEG", exif=exif),
        image_bombs.saved(small, "WEBP", lossless=True),
        image_bombs.saved(small, "GIF", save_all=True, append_images=[small.rotate(9)]),
        image_bombs.saved(small, "PNG", save_all=True, append_images=[small.rotate(9)]),
        *(
            image_bombs.saved(Image.new("L", (64, 64), 255), kind, **animation)
            for kind in ("GIF", "PNG", "WEBP")
        ),
        image_bombs.run_length_bmp(8, 2, b"\x08\x00\0\0\x04\xff\x04\x00\0\x01"),
    ]


WHOLE_FILES = _whole_files()
changes = st.lists(
    st.tuples(
        st.integers(0, 2**20),
        st.sampled_from(["set", "insert", "delete", "repeat"]),
        st.binary(min_size=1, max_size=4),
    ),
    max_size=6,
)


@st.composite
def damaged_files(draw):
    """Image files with bytes replaced, inserted, deleted or repeated, and perhaps truncated."""
    body = bytearray(draw(st.sampled_from(WHOLE_FILES)))
    for position, change, content in draw(changes):
        k = position % (len(body) + 1)
        match change:
            case "set":
                body[k : k + len(content)] = content
            case "insert":
                body[k:k] = content
            case "delete":
                del body[k : k + len(content)]
            case "repeat":
                body[k:k] = body[max(0, k - 16) : k] * len(content)
    end = draw(st.none() | st.integers(0, 2**20))
    return bytes(body if end is None else body[: end % (len(body) + 1)])


numbers = st.integers() | st.floats() | st.sampled_from([0, 1, 255, -1, 10**400, 1e308, 5e-324])
leaves = st.none() | st.booleans() | numbers | st.text(max_size=20)
FIELDS = [
    *["image", "pixels", "strokes", "pen_width", "instances", "x"],
    *["label", "learning_rate", "steps", "mistake", "arrays", "model", "column", "epsilon"],
]
documents = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3)
    ),
    max_leaves=30,
)
coordinates = st.floats(-1e7, 1e7) | st.integers(-9, 300) | st.sampled_from([1e-300, -0.0, 1e6])
any_coordinate = coordinates | leaves
point_layouts = [
    st.lists(coordinates, min_size=2, max_size=2),
    st.lists(any_coordinate, min_size=0, max_size=9),
    st.fixed_dictionaries({"x": any_coordinate, "y": any_coordinate}, optional={"time": leaves}),
]
stroke_layouts = [st.lists(point, max_size=8) for point in point_layouts]
stroke_layouts += [
    st.fixed_dictionaries({"points": stroke_layouts[2]}, optional={"penColor": leaves}),
    st.integers(0, 12).flatmap(
        lambda n: st.lists(st.lists(coordinates, min_size=n, max_size=n), min_size=2, max_size=3)
    ),
]
strokes = st.one_of(
    [st.lists(stroke, min_size=1, max_size=5) for stroke in stroke_layouts]
    + [st.lists(st.one_of(stroke_layouts), max_size=5)]
)


@try_examples(MANY)
@given(body=damaged_files())
def test_image_that_is_damaged_gives_no_server_error(post, body):
    assert is_read_or_rejected(*post("/predict", body, "image/png"))


@try_examples(FEW)
@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"]),
    content=st.binary(min_size=1, max_size=64),
)
def test_image_of_any_pixels_gives_no_server_error(post, width, height, mode, content):
    size = {"1": 1, "LA": 2, "RGB": 3, "RGBA": 4, "I;16": 2, "CMYK": 4}.get(mode, 1)
    count = height * ((width + 7) // 8) if mode == "1" else width * height * size
    image = Image.frombytes(mode, (width, height), (content * (count // len(content) + 1))[:count])
    file = io.BytesIO()
    image.save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert is_read_or_rejected(*post("/predict", file.getvalue(), "image/png"))


@try_examples(FEW)
@given(
    path=st.sampled_from(PATHS), body=st.binary(max_size=300), kind=st.sampled_from(CONTENT_TYPES)
)
def test_body_of_random_bytes_is_rejected(post, path, body, kind):
    status, _ = post(path, body, kind)
    assert status in {413, 415, 422}


@try_examples(FEW)
@given(path=st.sampled_from(PATHS), document=documents)
def test_json_of_random_values_gives_no_server_error(post, path, document):
    status, _ = post(path, json.dumps(document), JSON)
    assert status in {200, 404, 422}


@try_examples(FEW)
@given(strokes=strokes, width=st.none() | numbers)
def test_strokes_of_any_size_give_no_server_error(post, strokes, width):
    drawing = {"strokes": strokes} | ({} if width is None else {"pen_width": width})
    assert is_read_or_rejected(*post("/predict", json.dumps(drawing), JSON))
    status, _ = post("/predict/batch", json.dumps({"instances": [drawing] * 2}), JSON)
    assert status in {200, 422}
    status, _ = post("/explain", json.dumps(drawing), JSON)
    assert status in {200, 422}


@try_examples(FEW)
@given(pixels=st.lists(st.floats(0, 1, width=32), min_size=28, max_size=28), data=st.data())
def test_pixels_of_any_values_give_no_server_error(post, pixels, data):
    rows = [data.draw(st.permutations(pixels)) for _ in range(2)] * 14
    assert is_read_or_rejected(*post("/predict", json.dumps({"pixels": rows}), JSON))


@try_examples(FEW)
@given(body=damaged_files(), name=st.binary(max_size=9), tail=st.binary(max_size=30))
def test_form_with_a_damaged_file_gives_no_server_error(post, body, name, tail):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n'
    form = head + body + b"\r\n--x--\r\n" + tail
    assert is_read_or_rejected(*post("/predict", form, "multipart/form-data; boundary=x"))


@try_examples(FEW)
@given(parts=st.lists(st.tuples(st.binary(max_size=60), st.binary(max_size=60)), max_size=12))
def test_form_of_random_parts_gives_no_server_error(post, parts):
    form = b"".join(b"--x\r\n" + head + b"\r\n\r\n" + part + b"\r\n" for head, part in parts)
    status, _ = post("/predict", form + b"--x--\r\n", "multipart/form-data; boundary=x")
    assert status == 422


@try_examples(FEW)
@given(model=st.text(max_size=12), include=st.text(max_size=12))
def test_query_of_random_texts_gives_no_server_error(post, model, include):
    params = {"model": model, "include": include}
    status, _ = post("/predict", examples.png(), "image/png", params)
    assert status in {200, 404, 422}


words = st.sampled_from(["bias-row", "matrix-product", "base64", "W1", "seed", ""])
names = ["label", "learning_rate", "steps", "mistake", "arrays", "model", "matrix", "row", "column"]
parameters = st.fixed_dictionaries({}, optional=dict.fromkeys(names, numbers | words))


@try_examples(FEW)
@given(path=st.sampled_from(["/explain", "/explain/check"]), body=parameters, query=parameters)
def test_parameters_of_random_values_give_no_server_error(post, path, body, query):
    document = {"pixels": [0.5] * 784, **body}
    status, _ = post(path, json.dumps(document), JSON, query)
    assert status in {200, 404, 422}


@try_examples(FEW)
@given(
    body=st.binary(max_size=400) | documents.map(lambda value: json.dumps(value).encode()),
    size=st.integers(0, 3200) | st.sampled_from([784, 3136]),
    datatype=st.sampled_from(["FP32", "UINT8", "BYTES"]),
    fill=st.binary(min_size=1, max_size=8),
)
def test_tensor_of_random_bytes_gives_no_server_error(post, body, size, datatype, fill):
    tensor = {"name": "pixels", "datatype": datatype, "shape": [1, 784]}
    head = json.dumps({"inputs": [tensor | {"parameters": {"binary_data_size": size}}]}).encode()
    raw = (fill * size)[:size]
    status, _ = post(INFER, body)
    assert status == 400
    length = {"Inference-Header-Content-Length": str(len(head))}
    status, document = post(INFER, head + raw, headers=length)
    assert status in {200, 400}
    if status == 200:
        assert sum(document["outputs"][0]["data"]) == pytest.approx(1, abs=1e-6)


HEADERS = [
    "Host",
    "Origin",
    "Sec-Fetch-Site",
    "Accept",
    "Content-Type",
    "Content-Length",
    "Expect",
    "Forwarded",
    "If-None-Match",
    "If-Modified-Since",
    "Inference-Header-Content-Length",
    "Last-Event-ID",
    "Range",
    "X-Forwarded-For",
    "X-Request-ID",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "x"]
RUN = "/lab/runs/r-00000000"
ADDRESSES = [
    *("/", "/report", "/docs", "/openapi.json", "/static/css/base.css", "/healthz", "/readyz"),
    *("/metrics", "/models", "/models/seed", "/models/seed/weights", "/predict", "/explain"),
    *("/v2", "/v2/models/seed", INFER, "/lab", "/lab/runs", RUN, f"{RUN}/pause"),
    *(f"{RUN}/weights", f"{RUN}/history", f"{RUN}/events", f"{RUN}/digits", "/nothing"),
]
values = st.binary(max_size=40) | st.sampled_from(
    [b"http://[", b"a{b}.example", b"localhost:65536", b"bytes=-", b"W/", b"text/html;q=", b"\xb2"]
)


@pytest.fixture(scope="module")
def local_client(tmp_path_factory):
    """A client on the service's own machine, for which the lab is enabled."""
    folder = tmp_path_factory.mktemp("lab")
    app = create_app(Settings(lab_dir=folder, data_dir=folder))
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)) as client:
        yield client


@try_examples(FEW)
@given(
    method=st.sampled_from(METHODS),
    path=st.sampled_from(ADDRESSES),
    headers=st.dictionaries(st.sampled_from(HEADERS), values, max_size=4),
    query=st.text(st.characters(codec="ascii", min_codepoint=33), max_size=40),
)
def test_headers_of_random_bytes_give_no_server_error(local_client, method, path, headers, query):
    reply = local_client.request(method, path, params=query.replace("#", ""), headers=headers)
    assert reply.status_code < 500
    assert local_client.get("/lab/runs").status_code == 200

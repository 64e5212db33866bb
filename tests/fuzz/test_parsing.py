"""Fuzzer of `app.parsing`: damaged and random bodies, from the bytes to the network's input.

A test run tries some thousands and `make fuzz` a hundred thousand.
"""

import json
import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.datastructures import Headers, QueryParams

from app import parsing, prediction
from app.explanation.parameters import CheckParameters, ExplainParameters
from app.http.problems import Problem
from app.inference_protocol import request as inference_request
from app.openapi import examples
from app.parsing import content_type, images
from app.parsing.explain_request import OptionalLabel, RequiredLabel
from model.preprocessing.rasterization import rasterize
from tests.support import image_bombs
from tests.support.summary import add_summary

IMAGES = int(os.environ.get("INKLING_FUZZ_PICTURES", "2000"))
OTHERS = IMAGES // 10
MAX_PIXELS = 1_000_000
LINES = rasterize([np.array(stroke, float) for stroke in examples.STROKES], examples.PEN_WIDTH)

JSON = Headers({"content-type": "application/json"})
CONTENT_TYPES = [
    *content_type.DRAWINGS,
    "multipart/form-data; boundary=x",
    "text/plain",
    "image/jpg",
    "",
]
FIELDS = [
    *["image", "pixels", "strokes", "pen_width", "instances", "x"],
    *["label", "learning_rate", "steps", "mistake", "arrays", "model", "column", "epsilon"],
]


def _seeds() -> list[bytes]:
    """Return whole files of every format, mode and way of packing."""
    small = LINES.resize((64, 64), Image.Resampling.BILINEAR)
    files = [examples.png(), *(image_bombs.saved(small, kind) for kind in images.FORMATS)]
    files += [
        image_bombs.saved(small.convert(mode), "PNG") for mode in ("1", "LA", "P", "RGB", "RGBA")
    ]
    files += [
        image_bombs.saved(small.convert("CMYK"), "JPEG"),
        image_bombs.saved(small, "JPEG", progressive=True),
        image_bombs.saved(small, "WEBP", lossless=True),
        image_bombs.saved(small, "GIF", save_all=True, append_images=[small.rotate(9)]),
        image_bombs.saved(small, "PNG", save_all=True, append_images=[small.rotate(9)]),
        image_bombs.run_length_bmp(8, 2, b"\x08\x00\0\0\x04\xff\x04\x00\0\x01"),
    ]
    exif = Image.Exif()
    exif[0x0112] = 6
    files.append(image_bombs.saved(small, "JPEG", exif=exif))
    return files


SEEDS = _seeds()
OUTCOMES: Counter[str] = Counter()


def many(count):
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module", autouse=True)
def summary():
    """Report how many bodies were parsed or rejected."""
    yield
    listed = ", ".join(f"{count} {name}" for name, count in OUTCOMES.most_common())
    add_summary(f"fuzz: {OUTCOMES.total()} bodies: {listed}")


def parse_all(parse):
    """Parse and preprocess; return the vectors, or the problem that is the only way to fail."""
    try:
        vectors = [prediction.to_input(drawing).vector for drawing in parse()]
    except Problem as problem:
        OUTCOMES[problem.code] += 1
        return problem
    OUTCOMES["parsed"] += 1
    return np.array(vectors)


def is_input_or_client_error(result):
    """Tell whether the result is a batch of valid inputs, or a problem with a 4xx status."""
    if isinstance(result, Problem):
        return 400 <= result.status < 500 and result.detail != ""
    return (
        result.dtype == np.float32
        and result.shape[1:] == (784,)
        and np.isfinite(result).all()
        and 0 <= result.min() <= result.max() <= 1
    )


def parse_tensors(body, json_length):
    """Return the pixels of a request for inference, or the problem with it."""
    try:
        pixels = inference_request.parse_inference_request(body, json_length).pixels
    except Problem as problem:
        OUTCOMES[problem.code] += 1
        return problem
    OUTCOMES["parsed"] += 1
    return pixels.astype(np.float32)


def parse_as(content_type, body):
    """Return what becomes of a body that is sent to /predict."""
    headers = Headers({"content-type": content_type})
    return parse_all(lambda: [parsing.parse_drawing(headers, body, MAX_PIXELS)])


changes = st.lists(
    st.tuples(
        st.integers(0, 2**20),
        st.sampled_from(["set", "insert", "delete", "repeat"]),
        st.binary(min_size=1, max_size=4),
    ),
    max_size=6,
)


@st.composite
def damaged(draw):
    """A whole file with bytes changed, put in, taken out or repeated, and perhaps cut short."""
    body = bytearray(draw(st.sampled_from(SEEDS)))
    for place, change, content in draw(changes):
        k = place % (len(body) + 1)
        match change:
            case "set":
                body[k : k + len(content)] = content
            case "insert":
                body[k:k] = content
            case "delete":
                del body[k : k + len(content)]
            case "repeat":
                body[k:k] = body[max(0, k - 16) : k] * len(content)
    cut = draw(st.none() | st.integers(0, 2**20))
    return bytes(body if cut is None else body[: cut % (len(body) + 1)])


@many(IMAGES)
@given(body=damaged())
def test_damaged_image_is_parsed_or_rejected(body):
    assert is_input_or_client_error(parse_as("image/png", body))


@many(OTHERS)
@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"]),
    content=st.binary(min_size=1, max_size=64),
)
def test_image_of_any_pixels_is_parsed_or_rejected(width, height, mode, content):
    size = {"1": 1, "LA": 2, "RGB": 3, "RGBA": 4, "I;16": 2, "CMYK": 4}.get(mode, 1)
    count = height * ((width + 7) // 8) if mode == "1" else width * height * size
    image = Image.frombytes(mode, (width, height), (content * (count // len(content) + 1))[:count])
    body = image_bombs.saved(image, "JPEG" if mode == "CMYK" else "PNG")
    assert is_input_or_client_error(parse_as("image/png", body))


@many(OTHERS)
@given(content_type=st.sampled_from(CONTENT_TYPES), body=st.binary(max_size=300))
def test_any_bytes_are_parsed_or_rejected(content_type, body):
    assert is_input_or_client_error(parse_as(content_type, body))


coordinates = (
    st.floats(-1e7, 1e7) | st.integers(-9, 300) | st.sampled_from([1e-300, -0.0, 1e6, 5e5])
)
strokes = st.lists(st.lists(coordinates, min_size=2, max_size=2), min_size=1, max_size=8)


@many(OTHERS)
@given(strokes=st.lists(strokes, min_size=1, max_size=5), width=st.none() | coordinates)
def test_any_strokes_are_parsed_or_rejected(strokes, width):
    document = {"strokes": strokes} | ({} if width is None else {"pen_width": width})
    batch = json.dumps({"instances": [document] * 2}).encode()
    assert is_input_or_client_error(parse_as("application/json", json.dumps(document).encode()))
    assert is_input_or_client_error(parse_all(lambda: parsing.parse_batch(JSON, batch, MAX_PIXELS)))


numbers = (
    st.integers()
    | st.floats()
    | st.sampled_from([0, 1, 255, -1, 10**400, 1e308, 5e-324, [0.5] * 784])
)
documents = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3)
    ),
    max_leaves=30,
)


@many(OTHERS)
@given(document=documents, query=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=9)))
def test_any_json_is_parsed_or_rejected(document, query):
    body = json.dumps(document).encode()
    assert is_input_or_client_error(parse_as("application/json", body))
    assert is_input_or_client_error(parse_all(lambda: parsing.parse_batch(JSON, body, MAX_PIXELS)))
    for parameters, label in ((ExplainParameters, OptionalLabel), (CheckParameters, RequiredLabel)):
        result = parse_all(
            lambda parameters=parameters, label=label: (
                parsing.parse_explain_request(
                    JSON, QueryParams(query), body, parameters, label, MAX_PIXELS
                ).drawings
            )
        )
        assert is_input_or_client_error(result)


@many(OTHERS)
@given(body=damaged(), name=st.binary(max_size=9), tail=st.binary(max_size=30))
def test_any_form_is_parsed_or_rejected(body, name, tail):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n'
    form = head + body + b"\r\n--x--\r\n" + tail
    assert is_input_or_client_error(parse_as("multipart/form-data; boundary=x", form))


@many(OTHERS)
@given(
    body=st.binary(max_size=400) | st.just(json.dumps({"inputs": []}).encode()),
    size=st.integers(0, 3200) | st.sampled_from([784, 3136]),
    datatype=st.sampled_from(["FP32", "UINT8", "BYTES"]),
    fill=st.binary(min_size=1, max_size=8),
)
def test_any_tensors_are_parsed_or_rejected(body, size, datatype, fill):
    tensor = {"name": "pixels", "datatype": datatype, "shape": [1, 784]}
    head = json.dumps({"inputs": [tensor | {"parameters": {"binary_data_size": size}}]}).encode()
    for content, length in ((body, None), (head + (fill * size)[:size], str(len(head)))):
        assert is_input_or_client_error(parse_tensors(content, length))

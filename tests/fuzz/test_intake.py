"""Damaged pictures, documents and forms, from the bytes to the network's input: no fault ever.

`make test` tries some thousands and `make fuzz` a hundred thousand.
"""

import io
import json
import os
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.datastructures import Headers

from app import prediction
from app.http.problems import Problem
from app.inference_protocol import request as tensors
from app.openapi import examples
from app.parsing import images, json_body, multipart
from app.parsing.json_body import BATCH
from model.preprocessing.rasterization import rasterize
from tests.support import image_bombs as bombs
from tests.support.summary import add_summary

PICTURES = int(os.environ.get("INKLING_FUZZ_PICTURES", "2000"))
OTHERS = PICTURES // 10
MAX_PIXELS = 1_000_000
LINES = rasterize([np.array(stroke, float) for stroke in examples.STROKES], examples.PEN_WIDTH)


def _seeds() -> list[bytes]:
    """Return whole files of every format, mode and way of packing."""
    small = LINES.resize((64, 64), Image.Resampling.BILINEAR)
    files = [examples.png(), *(bombs.saved(small, kind) for kind in images.FORMATS)]
    files += [bombs.saved(small.convert(mode), "PNG") for mode in ("1", "LA", "P", "RGB", "RGBA")]
    files += [
        bombs.saved(small.convert("CMYK"), "JPEG"),
        bombs.saved(small, "JPEG", progressive=True),
        bombs.saved(small, "WEBP", lossless=True),
        bombs.saved(small, "GIF", save_all=True, append_images=[small.rotate(9)]),
        bombs.saved(small, "PNG", save_all=True, append_images=[small.rotate(9)]),
        bombs.run_length_bmp(8, 2, b"\x08\x00\0\0\x04\xff\x04\x00\0\x01"),
    ]
    exif = Image.Exif()
    exif[0x0112] = 6
    files.append(bombs.saved(small, "JPEG", exif=exif))
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
def told():
    yield
    listed = ", ".join(f"{count} {name}" for name, count in OUTCOMES.most_common())
    add_summary(f"fuzz: {OUTCOMES.total()} inputs to intake and preprocessing: {listed}")


def refused(problem):
    """Count a refusal, if it is one and says why."""
    assert 400 <= problem.status < 500
    assert "expected" in problem.detail
    OUTCOMES[problem.code] += 1


def check(make):
    """Go all the way to the network's input; only problems may come of it."""
    try:
        for drawing in make():
            vector = prediction.to_input(drawing).vector
            assert vector.shape == (784,)
            assert vector.dtype == np.float32
            assert np.isfinite(vector).all()
            assert 0 <= vector.min() <= vector.max() <= 1
    except Problem as problem:
        refused(problem)
    else:
        OUTCOMES["read"] += 1


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


@many(PICTURES)
@given(body=damaged())
def test_damaged_picture_is_read_or_refused(body):
    check(lambda: [images.parse(body, ("body",), MAX_PIXELS)])


@many(OTHERS)
@given(
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"]),
    content=st.binary(min_size=1, max_size=64),
)
def test_any_pixels_are_read_or_refused(width, height, mode, content):
    size = {"1": 1, "LA": 2, "RGB": 3, "RGBA": 4, "I;16": 2, "CMYK": 4}.get(mode, 1)
    count = height * ((width + 7) // 8) if mode == "1" else width * height * size
    image = Image.frombytes(mode, (width, height), (content * (count // len(content) + 1))[:count])
    kind = "JPEG" if mode == "CMYK" else "PNG"
    file = io.BytesIO()
    image.save(file, kind)
    check(lambda: [images.parse(file.getvalue(), ("body",), MAX_PIXELS)])


numbers = st.floats(-1e7, 1e7) | st.integers(-9, 300) | st.sampled_from([1e-300, -0.0, 1e6, 5e5])
points = st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=8)


@many(OTHERS)
@given(strokes=st.lists(points, min_size=1, max_size=5), width=st.none() | numbers)
def test_any_strokes_are_read_or_refused(strokes, width):
    document = {"strokes": strokes} | ({} if width is None else {"pen_width": width})
    body = json.dumps(document).encode()
    check(lambda: [json_body.one(body, MAX_PIXELS)])
    check(lambda: json_body.batch(json.dumps({BATCH: [document] * 2}).encode(), MAX_PIXELS))


@many(OTHERS)
@given(body=damaged(), name=st.binary(max_size=9), tail=st.binary(max_size=30))
def test_any_form_is_read_or_refused(body, name, tail):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name + b'"\r\n\r\n'
    form = head + body + b"\r\n--x--\r\n" + tail
    headers = Headers({"content-type": "multipart/form-data; boundary=x"})

    def make():
        content = multipart.read_file(headers, form)
        return [images.parse(content, ("body",), MAX_PIXELS)]

    check(make)


@many(OTHERS)
@given(
    body=st.binary(max_size=400) | st.just(json.dumps({"inputs": []}).encode()),
    size=st.integers(0, 3200) | st.sampled_from([784, 3136]),
    datatype=st.sampled_from(["FP32", "UINT8", "BYTES"]),
    fill=st.binary(min_size=1, max_size=8),
)
def test_any_tensors_are_read_or_refused(body, size, datatype, fill):
    tensor = {"name": "pixels", "datatype": datatype, "shape": [1, 784]}
    head = json.dumps({"inputs": [tensor | {"parameters": {"binary_data_size": size}}]}).encode()
    raw = (fill * size)[:size]
    for content, length in ((body, None), (head + raw, str(len(head)))):
        try:
            pixels = tensors.parse(content, length).pixels
            assert 0 <= pixels.min() <= pixels.max() <= 1
            OUTCOMES["read"] += 1
        except Problem as problem:
            refused(problem)

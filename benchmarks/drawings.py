"""One drawing, a five in two strokes, in each form of request."""

import base64
import io
import json
from dataclasses import dataclass, field

import numpy as np

from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import rasterize

PEN_WIDTH = 16.0
STROKES = (
    np.array([[95, 70], [90, 130], [130, 118], [175, 135], [185, 175], [160, 210], [110, 212]]),
    np.array([[95, 70], [180, 66]]),
)
JSON = "application/json"


@dataclass(frozen=True)
class Form:
    """A request: its name, media type, body and path."""

    name: str
    media_type: str
    body: bytes
    path: str = "/predict"
    headers: dict[str, str] = field(default_factory=dict)


def strokes() -> Form:
    document = {"strokes": [s.tolist() for s in STROKES], "pen_width": PEN_WIDTH}
    return Form("strokes", JSON, json.dumps(document).encode())


def png() -> Form:
    buffer = io.BytesIO()
    _image().save(buffer, "PNG")
    return Form("PNG 280 x 280", "image/png", buffer.getvalue())


def image_in_json() -> Form:
    document = {"image": base64.b64encode(png().body).decode()}
    return Form("image (base64)", JSON, json.dumps(document).encode())


def pixels() -> Form:
    return Form("pixels", JSON, json.dumps({"pixels": vector().tolist()}).encode())


def vector() -> np.ndarray:
    """Return the network's input, rounded to 4 decimals as clients send it."""
    return np.round(preprocess(_image()).vector.astype(np.float64), 4)


def forms() -> list[Form]:
    """Return the drawing as PNG of 280 x 280, base64 in JSON, strokes and 784 pixels."""
    return [png(), image_in_json(), strokes(), pixels()]


def explain_request() -> Form:
    """Return the request of the page for an explanation: forward and backward pass."""
    document = {"strokes": [s.tolist() for s in STROKES], "pen_width": PEN_WIDTH, "label": 5}
    body = json.dumps(document).encode()
    return Form("explain strokes", JSON, body, "/explain?arrays=base64")


def batch_in_json(count: int) -> Form:
    document = {"instances": [{"pixels": vector().tolist()}] * count}
    body = json.dumps(document).encode()
    return Form(f"batch of {count}, JSON", JSON, body, "/predict/batch")


def _image():
    return rasterize([stroke.astype(float) for stroke in STROKES], PEN_WIDTH)

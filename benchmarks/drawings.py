"""One drawing, a five in two strokes, in each form that POST /predict takes, and a question."""

import base64
import io
import json
from dataclasses import dataclass

import numpy as np

from model.preprocess import preprocess
from model.strokes import rasterise

PEN_WIDTH = 16.0
STROKES = (
    np.array([[95, 70], [90, 130], [130, 118], [175, 135], [185, 175], [160, 210], [110, 212]]),
    np.array([[95, 70], [180, 66]]),
)


@dataclass(frozen=True)
class Form:
    """A request: what it is called, the media type and bytes of its body, and its address."""

    name: str
    media_type: str
    body: bytes
    path: str = "/predict"


def forms() -> list[Form]:
    """Return the drawing as PNG of 280 x 280, base64 in JSON, strokes and 784 pixels."""
    image = rasterise([stroke.astype(float) for stroke in STROKES], PEN_WIDTH)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    png = buffer.getvalue()
    documents = {
        "image (base64)": {"image": base64.b64encode(png).decode()},
        "strokes": {"strokes": [s.tolist() for s in STROKES], "pen_width": PEN_WIDTH},
        "pixels": {"pixels": preprocess(image).vector.tolist()},
    }
    return [
        Form("PNG 280 x 280", "image/png", png),
        *(
            Form(name, "application/json", json.dumps(document).encode())
            for name, document in documents.items()
        ),
    ]


def question() -> Form:
    """Return the strokes as the page asks to have them explained: forward and backward."""
    document = {"strokes": [s.tolist() for s in STROKES], "pen_width": PEN_WIDTH, "label": 5}
    body = json.dumps(document).encode()
    return Form("explain strokes", "application/json", body, "/explain?arrays=base64")

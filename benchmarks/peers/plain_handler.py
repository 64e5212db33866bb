"""Shortest handler that does the same work: Starlette, msgspec, and the network in numpy.

It has no certainty, request IDs, security headers, limits, log or metrics, and takes no images.
For a batch it decodes the JSON, makes the array and takes the products, and answers nothing.
"""

from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers import run
from model.serialization import model_file

W1, W2, W3 = model_file.load(model_file.find_model("seed")).weights


class Drawing(msgspec.Struct):
    pixels: Annotated[list[float], msgspec.Meta(min_length=784, max_length=784)]


class Drawings(msgspec.Struct):
    instances: list[Drawing]


decoder, encoder = msgspec.json.Decoder(Drawing), msgspec.json.Encoder()
batch_decoder = msgspec.json.Decoder(Drawings)


def logits(X: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the logits of one row or of many."""
    H1 = 1 / (1 + np.exp(-(X @ W1[1:] + W1[0])))
    H2 = 1 / (1 + np.exp(-(H1 @ W2[1:] + W2[0])))
    return H2 @ W3[1:] + W3[0]


def answer(x: NDArray[np.float32]) -> Response:
    z = logits(x)
    e = np.exp(z - z.max())
    p = e / e.sum()
    digit = int(p.argmax())
    reply = {"digit": digit, "confidence": float(p[digit]), "probabilities": p.tolist()}
    return Response(encoder.encode(reply), media_type="application/json")


async def predict(request: Request) -> Response:
    try:
        x = np.array(decoder.decode(await request.body()).pixels, dtype=np.float32)
    except msgspec.MsgspecError as error:
        return Response(str(error), status_code=422)
    return answer(x)


async def predict_batch(request: Request) -> Response:
    drawings = batch_decoder.decode(await request.body()).instances
    logits(np.array([drawing.pixels for drawing in drawings], dtype=np.float32))
    return Response()


async def ready(_: Request) -> Response:
    return Response()


app = Starlette(
    routes=[
        Route("/predict", predict, methods=["POST"]),
        Route("/predict/batch", predict_batch, methods=["POST"]),
        Route("/readyz", ready),
    ]
)

if __name__ == "__main__":
    run(app)

"""The shortest honest handler: Starlette, msgspec, and the same network in numpy.

It has no certainty, request IDs, security headers, limits, log or metrics, and takes no images.
"""

from typing import Annotated

import msgspec
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.floors import run
from model.serialization import model_file

W1, W2, W3 = model_file.load(model_file.find_model("seed")).weights


class Drawing(msgspec.Struct):
    pixels: Annotated[list[float], msgspec.Meta(min_length=784, max_length=784)]


decoder, encoder = msgspec.json.Decoder(Drawing), msgspec.json.Encoder()


async def predict(request: Request) -> Response:
    try:
        x = np.array(decoder.decode(await request.body()).pixels, dtype=np.float32)
    except msgspec.MsgspecError as error:
        return Response(str(error), status_code=422)
    h1 = 1 / (1 + np.exp(-(x @ W1[1:] + W1[0])))
    h2 = 1 / (1 + np.exp(-(h1 @ W2[1:] + W2[0])))
    z = h2 @ W3[1:] + W3[0]
    e = np.exp(z - z.max())
    p = e / e.sum()
    digit = int(p.argmax())
    reply = {"digit": digit, "confidence": float(p[digit]), "probabilities": p.tolist()}
    return Response(encoder.encode(reply), media_type="application/json")


async def ready(_: Request) -> Response:
    return Response()


app = Starlette(routes=[Route("/predict", predict, methods=["POST"]), Route("/readyz", ready)])

if __name__ == "__main__":
    run(app)

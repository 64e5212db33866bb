"""Handler as tutorials write it: FastAPI, a pydantic model and PyTorch.

For an image it does what tutorials do: decode, convert to gray, resize to 28 x 28, invert.
"""

import io
from typing import Any

import numpy as np
import torch
from fastapi import FastAPI, Request
from PIL import Image
from pydantic import BaseModel

from benchmarks.peers import run
from benchmarks.trainers.pytorch import network
from model.serialization import model_file

torch.set_num_threads(1)  # the fastest for one row
NET = network(model_file.load(model_file.find_model("seed")).weights).eval()
app = FastAPI()


class Drawing(BaseModel):
    pixels: list[float]


class Prediction(BaseModel):
    digit: int
    confidence: float
    probabilities: list[float]


@torch.inference_mode()
def answer(X: torch.Tensor) -> dict[str, Any]:
    """Return digit, confidence and probabilities for one row of 784 pixels."""
    P = NET(X).softmax(1)[0]
    digit = int(P.argmax())
    return {"digit": digit, "confidence": float(P[digit]), "probabilities": P.tolist()}


@app.get("/readyz")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/predict")
async def predict(drawing: Drawing) -> Prediction:
    return Prediction(**answer(torch.tensor([drawing.pixels])))


@app.post("/predict/image")
async def predict_image(request: Request) -> Prediction:
    image = Image.open(io.BytesIO(await request.body())).convert("L").resize((28, 28))
    X = 1 - torch.from_numpy(np.array(image, dtype=np.float32)) / 255
    return Prediction(**answer(X.reshape(1, 784)))


if __name__ == "__main__":
    run(app)

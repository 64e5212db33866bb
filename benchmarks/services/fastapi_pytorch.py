"""The usual handler: FastAPI, a pydantic model, PyTorch; on uvicorn with its fast extras.

For an image it does what tutorials do: decode, grey, resize to 28 x 28, invert.
"""

import io

import numpy as np
import torch
import uvicorn
from fastapi import FastAPI, Request
from PIL import Image
from pydantic import BaseModel

from benchmarks.services import answer, port

app = FastAPI()


class Drawing(BaseModel):
    pixels: list[float]


class Prediction(BaseModel):
    digit: int
    confidence: float
    probabilities: list[float]


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
    uvicorn.run(app, port=port(), log_level="error", access_log=False)

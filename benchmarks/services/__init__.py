"""The same weights served by other frameworks, one a file; each takes ``--port``."""

import argparse
from typing import Any

import torch
from torch import nn

from model.serialization import model_file


def port() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    return int(parser.parse_args().port)


def network() -> nn.Sequential:
    """Return the model `seed` in PyTorch, which for one row is fastest with one thread."""
    torch.set_num_threads(1)
    layers: list[nn.Module] = []
    for W in model_file.load(model_file.find_model("seed")).weights:
        linear = nn.Linear(W.shape[0] - 1, W.shape[1])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W[1:].T.copy()))
            linear.bias.copy_(torch.from_numpy(W[0].copy()))  # row 0 is the bias
        layers += [linear, nn.Sigmoid()]
    return nn.Sequential(*layers[:-1], nn.Softmax(dim=1)).eval()


NET = network()


@torch.inference_mode()
def answer(X: torch.Tensor) -> dict[str, Any]:
    """Return digit, confidence and probabilities for one row of 784 pixels."""
    P = NET(X)[0]
    digit = int(P.argmax())
    return {"digit": digit, "confidence": float(P[digit]), "probabilities": P.tolist()}

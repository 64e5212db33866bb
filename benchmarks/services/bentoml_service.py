"""BentoML with one worker, as its documentation begins."""

import os
import sys

import bentoml
import torch

from benchmarks.services import answer, port


@bentoml.service(workers=1)
class Digits:
    @bentoml.api
    def predict(self, pixels: list[float]) -> dict:
        return answer(torch.tensor([pixels]))


if __name__ == "__main__":
    service = "benchmarks.services.bentoml_service:Digits"
    arguments = ["serve", service, "--host", "127.0.0.1", "--port", str(port())]
    os.environ["BENTOML_DO_NOT_TRACK"] = "true"
    os.execv(sys.executable, [sys.executable, "-m", "bentoml", *arguments])

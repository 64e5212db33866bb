"""LitServe with one worker and no batching, as its documentation begins."""

import litserve
import torch

from benchmarks.services import answer, port


class Digits(litserve.LitAPI):
    def setup(self, device):  # noqa: ARG002  # the library calls it so
        self.answer = answer

    def decode_request(self, request):
        return torch.tensor([request["pixels"]])

    def predict(self, x):
        return self.answer(x)

    def encode_response(self, output):
        return output


if __name__ == "__main__":
    server = litserve.LitServer(Digits(), accelerator="cpu", workers_per_device=1)
    server.run(
        host="127.0.0.1",
        port=port(),
        generate_client_file=False,
        log_level="error",
        num_api_servers=1,
    )

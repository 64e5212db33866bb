"""Request a gRPC server through the client of Triton or KServe, and print its results as JSON.

Run by .venv-kserve's Python, which has those clients and nothing of Inkling. A process has one of
them, as both register the protocol's messages.
"""

import asyncio
import json
import sys

import numpy as np

INK = np.random.default_rng(3).random((3, 784), dtype=np.float32)
LEVELS = np.random.default_rng(5).integers(0, 256, (2, 28, 28), dtype=np.uint8)


def ask_with_triton(url):
    import tritonclient.grpc as triton  # noqa: PLC0415  # one client in a process

    def infer(array, datatype):
        tensor = triton.InferInput("pixels", list(array.shape), datatype)
        tensor.set_data_from_numpy(array)
        return client.infer("seed", [tensor], request_id="mine")

    def outputs(answer):
        return {name: answer.as_numpy(name).tolist() for name in ("probabilities", "digit")}

    with triton.InferenceServerClient(url) as client:
        try:
            client.is_model_ready("nope")
        except triton.InferenceServerException as error:
            refusal = [error.status(), error.message()]
        metadata = client.get_model_metadata("seed")
        answer = infer(INK, "FP32")
        return {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready("seed"),
            "outputs": [[o.name, o.datatype, list(o.shape)] for o in metadata.outputs],
            "id": answer.get_response().id,
            "answers": [outputs(answer)],
            "levels": outputs(infer(LEVELS, "UINT8")),
            "refusal": refusal,
        }


async def ask_with_kserve(url):
    from kserve import InferenceGRPCClient, InferInput, InferRequest  # noqa: PLC0415

    async with InferenceGRPCClient(url) as client:
        answers = []
        for raw in (False, True):
            tensor = InferInput("pixels", list(INK.shape), "FP32")
            tensor.set_data_from_numpy(INK, binary_data=raw)
            answers.append(await client.infer(InferRequest("seed", [tensor])))
        return {
            "live": await client.is_server_live(),
            "ready": await client.is_server_ready(),
            "model_ready": await client.is_model_ready("seed"),
            "answers": [
                {output.name: output.as_numpy().tolist() for output in answer.outputs}
                for answer in answers
            ],
        }


client, url = sys.argv[1:]
print(json.dumps(ask_with_triton(url) if client == "triton" else asyncio.run(ask_with_kserve(url))))

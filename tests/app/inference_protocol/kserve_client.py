"""Request a server through KServe's own client, and print the parsed replies as JSON.

Run by .venv-kserve's Python, which has that client and nothing of Inkling.
"""

import asyncio
import json
import sys

import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig


async def ask(url: str) -> dict:
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    ink = np.random.default_rng(3).random((3, 784), dtype=np.float32)
    answers = []
    for binary in (False, True):
        tensor = InferInput("pixels", list(ink.shape), "FP32")
        tensor.set_data_from_numpy(ink, binary_data=binary)
        request = InferRequest("seed", [tensor], request_id="mine")
        answers.append(await client.infer(url, request, model_name="seed"))
    try:
        await client.infer(url, InferRequest("nope", [tensor]), model_name="nope")
    except httpx.HTTPStatusError as error:
        refusal = str(error)
    return {
        "live": await client.is_server_live(url),
        "ready": await client.is_server_ready(url),
        "model_ready": await client.is_model_ready(url, "seed"),
        "ids": [answer.id for answer in answers],
        "outputs": [
            {output.name: output.as_numpy().tolist() for output in answer.outputs}
            for answer in answers
        ],
        "refusal": refusal,
    }


print(json.dumps(asyncio.run(ask(sys.argv[1]))))

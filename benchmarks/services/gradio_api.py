"""Gradio's API for a function, without the queue, which would take two requests for an answer."""

import gradio
import torch

from benchmarks.services import answer, port


def predict(pixels):
    return answer(torch.tensor([pixels]))


if __name__ == "__main__":
    with gradio.Blocks() as blocks:
        inputs, outputs = gradio.JSON(), gradio.JSON()
        button = gradio.Button()
        button.click(predict, inputs, outputs, api_name="predict", queue=False)
    blocks.launch(server_name="127.0.0.1", server_port=port(), quiet=True)

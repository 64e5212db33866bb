"""Export to ONNX (https://onnx.ai), which runs in browsers, on phones and in other runtimes.

The graph takes ``pixels``, float32 of shape (N, 784), and gives ``probabilities``, float32 of shape
(N, 10), and ``digit``, int64 of shape (N,): the tensors of the service's /v2. It computes in
float64, so that all runtimes agree: in float32 the summation order of 784 products shows in the
sixth digit. The weights are stored in float32.
"""

import json
from typing import Any

import numpy as np

from model.serialization.export.metadata import INPUT, ExportError, export_metadata
from model.serialization.model_file import Model

OPSET = 17
IR_VERSION = 8
"""Of 2022, so that older runtimes load it; the few operations used have not changed since."""


def encode(model: Model) -> bytes:
    """Return the bytes of an ``.onnx`` file.

    Raises
    ------
    ExportError
        If the package onnx is not installed.
    """
    try:
        import onnx  # noqa: PLC0415  # optional, and takes a second to import
        from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(
            "expected the package onnx, got none; install it with: pip install 'inkling[export]'"
        ) from error

    def widened(name: str) -> Any:
        return helper.make_node("Cast", [name], [f"{name}_wide"], to=TensorProto.DOUBLE)

    nodes: list[Any] = [widened("pixels")]
    constants: list[Any] = []
    last = len(model.weights)
    value = "pixels_wide"
    for k, W in enumerate(model.weights, 1):
        for name, array in ((f"W{k}", W[1:]), (f"b{k}", W[0])):
            constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
            nodes.append(widened(name))
        nodes.append(helper.make_node("Gemm", [value, f"W{k}_wide", f"b{k}_wide"], [f"z{k}"]))
        if k < last:
            nodes.append(helper.make_node("Sigmoid", [f"z{k}"], [f"h{k}"]))
            value = f"h{k}"
    nodes += [
        helper.make_node("Softmax", [f"z{last}"], ["P"], axis=1),
        helper.make_node("Cast", ["P"], ["probabilities"], to=TensorProto.FLOAT),
        helper.make_node("ArgMax", ["probabilities"], ["digit"], axis=1, keepdims=0),
    ]
    sizes = model.sizes
    pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["N", sizes[0]], INPUT)
    probabilities = helper.make_tensor_value_info(
        "probabilities", TensorProto.FLOAT, ["N", sizes[-1]], "of the digits 0 to 9"
    )
    digit = helper.make_tensor_value_info("digit", TensorProto.INT64, ["N"], "the most probable")
    graph = helper.make_graph(
        nodes, f"inkling-{model.name}", [pixels], [probabilities, digit], constants
    )
    exported = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="inkling",
        producer_version=model.version,
        doc_string=str(model.metadata.get("description", "")),
    )
    helper.set_model_props(
        exported,
        {
            name: fact if isinstance(fact, str) else json.dumps(fact, sort_keys=True)
            for name, fact in export_metadata(model).items()
        },
    )
    onnx.checker.check_model(exported, full_check=True)
    content: bytes = exported.SerializeToString(deterministic=True)
    return content

"""Description of a model's tensors."""

from app.inference_protocol.response import OUTPUT_TYPES
from app.inference_protocol.schemas import INPUT, ModelMetadata, OutputName, TensorMetadata
from app.parsing.pixels import COUNT
from model.serialization.model_file import Model

SERVER_NAME = "inkling"


def describe(model: Model) -> ModelMetadata:
    """Return the input and output tensors of a model; -1 stands for the batch."""
    shapes: dict[OutputName, list[int]] = {
        "probabilities": [-1, model.sizes[-1]],
        "digit": [-1],
    }
    return ModelMetadata(
        name=model.name,
        versions=[model.version],
        platform="inkling_numpy",
        inputs=[TensorMetadata(name=INPUT, datatype="FP32", shape=[-1, COUNT])],
        outputs=[
            TensorMetadata(name=name, datatype=OUTPUT_TYPES[name], shape=shape)
            for name, shape in shapes.items()
        ],
    )

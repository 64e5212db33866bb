"""Bodies of requests and replies of the Open Inference Protocol."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from app.http.validation import describe_value
from app.parsing.json_body import MAX_BATCH
from app.parsing.pixels import COUNT
from model.preprocessing.array_types import INPUT_SIDE

INPUT = "pixels"
MAX_ID_LENGTH = 256

_SHAPE = f"[N, {COUNT}] or [N, {INPUT_SIDE}, {INPUT_SIDE}]"

InputType = Literal["FP32", "UINT8"]
OutputName = Literal["probabilities", "digit"]


class Failure(BaseModel):
    """An error in the protocol's own shape."""

    error: str


class Server(BaseModel):
    """Name, version and extensions of the server."""

    name: str
    version: str
    extensions: list[str]


class Live(BaseModel):
    """The process answers."""

    live: Literal[True] = True


class Ready(BaseModel):
    """All models are loaded."""

    ready: Literal[True] = True


class ModelReady(BaseModel):
    """The model is loaded."""

    name: str
    ready: Literal[True] = True


class TensorMetadata(BaseModel):
    """An input or output tensor of a model; -1 stands for any length."""

    name: str
    datatype: str
    shape: list[int]


class ModelMetadata(BaseModel):
    """The input and output tensors of a model."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class Parameters(BaseModel):
    """Parameters of a request, a tensor or an output; unknown ones are ignored."""

    model_config = ConfigDict(strict=True)

    binary_data_size: int | None = Field(None, ge=0)
    binary_data: bool | None = None
    binary_data_output: bool | None = None
    classification: Any = None
    shared_memory_region: Any = None

    @field_validator("classification")
    @classmethod
    def _reject_classification(cls, _value: Any) -> None:
        raise ValueError(
            "The classification extension is not supported; request the output `digit`."
        )

    @field_validator("shared_memory_region")
    @classmethod
    def _reject_shared_memory(cls, _value: Any) -> None:
        raise ValueError(
            "Shared memory is not supported; send the tensor in `data` or as binary data."
        )


ParametersField = Annotated[
    Parameters, WithJsonSchema({"additionalProperties": True, "type": "object"})
]


class InputTensor(BaseModel):
    """The pixels, 0 paper to 1 ink in FP32, or 0 to 255 in UINT8."""

    model_config = ConfigDict(strict=True)

    name: Literal["pixels"]
    datatype: InputType
    shape: list[int] = Field(description=f"{_SHAPE}, N from 1 to {MAX_BATCH}")
    data: list[Any] | None = Field(None, description="row by row, flat or nested as the shape is")
    parameters: ParametersField | None = None

    @field_validator("shape")
    @classmethod
    def _require_images(cls, shape: list[int]) -> list[int]:
        fits = shape[1:] in ([COUNT], [INPUT_SIDE, INPUT_SIDE]) and 1 <= shape[0] <= MAX_BATCH
        if not fits:
            raise ValueError(
                f"expected {_SHAPE} with N from 1 to {MAX_BATCH}, got {describe_value(shape)}"
            )
        return shape

    @model_validator(mode="after")
    def _require_data_once(self) -> "InputTensor":
        if (self.data is None) == (self.binary_data_size is None):
            got = "neither" if self.data is None else "both"
            raise ValueError(f"expected either data or the parameter binary_data_size, got {got}")
        return self

    @property
    def binary_data_size(self) -> int | None:
        """Number of bytes behind the document; None if the tensor is in `data`."""
        return None if self.parameters is None else self.parameters.binary_data_size


class RequestedOutput(BaseModel):
    """An output tensor of the reply."""

    model_config = ConfigDict(strict=True)

    name: OutputName
    parameters: ParametersField | None = None

    @property
    def binary_data(self) -> bool | None:
        """Whether the tensor is to be raw; None if the request does not say."""
        return None if self.parameters is None else self.parameters.binary_data


class Inference(BaseModel):
    """A request for inference."""

    model_config = ConfigDict(strict=True)

    id: str | None = Field(None, max_length=MAX_ID_LENGTH, description="repeated in the reply")
    inputs: list[InputTensor] = Field(min_length=1, max_length=1)
    outputs: list[RequestedOutput] | None = Field(None, description="without it, all")
    parameters: ParametersField | None = None

    @field_validator("outputs")
    @classmethod
    def _require_unique_names(
        cls, outputs: list[RequestedOutput] | None
    ) -> list[RequestedOutput] | None:
        names = [output.name for output in outputs or []]
        if len(set(names)) != len(names):
            raise ValueError("expected each output once")
        return outputs


class OutputTensor(BaseModel):
    """A tensor of the answer; without `data`, its bytes are behind the document."""

    name: OutputName
    datatype: Literal["FP32", "INT64"]
    shape: list[int]
    data: list[float] | list[int] | None = None
    parameters: dict[str, Any] | None = None


class Inferred(BaseModel):
    """The answer to a request for inference."""

    model_name: str
    model_version: str
    id: str | None = None
    outputs: list[OutputTensor]

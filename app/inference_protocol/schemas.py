"""The bodies of the Open Inference Protocol, as /openapi.json describes them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.parsing.json_body import MAX_BATCH


class Failure(BaseModel):
    """An error in the protocol's own shape."""

    error: str


class Server(BaseModel):
    """What answers."""

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
    """The model can be asked."""

    name: str
    ready: Literal[True] = True


class TensorMetadata(BaseModel):
    """A tensor that a model takes or gives; -1 stands for any length."""

    name: str
    datatype: str
    shape: list[int]


class ModelMetadata(BaseModel):
    """What a model takes and gives."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class InputTensor(BaseModel):
    """The pixels, 0 paper to 1 ink in FP32, or 0 to 255 in UINT8."""

    name: Literal["pixels"]
    datatype: Literal["FP32", "UINT8"]
    shape: list[int] = Field(description=f"[N, 784] or [N, 28, 28], N from 1 to {MAX_BATCH}")
    data: list[Any] | None = Field(None, description="row by row, flat or nested as the shape is")
    parameters: dict[str, Any] | None = None


class RequestedOutput(BaseModel):
    """An output to answer with."""

    name: Literal["probabilities", "digit"]
    parameters: dict[str, Any] | None = None


class Inference(BaseModel):
    """A request for inference."""

    id: str | None = Field(None, description="repeated in the reply")
    inputs: list[InputTensor] = Field(min_length=1, max_length=1)
    outputs: list[RequestedOutput] | None = Field(None, description="without it, all")
    parameters: dict[str, Any] | None = None


class OutputTensor(BaseModel):
    """A tensor of the answer; without `data`, its bytes are behind the document."""

    name: Literal["probabilities", "digit"]
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

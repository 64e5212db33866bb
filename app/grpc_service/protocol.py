"""Messages and methods of the protocol, from its compiled description.

Classes are made from the description at run time: code that protoc generates requires a version of
protobuf that other packages may not allow.
"""

from importlib import resources
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "inference.GRPCInferenceService"
DESCRIPTION = "open_inference_grpc.binpb"


def _load() -> descriptor_pool.DescriptorPool:
    content = resources.files(__package__).joinpath(DESCRIPTION).read_bytes()
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(content).file:
        pool.Add(file)
    return pool


_POOL = _load()

METHODS: dict[str, Any] = {
    method.name: method for method in _POOL.FindServiceByName(SERVICE).methods
}
"""Descriptors of the methods by name."""


def message_class(name: str) -> Any:
    """Return the class of a message, such as `ModelInferRequest`."""
    return message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"inference.{name}"))

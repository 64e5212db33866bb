"""Fields of a document of the protocol, verified."""

from collections.abc import Mapping
from typing import Any

from app.http.problems import FieldPath, InvalidRequest
from app.parsing.numbers import described

_REFUSED = {
    "classification": "without the classification extension: ask for the output `digit`",
    "shared_memory_region": "without shared memory: the tensor in `data` or as binary data",
}


def parameters(holder: Mapping[str, Any], path: FieldPath) -> Mapping[str, Any]:
    """Return the parameters of `holder`; none that would change the answer may be unknown here."""
    value = holder.get("parameters")
    if value is None:
        return {}
    checked = mapping(value, (*path, "parameters"))
    for name, instead in _REFUSED.items():
        if name in checked:
            raise InvalidRequest.for_field(
                (*path, "parameters", name), f"expected a request {instead}"
            )
    return checked


def flag(given: Mapping[str, Any], name: str, path: FieldPath) -> bool | None:
    """Return the parameter `name` of those given, or None if it is not among them."""
    value = given.get(name)
    if value is not None and type(value) is not bool:
        raise InvalidRequest.for_field(
            (*path, "parameters", name), f"expected true or false, got {described(value)}"
        )
    return value


def mapping(value: Any, path: FieldPath) -> Mapping[str, Any]:
    """Return `value`, an object."""
    if not isinstance(value, dict):
        raise InvalidRequest.for_field(path, f"expected an object, got {described(value)}")
    return value

"""A request for inference, verified: which pixels to read and what to answer with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.http.problems import FieldPath, InvalidRequest
from app.inference_protocol import binary, fields, inputs
from app.parsing.numbers import described
from app.parsing.strict_json import parsed

OUTPUTS = ("probabilities", "digit")
LONGEST_ID = 256


@dataclass(frozen=True)
class Wanted:
    """An output that was asked for, and whether raw."""

    name: str
    raw: bool


@dataclass(frozen=True)
class InferenceRequest:
    """What a client asks.

    Attributes
    ----------
    id : str or None
        To be repeated in the reply.
    pixels : float32 array, shape (N, 784)
        0 paper to 1 ink.
    outputs : tuple of Wanted
        In the order in which they are to be answered.
    """

    id: str | None
    pixels: NDArray[np.float32]
    outputs: tuple[Wanted, ...]


def parse(body: bytes, header: str | None) -> InferenceRequest:
    """Return the request that a body holds.

    Parameters
    ----------
    body : bytes
    header : str or None
        The value of ``Inference-Header-Content-Length``.

    Raises
    ------
    InvalidRequest
        Says where, expected and got.
    """
    content, raw = binary.split(body, header)
    document = fields.mapping(parsed(content), ("body",))
    identity = document.get("id")
    if identity is not None and (type(identity) is not str or len(identity) > LONGEST_ID):
        got = f"{len(identity)} characters" if type(identity) is str else described(identity)
        raise InvalidRequest.for_field(
            ("body", "id"), f"expected a text of at most {LONGEST_ID} characters, got {got}"
        )
    parameters = fields.parameters(document, ("body",))
    outputs = _outputs(document, fields.flag(parameters, "binary_data_output", ("body",)) or False)
    pixels = inputs.pixels(document, raw)
    raw.finish()
    return InferenceRequest(identity, pixels, outputs)


def _outputs(document: Mapping[str, Any], raw: bool) -> tuple[Wanted, ...]:
    path: FieldPath = ("body", "outputs")
    outputs = document.get("outputs")
    if outputs is None or outputs == []:
        return tuple(Wanted(name, raw) for name in OUTPUTS)
    if type(outputs) is not list or len(outputs) > len(OUTPUTS):
        raise InvalidRequest.for_field(
            path, f"expected a list of at most {len(OUTPUTS)} outputs, got {described(outputs)}"
        )
    wanted: list[Wanted] = []
    for k, value in enumerate(outputs):
        output = fields.mapping(value, (*path, k))
        name = output.get("name")
        if type(name) is not str or name not in OUTPUTS or name in (w.name for w in wanted):
            got = f"{name!a:.80}" if "name" in output else "no name"
            raise InvalidRequest.for_field(
                (*path, k, "name"), f"expected {' or '.join(OUTPUTS)}, each once, got {got}"
            )
        chosen = fields.flag(fields.parameters(output, (*path, k)), "binary_data", (*path, k))
        wanted.append(Wanted(name, raw if chosen is None else chosen))
    return tuple(wanted)

"""Names of arrays in code, in each notation."""

from model.explanation.conventions.convention import Notation
from model.explanation.conventions.expressions import Kind, Symbol

LAYER_OFFSET: dict[Notation, int] = {"inkling": 0, "nielsen": 1, "ng": 0, "cs231n": 0}
"""Nielsen counts the input as layer 1."""

_NAMES: dict[Notation, dict[Kind, str]] = {
    "inkling": {},
    "nielsen": {
        "X": "x",
        "A": "a{}_ones",
        "H": "a{}",
        "P": "a{}",
        "Y": "y",
        "W": "w{}",
        "dW": "nabla_w{}",
        "db": "nabla_b{}",
        "dH": "nabla_a{}",
        "N": "m",
        "rate": "eta",
        "loss": "C",
    },
    "ng": {
        "A": "A{}_ones",
        "H": "A{}",
        "z": "Z{}",
        "P": "A{}",
        "delta": "dZ{}",
        "dH": "dA{}",
        "N": "m",
        "rate": "alpha",
        "loss": "J",
    },
    "cs231n": {
        "A": "h{}_ones",
        "H": "h{}",
        "P": "probs",
        "delta": "dz{}",
        "dH": "dh{}",
        "rate": "step_size",
    },
}
_INKLING: dict[Kind, str] = {
    "X": "X",
    "A": "A{}",
    "H": "H{}",
    "z": "z{}",
    "P": "P",
    "Y": "Y",
    "W": "W{}",
    "b": "b{}",
    "delta": "delta{}",
    "dW": "dW{}",
    "db": "db{}",
    "dH": "dH{}",
    "N": "N",
    "rate": "rate",
    "loss": "L",
}


def code_name(symbol: Symbol, notation: Notation, layers: int) -> str:
    """Return the name of an array, for a network with this many weight matrices."""
    kind, k = symbol.kind, symbol.layer
    if k == 0 and kind in {"H", "dH"} and notation in {"inkling", "cs231n"}:
        return "X" if kind == "H" else "dX"
    if notation == "cs231n" and kind == "A" and k == 0:
        return "X_ones"
    if notation == "cs231n" and k == layers and kind in {"z", "delta"}:
        return "scores" if kind == "z" else "dscores"
    number = (layers if kind == "P" else k) + LAYER_OFFSET[notation]
    return _NAMES[notation].get(kind, _INKLING[kind]).format(number)

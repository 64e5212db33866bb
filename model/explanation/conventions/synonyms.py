"""Names of arrays in a convention, by their names in others, or similar or common names."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from model.explanation.conventions.arrays import given_symbols, gradient_symbols
from model.explanation.conventions.convention import NOTATIONS, Convention
from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.names import code_name

_COMMON: dict[Symbol, tuple[str, ...]] = {
    Symbol("P"): ("yhat", "ypred", "output", "p", "o"),
    Symbol("Y"): ("t", "target", "targets", "label", "labels", "ytrue"),
    Symbol("N"): ("n", "m", "batchsize"),
}
"""Names in many programs, without underscores and in lower case."""


def name_in_convention(
    name: str, known: Collection[str], convention: Convention, layers: int
) -> tuple[str, bool] | None:
    """Return the name of an array in a convention.

    Parameters
    ----------
    name : str
        Its name elsewhere, such as "probs", "y_hat" or "delta_3".
    known : collection of str
        Names to choose from.
    convention : Convention
    layers : int
        The number of weight matrices.

    Returns
    -------
    tuple of str and bool, or None
        One of `known`, and whether only its spelling differs; None if none is meant.
    """
    simplified = _simplified(name)
    for candidate in known:
        if _simplified(candidate) == simplified:
            return candidate, True
    symbols = [*_symbols(convention, layers)]
    for notation in NOTATIONS:
        for symbol in symbols:
            if code_name(symbol, notation, layers) == name:
                candidate = code_name(_present(symbol, convention), convention.notation, layers)
                if candidate in known:
                    return candidate, False
    for symbol, words in _COMMON.items():
        candidate = code_name(symbol, convention.notation, layers)
        if simplified in words and candidate in known:
            return candidate, False
    return None


def _symbols(convention: Convention, layers: int) -> Iterator[Symbol]:
    """Yield the arrays of the convention, then those of other conventions."""
    others = [replace(convention, bias=bias) for bias in ("bias-folded", "bias-apart")]
    for variant in (convention, *others):
        yield from given_symbols(layers, variant)
        yield from gradient_symbols(layers, variant)


def _present(symbol: Symbol, convention: Convention) -> Symbol:
    """Return the array that a convention has in place of the inputs with ones."""
    is_absent = symbol.kind == "A" and not convention.is_folded
    return Symbol("H", symbol.layer) if is_absent else symbol


def _simplified(name: str) -> str:
    """Return a name in a canonical form: dL_dW2, grad_w2 and dW_2 become dw2."""
    text = name.lower().replace("_", "")
    text = re.sub(r"^(d[ljce]d|grad|nabla)(?=[a-z])", "d", text)
    return re.sub(r"^d(?=\d)", "delta", text)

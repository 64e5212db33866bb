"""Weight initialization: random weights, scaled so that signals neither vanish nor grow.

And zeros, which show why the weights are random: see the sanity checks of `model.training`.
"""

import itertools
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

from model.network import Array

InitScheme = Literal["xavier", "lecun", "normal", "zeros"]
INIT_SCHEMES: tuple[InitScheme, ...] = get_args(InitScheme)
"""Weight initialization schemes; see `initialize`."""


def initialize(
    sizes: Sequence[int],
    rng: np.random.Generator,
    scheme: InitScheme = "xavier",
    dtype: Any = np.float32,
) -> list[Array]:
    """Return initial weights, random but for "zeros", with biases 0.

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer, inputs first.
    rng : numpy.random.Generator
        Source of random numbers.
    scheme : {"xavier", "lecun", "normal", "zeros"}
        The standard deviation of the weights: ``sqrt(2 / (inputs + outputs))`` (Glorot and Bengio,
        2010), ``sqrt(1 / inputs)`` (LeCun et al., "Efficient BackProp", 1998), 1, or 0.

    Raises
    ------
    ValueError
        If the scheme is unknown, or there are fewer than two layers, or an empty one.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"expected at least two layers of at least one unit, got {list(sizes)}")
    weights: list[Array] = []
    for inputs, outputs in itertools.pairwise(sizes):
        match scheme:
            case "xavier":
                deviation = np.sqrt(2 / (inputs + outputs))
            case "lecun":
                deviation = np.sqrt(1 / inputs)
            case "normal":
                deviation = 1.0
            case "zeros":
                deviation = 0.0
            case _:
                raise ValueError(
                    f"expected xavier, lecun, normal or zeros as scheme, got {scheme!r}"
                )
        W = rng.standard_normal((1 + inputs, outputs)) * deviation
        W[0] = 0
        weights.append(W.astype(dtype))
    return weights

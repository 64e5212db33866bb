"""The lattice of a number: an acyclic graph whose paths are the readings of the number.

Node i stands before segment i, and node P after the last. A candidate is an arc from its first
segment to the segment after its last, as in the segmentation graph of LeCun et al., "Gradient-Based
Learning Applied to Document Recognition", 1998. Further arcs from i to i + 1 leave out a segment
that belongs to no digit. `model.numbers.lattice_building` builds lattices.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lattice:
    """Candidates, A of them, and segments that may be left out, P of them.

    Attributes
    ----------
    starts, stops : integer arrays, shape (A,)
        First segment of each candidate, and the segment after its last.
    features : float64 array, shape (A, 10, F)
        Those of each candidate as each digit, in the order of `features.CANDIDATE_FEATURES`, or of
        `features.FIRST_FEATURES` before the candidates are read.
    skip_features : float64 array, shape (P, S)
        Those of leaving out each segment, in the order of `features.SKIP_FEATURES`.
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    features: Floats
    skip_features: Floats


@dataclass(frozen=True)
class ReadLattice(Lattice):
    """A lattice whose candidates a network has read.

    Attributes
    ----------
    vectors : float32 array, shape (A, 784)
        Inputs of the network that reads digits.
    P : float64 array, shape (A, 10)
        Its probabilities.
    boxes : integer array, shape (A, 4)
        Top, left, bottom and right of each candidate in the array of the number.
    """

    vectors: NDArray[np.float32]
    P: Floats
    boxes: NDArray[Any]

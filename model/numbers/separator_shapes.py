"""Shapes of the separators of numbers, and of a straight 1, which resembles a slash.

The logarithms of size and aspect and the middle of each shape are taken as independent and normally
distributed (naive Bayes), so that a mark between two shapes has a probability of being either. The
deviations are 1.2 times those of the marks that `model.data.synthesis.separators` draws beside
digits of writers of the calibration: real hands differ more.
"""

import numpy as np

ONE, UPPER_DOT = "1", "upper dot"

_SHAPES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    # Mean and standard deviation of log size, log aspect and middle. The heights of the digits are
    # 1 and their middles 0.5; a size is the root of height times width.
    ".": ((-2.2, 0.0, 0.95), (0.42, 0.3, 0.1)),
    UPPER_DOT: ((-2.25, 0.0, 0.36), (0.42, 0.3, 0.14)),
    ",": ((-1.6, 0.6, 1.05), (0.36, 0.36, 0.1)),
    "-": ((-1.5, -1.35, 0.55), (0.36, 0.42, 0.12)),
    "/": ((0.05, 0.5, 0.48), (0.24, 0.36, 0.14)),
    ONE: ((-0.65, 1.2, 0.53), (0.36, 0.6, 0.14)),
}

_MAX_DEVIATION = 3.2
"""Maximum distance from the mean of a shape, in standard deviations over all three."""

_MAX_THICKNESS = 1.9
"""Maximum thickness of a straight stroke, as a ratio of the stroke width."""

_STRAIGHT = {"-", "/", ONE}

_PRIORS = {"/": 3.0}
"""Relative prior probability, 1 for other shapes: in numbers that are searched for slashes, these
are more frequent than straight ones."""


def shape_probabilities(
    height: float, width: float, middle: float, thickness: float
) -> dict[str, float]:
    """Return the probability of each shape that fits a mark; empty if none does.

    Parameters
    ----------
    height, width, middle : float
        In heights of the digits; the middle is 0 at their top and 1 on the base line.
    thickness : float
        Extent across its longest axis, as a ratio of the stroke width.
    """
    is_straight = thickness <= _MAX_THICKNESS
    measured = np.array([np.log(height * width) / 2, np.log(height / width), middle])
    densities = {}
    for shape, (means, deviations) in _SHAPES.items():
        if shape in _STRAIGHT and not is_straight:
            continue
        distances = (measured - means) / deviations
        if np.linalg.norm(distances) <= _MAX_DEVIATION:
            density = np.exp(-(distances**2).sum() / 2) / np.prod(deviations)
            densities[shape] = float(_PRIORS.get(shape, 1.0) * density)
    total = sum(densities.values())
    return {shape: density / total for shape, density in densities.items()}

"""Interval of a share that was observed in a sample."""

import math

Z_95 = 1.959964
"""Quantile of the normal distribution that 2.5 % exceed."""


def wilson_interval(successes: int, count: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's score interval of a share (Wilson, "Probable Inference", 1927).

    Unlike the normal approximation it stays within 0 and 1, and is not empty if all succeed.

    Parameters
    ----------
    successes, count : int
        ``0 <= successes <= count``, and `count` at least 1.
    z : float
        Half the width in standard deviations; by default of 95 %.
    """
    share = successes / count
    center = share + z**2 / (2 * count)
    margin = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    scale = 1 + z**2 / count
    return max((center - margin) / scale, 0.0), min((center + margin) / scale, 1.0)

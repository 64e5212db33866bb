"""Confidence interval of a proportion."""

import math

Z_95 = 1.959964
"""Quantile of the normal distribution that 2.5 % exceed."""


def wilson_interval(share: float, count: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    Unlike the normal approximation it stays within 0 and 1, and is never empty.

    Parameters
    ----------
    share : float
        0 to 1.
    count : int
        Size of the sample, at least 1.
    z : float
        Half the width in standard deviations; by default of 95 %.
    """
    center = share + z**2 / (2 * count)
    margin = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    scale = 1 + z**2 / count
    return max((center - margin) / scale, 0.0), min((center + margin) / scale, 1.0)

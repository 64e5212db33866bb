"""Weights of the scores of candidates, and the calibration of a number's probability.

`tools/fit_numbers.py` fits them on digits of writers that no evaluation reports on.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from model.numbers.features import FIRST_FEATURES
from model.numbers.scoring import Weights

_DOCUMENT: dict[str, Any] = json.loads(
    Path(__file__).with_name("weights.json").read_text(encoding="utf-8")
)

WEIGHTS = Weights.from_names(_DOCUMENT["candidate"], _DOCUMENT["skip"])

FIRST_WEIGHTS = Weights.from_names(**_DOCUMENT["first"], names=FIRST_FEATURES)
"""Those of the first search, before candidates are read."""

_SLOPE, _OFFSET = (_DOCUMENT["calibration"][name] for name in ("slope", "offset"))
_MIN_LOG_ODDS, _MAX_LOG_ODDS = -12.0, 12.0
"""Limits of the calibrated log odds: the probability of an error is at least 1 in 160,000."""

_MIN_PROBABILITY = 1e-9
"""Probabilities are limited to this, and their complements, so that the log odds are finite."""


def calibrated(probability: float) -> float:
    """Return the calibrated probability of a number.

    A line in the log odds: Platt, "Probabilistic Outputs for Support Vector Machines", 1999.
    """
    p, q = max(probability, _MIN_PROBABILITY), max(1 - probability, _MIN_PROBABILITY)
    log_odds = np.log(p) - np.log(q)
    logit = np.clip(_SLOPE * log_odds + _OFFSET, _MIN_LOG_ODDS, _MAX_LOG_ODDS)
    return float(1 / (1 + np.exp(-logit)))

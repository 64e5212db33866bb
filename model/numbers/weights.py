"""Weights of the scores of candidates, and the calibration of a number's probability.

`tools/fit_numbers.py` fits them on digits of writers that no evaluation reports on.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from model.numbers.scoring import Weights

_DOCUMENT: dict[str, Any] = json.loads(
    Path(__file__).with_name("weights.json").read_text(encoding="utf-8")
)

WEIGHTS = Weights.from_names(_DOCUMENT["candidate"], _DOCUMENT["skip"])

_SLOPE, _OFFSET = (_DOCUMENT["calibration"][name] for name in ("slope", "offset"))
_MIN_LOG_ODDS, _MAX_LOG_ODDS = -12.0, 12.0


def calibrated(probability: float) -> float:
    """Return the calibrated probability of a number.

    Platt, "Probabilistic Outputs for Support Vector Machines", 1999: a line in the log odds.
    """
    odds = np.log(max(probability, 1e-9)) - np.log(max(1 - probability, 1e-9))
    logit = np.clip(_SLOPE * odds + _OFFSET, _MIN_LOG_ODDS, _MAX_LOG_ODDS)
    return float(1 / (1 + np.exp(-logit)))

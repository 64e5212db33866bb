"""Letters and currency signs before and after a number, which are left out."""

import math
from dataclasses import replace

import numpy as np

from model.numbers.features import CANDIDATE_FEATURES
from model.numbers.lattice import ReadLattice
from model.numbers.scoring import Path

_MAX_EVIDENCE, _MIN_LOG_PROBABILITY = -0.5, math.log(0.5)
"""Evidence less the rejection threshold, by the network that reads digits and divided by 4, below
which, and logarithm of the candidate network's probability of no digit above which, a letter is
left out at either end of a number. None of 514 digits of the calibration's writers is both; of
letters a third are, of drawn currency signs half."""


def without_letters(path: Path, lattice: ReadLattice) -> Path:
    """Return a path without the candidates at its ends that both networks say are no digits.

    Letters and currency signs beside a number are as large as its digits, so that the search reads
    them. Between digits they stay, and all do if nothing else is left.
    """
    features = lattice.features[list(path.candidates), list(path.digits)]
    evidence = features[:, CANDIDATE_FEATURES.index("evidence_below")]
    non_digit = features[:, CANDIDATE_FEATURES.index("non_digit_log_probability")]
    is_cut = features[:, CANDIDATE_FEATURES.index("cut")] > 0  # out of joined digits
    is_letter = ~is_cut & (evidence < _MAX_EVIDENCE) & (non_digit > _MIN_LOG_PROBABILITY)
    kept = np.flatnonzero(~is_letter)
    if not len(kept):
        return path
    ends = slice(int(kept[0]), int(kept[-1]) + 1)
    return replace(path, candidates=path.candidates[ends], digits=path.digits[ends])

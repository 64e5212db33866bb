"""Letters and currency signs before, after and among the digits of a number, which are left out.

They are as large as digits, so the search takes them for digits. A logistic regression tells them
apart by the outputs of both networks and by their place on the line; neighbors that were cut from
joined ink, such as an M, are classified together. `tools/fit_letters.py` fits it on numbers with
signs that no evaluation reports on.
"""

import json
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.features import CANDIDATE_FEATURES, stack_features
from model.numbers.lattice import ReadLattice
from model.numbers.scoring import Path

Floats = NDArray[np.float64]

PATH = FilePath(__file__).with_name("letters.json")

_DOCUMENT: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))

_NETWORK_FEATURES = ("log_odds", "evidence_below", "evidence_above", "log_probability")

FEATURES = (
    "bias",  # 1
    "log_odds",  # of no digit, by the candidate network; -10 to 10
    "evidence_below",  # this and all to `cut` as in `features.CANDIDATE_FEATURES`
    "evidence_above",
    "log_probability",
    "candidate_log_probability",
    "aspect",
    "short",
    "tall",
    "wide",
    "off_line",
    "inner_components",
    "cut",
    "pieces",  # number of candidates that are classified together, less 1
    *(f"cut_{name}" for name in _NETWORK_FEATURES),  # the feature named, times `cut`
)
"""Features of a candidate; of cut ones beside one another, their mean."""

_WEIGHTS = np.array([_DOCUMENT["weights"][name] for name in FEATURES])  # in the order of these

_MAX_LOG_ODDS = 10.0

MIN_WORD = 2
"""Minimum number of letters of a word that stand apart, so that it is left out as a whole."""


def find_letters(path: Path, lattice: ReadLattice) -> NDArray[np.bool_]:
    """Return which candidates of a path are letters or other signs."""
    features = letter_features(path, lattice)
    is_cut = features[:, FEATURES.index("cut")] > 0
    thresholds = np.where(is_cut, _DOCUMENT["cut_threshold"], _DOCUMENT["threshold"])
    is_letter: NDArray[np.bool_] = features @ _WEIGHTS > thresholds
    return is_letter


def is_word(path: Path, lattice: ReadLattice, is_letter: NDArray[np.bool_]) -> bool:
    """Return whether all candidates of a path are letters, at least two of them not cut.

    Joined digits are classified together, so one mistake would leave out a whole number.
    """
    is_cut = lattice.features[list(path.candidates), 0, CANDIDATE_FEATURES.index("cut")] > 0
    return bool(is_letter.all() and np.count_nonzero(~is_cut) >= MIN_WORD)


def without(path: Path, is_left_out: NDArray[np.bool_]) -> Path:
    """Return a path without some of its candidates."""
    kept = np.flatnonzero(~is_left_out).tolist()
    return replace(
        path,
        candidates=tuple(path.candidates[k] for k in kept),
        digits=tuple(path.digits[k] for k in kept),
    )


def letter_features(path: Path, lattice: ReadLattice) -> Floats:
    """Return the features of each candidate of a path, shape (L, F), as `FEATURES`."""
    features = lattice.features[list(path.candidates), list(path.digits)]
    columns = dict(zip(CANDIDATE_FEATURES, features.T, strict=True))
    log_p = np.minimum(columns["non_digit_log_probability"], -1e-9)
    log_odds = log_p - np.log(-np.expm1(log_p))
    columns["log_odds"] = np.clip(log_odds, -_MAX_LOG_ODDS, _MAX_LOG_ODDS)
    columns["bias"] = np.ones(len(features))
    columns["pieces"] = np.zeros(len(features))
    for name in _NETWORK_FEATURES:
        columns[f"cut_{name}"] = columns[name] * columns["cut"]
    stacked = stack_features(columns, FEATURES, (len(features),))
    for run in _runs(columns["cut"] > 0):
        stacked[run] = stacked[run].mean(axis=0)  # over the candidates of the run
        stacked[run, FEATURES.index("pieces")] = run.stop - run.start - 1
    return stacked


def _runs(is_cut: NDArray[np.bool_]) -> list[slice]:
    """Return the runs of true entries."""
    if not is_cut.any():
        return []
    edges = np.flatnonzero(np.diff(is_cut, prepend=False, append=False))
    return [slice(start, stop) for start, stop in edges.reshape(-1, 2).tolist()]

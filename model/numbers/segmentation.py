"""The segmentation graph of a number, for people: its cuts, its candidates, and the best path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.lattice import ReadLattice
from model.numbers.scoring import Path, Weights, candidate_probabilities, score_arcs
from model.numbers.segments import Segments

MAX_CANDIDATES = 120
"""Maximum number of candidates that are kept of a number; those of the two paths always are."""

MAX_LINE_POINTS = 12
"""Maximum number of points of the line of a cut."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A run of neighboring segments that may be one digit.

    Attributes
    ----------
    start, stop : int
        Its first segment, and the segment after its last.
    box : tuple of float
        Left, top, width and height in pixels of the image.
    digit : int
        The digit that fits it best in a number.
    confidence : float
        The network's probability of that digit.
    probability : float
        Sum of the probabilities of all paths through it, as whatever digit: how likely it is that
        this ink is one digit. Not calibrated.
    """

    start: int
    stop: int
    box: tuple[float, float, float, float]
    digit: int
    confidence: float
    probability: float


@dataclass(frozen=True)
class Segmentation:
    """The segmentation graph of a number.

    Attributes
    ----------
    segments : int
        Number of segments, numbered from left to right.
    lines : list of float64 array, shape (K, 2)
        The line of each cut from top to bottom, x and y in pixels of the image.
    candidates : list of Candidate
        From left to right; the most probable ones if there are more than `MAX_CANDIDATES`.
    candidates_found : int
        How many there are in all.
    path : list of int
        Indices in `candidates` of the digits of the number.
    runner_up : list of int
        The same of the runner-up; empty if there is none.
    """

    segments: int
    lines: list[Floats]
    candidates: list[Candidate]
    candidates_found: int
    path: list[int]
    runner_up: list[int]


def describe(
    segments: Segments,
    lattice: ReadLattice,
    weights: Weights,
    paths: Sequence[Path],
    reduction: int,
) -> Segmentation:
    """Return the segmentation graph of a number.

    Parameters
    ----------
    segments : Segments
    lattice : ReadLattice
        Of these segments.
    weights : Weights
    paths : sequence of Path
        The best one, and the runner-up if there is one.
    reduction : int
        Factor by which the image was reduced.
    """
    scores, skip_scores = score_arcs(lattice, weights)
    digits = scores.argmax(axis=1)  # best digit of each candidate
    probabilities = candidate_probabilities(lattice, scores, skip_scores)
    priority = probabilities.copy()
    path, *others = paths
    runner_up = others[0].candidates if others else ()
    priority[[*path.candidates, *runner_up]] = np.inf
    kept = np.sort(np.argsort(-priority, kind="stable")[:MAX_CANDIDATES])
    chosen_digit = dict(zip(path.candidates, path.digits, strict=True))
    top, left = segments.corner
    candidates = []
    for k in kept.tolist():
        box = lattice.boxes[k]
        digit = chosen_digit.get(k, int(digits[k]))
        candidates.append(
            Candidate(
                start=int(lattice.starts[k]),
                stop=int(lattice.stops[k]),
                box=(
                    float((left + box[1]) * reduction),
                    float((top + box[0]) * reduction),
                    float((box[3] - box[1]) * reduction),
                    float((box[2] - box[0]) * reduction),
                ),
                digit=digit,
                confidence=float(lattice.P[k, digit]),
                probability=float(probabilities[k]),
            )
        )
    return Segmentation(
        segments=len(segments),
        lines=[(line + np.array([left, top])) * reduction for line in cut_lines(segments)],
        candidates=candidates,
        candidates_found=len(lattice.starts),
        path=np.searchsorted(kept, path.candidates).tolist(),
        runner_up=np.searchsorted(kept, np.array(runner_up, dtype=np.intp)).tolist(),
    )


def cut_lines(segments: Segments) -> list[Floats]:
    """Return the line of each cut, x and y in the array of the number, shape (K, 2).

    A cut runs where the ink of two segments of one component meets.
    """
    before, after = segments.labels[:, :-1], segments.labels[:, 1:]
    rows, columns = np.nonzero((before >= 0) & (after >= 0) & (before != after))
    pair: NDArray[Any] = np.stack([before[rows, columns], after[rows, columns]])
    is_cut = segments.components[pair[0]] == segments.components[pair[1]]
    rows, columns, pair = rows[is_cut], columns[is_cut], np.sort(pair[:, is_cut], axis=0)
    points = np.stack([columns + 1.0, rows + 0.5], axis=1)
    lines = []
    for low, high in np.unique(pair, axis=1).T:
        line = points[(pair[0] == low) & (pair[1] == high)]  # rows ascend
        picked = np.linspace(0, len(line) - 1, min(len(line), MAX_LINE_POINTS)).astype(np.intp)
        lines.append(line[picked])
    return lines

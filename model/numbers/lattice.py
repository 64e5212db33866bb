"""The lattice of a number: candidates for digits, and segments that may be left out.

Its nodes and the arcs of candidates are those of `model.numbers.candidates`. Further arcs from i to
i + 1 leave out a segment that belongs to no digit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inference.calibration import evidence_score
from model.network import Array
from model.numbers import candidate_network
from model.numbers.candidate_images import candidate_images
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import Candidates, find_candidates, with_edges
from model.numbers.cuts import Segments
from model.preprocessing.size_normalization import center_by_mass, normalize_stroke_width

Floats = NDArray[np.float64]
Predict = Callable[[Array], Array]

_MIN_LOG = -10.0

_MAX_NON_DIGIT = float(np.log(0.998))
"""Logarithm of the probability of `NON_DIGIT` from which a candidate is dropped."""

ASPECTS = np.array([-0.25, -1.2, -0.2, -0.35, -0.25, -0.25, -0.45, -0.3, -0.4, -0.45])
"""Logarithm of width by height, along the slant, that a digit has on average."""

ASPECT_SPREADS = np.array([0.3, 0.5, 0.3, 0.3, 0.3, 0.35, 0.3, 0.3, 0.3, 0.3])

_SHAPE_FEATURES = (
    "bias",
    "log probability",
    "evidence below",
    "evidence above",
    "aspect",
    "narrow",
    "wide",
    "low",
    "tall",
    "inner gap",
    "overlap",
    "inner boundaries",
    "inner components",
    "cut sides",
    "cut ink",
    "inner cut ink",
    "inner cut runs",
    "cut loops",
    "cut and log probability",
    "cut and evidence below",
    "cut and evidence above",
    "width",
    "off line",
    "candidate network",
    "no digit",
    "cut and candidate network",
    "cut and no digit",
)
CANDIDATE_FEATURES = (
    *_SHAPE_FEATURES,
    *(f"digit {digit}" for digit in range(10)),
    *(f"cut digit {digit}" for digit in range(10)),
)
SKIP_FEATURES = ("skip", "skip height", "skip width", "skip area", "skip cut", "skip high")


@dataclass(frozen=True)
class Lattice:
    """Candidates, A of them, and segments that may be left out, P of them.

    Attributes
    ----------
    starts, stops : integer arrays, shape (A,)
        First segment of each candidate, and the segment after its last.
    vectors : float32 array, shape (A, 784)
        Inputs of the network.
    P : float64 array, shape (A, 10)
        The network's probabilities.
    features : float64 array, shape (A, 10, F)
        For each candidate and digit, in the order of `CANDIDATE_FEATURES`.
    skip_features : float64 array, shape (P, S)
        For each segment, in the order of `SKIP_FEATURES`.
    boxes : integer array, shape (A, 4)
        Top, left, bottom and right of each candidate in the array of the number.
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    vectors: NDArray[np.float32]
    P: Floats
    features: Floats
    skip_features: Floats
    boxes: NDArray[Any]


def build(segments: Segments, predict: Predict, threshold: float) -> Lattice:
    """Return the lattice of a number.

    Parameters
    ----------
    segments : Segments
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10); called once.
    threshold : float
        Rejection threshold of the model.
    """
    candidates = find_candidates(segments)
    soft = with_edges(segments)
    Q = candidate_network.log_probabilities(candidate_images(segments, soft, candidates))
    likely = Q[:, NON_DIGIT] < _MAX_NON_DIGIT
    candidates, Q = candidates.take(likely), Q[likely]
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    vectors = np.zeros((len(starts), 784), dtype=np.float32)
    for k in range(len(starts)):
        vectors[k] = _vector(segments.ink, soft, starts[k], stops[k], boxes[k])
    P = predict(vectors) if len(starts) else np.zeros((0, 10))
    features = candidate_features(segments, candidates, P, Q, threshold)
    return Lattice(starts, stops, vectors, P, features, _skip_features(segments), boxes)


def _vector(
    ink: NDArray[np.uint8], labels: NDArray[np.int16], i: int, j: int, box: NDArray[Any]
) -> NDArray[np.float32]:
    """Return the network's input, shape (784,), for the segments i to j - 1."""
    top, left, bottom, right = box
    segment = labels[top:bottom, left:right]
    levels = np.where((segment >= i) & (segment < j), ink[top:bottom, left:right], np.uint8(0))
    cropped = np.divide(levels, 255, dtype=np.float32)
    vector: NDArray[np.float32] = center_by_mass(normalize_stroke_width(cropped)).ravel()
    return vector


def candidate_features(
    segments: Segments, candidates: Candidates, P: Floats, Q: Floats, threshold: float
) -> Floats:
    """Return the features of each candidate and digit, shape (A, 10, F).

    Parameters
    ----------
    segments : Segments
    candidates : Candidates
    P : float64 array, shape (A, 10)
        Probabilities of the network that reads digits.
    Q : float64 array, shape (A, 11)
        Logarithms of the probabilities of the candidate network.
    threshold : float
        Rejection threshold of the network that reads digits.
    """
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    spans = candidates.spans
    count = len(starts)
    F = np.zeros((count, 10, len(CANDIDATE_FEATURES)))
    if not count:
        return F
    H = segments.height
    heights = (boxes[:, 2] - boxes[:, 0]) / H
    widths = np.maximum((spans[:, 1] - spans[:, 0]) / H, 0.05)
    aspect = np.log(widths / heights)
    evidence = evidence_score(P) - threshold
    middle = np.median((segments.boxes[:, 0] + segments.boxes[:, 2]) / 2)
    cut = segments.cut_ink / segments.stroke_px
    F[:, :, 0] = 1
    F[:, :, 1] = np.log(np.maximum(P, np.exp(_MIN_LOG)))
    F[:, :, 2] = np.clip(evidence, -16, 0)[:, None] / 4
    F[:, :, 3] = np.clip(evidence, 0, 8)[:, None] / 4
    deviation = (aspect[:, None] - ASPECTS) / ASPECT_SPREADS
    F[:, :, 4] = -np.minimum(deviation**2, 9) / 2
    F[:, :, 5] = np.clip(0.25 - widths, 0, None)[:, None] * 4
    F[:, :, 6] = np.clip(widths - 0.9, 0, 1)[:, None] * 2
    F[:, :, 7] = np.clip(0.85 - heights, 0, None)[:, None] * 2
    F[:, :, 8] = np.clip(heights - 1.15, 0, 1)[:, None] * 2
    for k, (i, j) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        rights = np.maximum.accumulate(segments.spans[i:j, 1])
        gaps = (segments.spans[i + 1 : j, 0] - rights[:-1]) / H
        F[k, :, 9] = max(gaps.max(initial=0), 0) * 5
        F[k, :, 10] = np.clip(-gaps, 0, 0.5).sum()
        F[k, :, 11] = j - i - 1
        F[k, :, 12] = len(set(segments.components[i:j].tolist())) - 1
        F[k, :, 13] = (cut[i] > 0) + (j < len(segments) and cut[j] > 0)
        F[k, :, 14] = (cut[i] + (cut[j] if j < len(segments) else 0)) / 4
        F[k, :, 15] = cut[i + 1 : j].sum() / 4
        F[k, :, 16] = (segments.cut_runs[i + 1 : j] == 1).sum()
        F[k, :, 17] = (segments.cut_runs[i] > 1) + (j < len(segments) and segments.cut_runs[j] > 1)
    is_cut = F[:, :, 13] > 0
    F[:, :, 18:21] = F[:, :, 1:4] * is_cut[:, :, None]
    F[:, :, 21] = np.minimum(widths, 1.5)[:, None]
    centers = (boxes[:, 0] + boxes[:, 2]) / 2
    F[:, :, 22] = np.minimum(np.abs(centers - middle) / H, 1)[:, None] * 3
    F[:, :, 23] = np.maximum(Q[:, :NON_DIGIT], _MIN_LOG)
    F[:, :, 24] = np.maximum(Q[:, NON_DIGIT], _MIN_LOG)[:, None]
    F[:, :, 25:27] = F[:, :, 23:25] * is_cut[:, :, None]
    digits = np.arange(10)
    F[:, digits, len(_SHAPE_FEATURES) + digits] = 1
    F[:, digits, len(_SHAPE_FEATURES) + 10 + digits] = is_cut
    return F


def _skip_features(segments: Segments) -> Floats:
    """Return the features of leaving out each segment, shape (P, S)."""
    H = segments.height
    heights = (segments.boxes[:, 2] - segments.boxes[:, 0]) / H
    widths = (segments.boxes[:, 3] - segments.boxes[:, 1]) / H
    is_cut = (segments.cut_ink[:-1] > 0) | (segments.cut_ink[1:] > 0)
    is_cut &= np.bincount(segments.components, minlength=1)[segments.components] > 1
    middle = np.median((segments.boxes[:, 0] + segments.boxes[:, 2]) / 2)
    is_high = (segments.boxes[:, 0] + segments.boxes[:, 2]) / 2 < middle
    return np.stack(
        [
            np.ones(len(segments)),
            np.minimum(heights, 1.5),
            np.minimum(widths, 1.5),
            np.minimum(segments.areas / (H * segments.stroke_px), 2),
            is_cut.astype(np.float64),
            is_high.astype(np.float64),
        ],
        axis=1,
    )

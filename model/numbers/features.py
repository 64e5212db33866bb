"""Features of the arcs of a lattice, by name; `weights.json` stores the weight of each.

Heights, widths and gaps are ratios of the height of the number's digits, cut ink is a ratio of the
stroke width. Factors bring features to a similar range, since all weights share a learning rate.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from model.inference.calibration import evidence_score
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import Candidates
from model.numbers.pair_network import PairReadings
from model.numbers.segments import Segments

Floats = NDArray[np.float64]

_DIGITS = tuple(f"digit_{digit}" for digit in range(10))

_CUT_FEATURES = ("candidate_log_probability", "non_digit_log_probability", *_DIGITS)
_READER_FEATURES = ("log_probability", "evidence_below", "evidence_above")

FIRST_FEATURES = (
    "bias",  # 1
    "aspect",  # log of the normal density of its log aspect, without constants; -4.5 to 0
    "narrow",  # by how much its width is below 0.25, x 4
    "wide",  # by how much its width exceeds 0.9, x 2; at most 2
    "short",  # by how much its height is below 0.85, x 2
    "tall",  # by how much its height exceeds 1.15, x 2; at most 2
    "inner_gap",  # widest gap between its segments, x 5
    "overlap",  # sum of the overlaps of its segments along the slant, each at most 0.5
    "inner_boundaries",  # number of its segments, less 1
    "inner_components",  # number of its connected components, less 1
    "inner_dots",  # number of its segments that are dots
    "cut",  # 1 if a side is a cut through ink
    "side_cut_ink",  # ink that the cuts at its sides pass through, / 4
    "inner_cut_ink",  # ink that the cuts between its segments pass through, / 4
    "inner_single_stroke_cuts",  # number of cuts between its segments across one stroke
    "side_cut_loop",  # 1 if a cut at a side crosses several strokes
    "width",  # its width, at most 1.5
    "off_line",  # distance of its middle from the line's, x 3; at most 3
    "candidate_log_probability",  # of the digit by the candidate network, at least -10
    "non_digit_log_probability",  # of not being a digit, by the candidate network, at least -10
    "pair_log_probability",  # of the digit in the pairs that it may be half of; `_pair_features`
    "pair_probability",  # of these pairs, from 0 to 2
    "no_pair_log_probability",  # of not being a pair, by the pair network, at least -8
    *_DIGITS,  # 1 for this digit
    *(f"cut_{name}" for name in _CUT_FEATURES),  # the feature named, times `cut`
)
"""Features of a candidate as each digit before the network that reads digits has read it."""

CANDIDATE_FEATURES = (
    *FIRST_FEATURES,
    "log_probability",  # of the digit by the network that reads digits, at least -10
    "evidence_below",  # evidence less the rejection threshold, where negative, / 4; -4 to 0
    "evidence_above",  # evidence less the rejection threshold, where positive, / 4; 0 to 2
    *(f"cut_{name}" for name in _READER_FEATURES),
)
"""Features of a candidate as each digit."""

SKIP_FEATURES = (
    "bias",  # 1
    "height",  # at most 1.5
    "width",  # at most 1.5
    "area",  # in heights times the stroke width, at most 2
    "cut",  # 1 if it is a piece of a component, and a side of it is a cut through ink
    "high",  # 1 if it lies above the middle of the line
    "dot",  # 1 if it is a dot
)
"""Features of leaving out a segment."""

_MAX_DOT = 0.3
"""Maximum height and width of a dot, a component of its own."""

_MIN_LOG, _MIN_PAIR_LOG = -10.0, -8.0

_LOG_ASPECTS = np.array([-0.25, -1.2, -0.2, -0.35, -0.25, -0.25, -0.45, -0.3, -0.4, -0.45])
"""Mean of the logarithm of width by height of each digit, the width along the slant."""

_LOG_ASPECT_DEVIATIONS = np.array([0.3, 0.5, 0.3, 0.3, 0.3, 0.35, 0.3, 0.3, 0.3, 0.3])


def first_features(
    segments: Segments, candidates: Candidates, Q: Floats, pairs: PairReadings
) -> Floats:
    """Return the features of each candidate as each digit before it is read, shape (A, 10, F1).

    Parameters
    ----------
    segments : Segments
    candidates : Candidates
    Q : float64 array, shape (A, 11)
        Logarithms of the probabilities of the candidate network.
    pairs : PairReadings
        Of the same segments.
    """
    features = {
        "bias": np.ones((len(Q), 1)),
        "candidate_log_probability": np.maximum(Q[:, :NON_DIGIT], _MIN_LOG),
        "non_digit_log_probability": np.maximum(Q[:, NON_DIGIT:], _MIN_LOG),
        **_size_features(segments, candidates),
        **_segmentation_features(segments, candidates),
        **_pair_features(candidates, pairs),
    }
    features |= {f"digit_{digit}": indicator for digit, indicator in enumerate(np.eye(10))}
    for name in _CUT_FEATURES:
        features[f"cut_{name}"] = features[name] * features["cut"]
    return stack_features(features, FIRST_FEATURES, (len(candidates), 10))


def with_reader_features(first: Floats, P: Floats, threshold: float) -> Floats:
    """Return the features of each candidate as each digit, shape (A, 10, F).

    Parameters
    ----------
    first : float64 array, shape (A, 10, F1)
        As `first_features` returns them.
    P : float64 array, shape (A, 10)
        Probabilities of the network that reads digits.
    threshold : float
        Rejection threshold of that network.
    """
    evidence = np.repeat(evidence_score(P)[:, None] - threshold, 10, axis=1)
    own = np.stack(
        [
            np.log(np.maximum(P, np.exp(_MIN_LOG))),
            np.clip(evidence, -16, 0) / 4,
            np.clip(evidence, 0, 8) / 4,
        ],
        axis=-1,
    )
    is_cut = first[:, :, [FIRST_FEATURES.index("cut")]]
    return np.concatenate([first, own, own * is_cut], axis=-1)


def skip_features(segments: Segments) -> Floats:
    """Return the features of leaving out each segment, shape (P, S)."""
    H = segments.height
    boxes = segments.boxes
    is_cut = (segments.cut_ink[:-1] > 0) | (segments.cut_ink[1:] > 0)
    is_cut &= ~_are_whole(segments)
    features = {
        "bias": np.ones(len(segments)),
        "height": np.minimum((boxes[:, 2] - boxes[:, 0]) / H, 1.5),
        "width": np.minimum((boxes[:, 3] - boxes[:, 1]) / H, 1.5),
        "area": np.minimum(segments.areas / (H * segments.stroke_px), 2),
        "cut": is_cut.astype(np.float64),
        "dot": _are_dots(segments).astype(np.float64),
        "high": ((boxes[:, 0] + boxes[:, 2]) / 2 < _middle(segments)).astype(np.float64),
    }
    return stack_features(features, SKIP_FEATURES, (len(segments),))


def _size_features(segments: Segments, candidates: Candidates) -> dict[str, Floats]:
    """Return how large each candidate is and where it lies, shapes (A, 10) and (A, 1)."""
    H = segments.height
    spans, boxes = candidates.spans[:, :, None], candidates.boxes[:, :, None]
    heights = (boxes[:, 2] - boxes[:, 0]) / H
    widths = np.maximum((spans[:, 1] - spans[:, 0]) / H, 0.05)
    deviations = (np.log(widths / heights) - _LOG_ASPECTS) / _LOG_ASPECT_DEVIATIONS  # (A, 10)
    distances = np.abs((boxes[:, 0] + boxes[:, 2]) / 2 - _middle(segments)) / H
    return {
        "aspect": -np.minimum(deviations**2, 9) / 2,
        "narrow": np.clip(0.25 - widths, 0, None) * 4,
        "wide": np.clip(widths - 0.9, 0, 1) * 2,
        "short": np.clip(0.85 - heights, 0, None) * 2,
        "tall": np.clip(heights - 1.15, 0, 1) * 2,
        "width": np.minimum(widths, 1.5),
        "off_line": np.minimum(distances, 1) * 3,
    }


def _segmentation_features(segments: Segments, candidates: Candidates) -> dict[str, Floats]:
    """Return what lies between the segments of each candidate and at its sides, shape (A, 1)."""
    starts, stops = candidates.starts, candidates.stops
    ink = segments.cut_ink / segments.stroke_px
    runs = segments.cut_runs
    # Sums up to the boundary before each segment, so that differences are sums over inner ones.
    ink_sums, single_sums = np.cumsum(ink), np.cumsum(runs == 1)
    dot_sums = np.concatenate([[0], np.cumsum(_are_dots(segments))])
    left, right = ink[starts, None], ink[stops, None]
    return {
        "inner_gap": candidates.inner_gaps[:, None] / segments.height * 5,
        "overlap": candidates.overlaps[:, None] / segments.height,
        "inner_boundaries": stops[:, None] - starts[:, None] - 1.0,
        "inner_components": candidates.component_counts[:, None] - 1.0,
        "inner_dots": (dot_sums[stops] - dot_sums[starts])[:, None] * 1.0,
        "cut": ((left > 0) | (right > 0)).astype(np.float64),
        "side_cut_ink": (left + right) / 4,
        "inner_cut_ink": (ink_sums[stops - 1] - ink_sums[starts])[:, None] / 4,
        "inner_single_stroke_cuts": (single_sums[stops - 1] - single_sums[starts])[:, None] * 1.0,
        "side_cut_loop": (np.maximum(runs[starts, None], runs[stops, None]) > 1).astype(np.float64),
    }


def _pair_features(candidates: Candidates, pairs: PairReadings) -> dict[str, Floats]:
    """Return what the pair network says of each candidate, shapes (A, 10) and (A, 1).

    A candidate may be the left digit of the pairs that begin where it does and end after it, and
    the right digit of those that end where it does; the most probable pair on either side counts,
    by its probability.
    """
    digit_logs, shares = np.zeros((len(candidates), 10)), np.zeros((len(candidates), 1))
    no_pair = np.zeros((len(candidates), 1))
    by_start, by_stop = defaultdict(list), defaultdict(list)  # the most probable first
    rows = {}
    for b in np.argsort(-pairs.log_pair, kind="stable").tolist():
        start, stop = int(pairs.starts[b]), int(pairs.stops[b])
        by_start[start].append((stop, b))
        by_stop[stop].append((start, b))
        rows[start, stop] = b
    runs = zip(candidates.starts.tolist(), candidates.stops.tolist(), strict=True)
    for k, (start, stop) in enumerate(runs):
        as_left = next((b for end, b in by_start[start] if end > stop), None)
        as_right = next((b for begin, b in by_stop[stop] if begin < start), None)
        for b, logs in ((as_left, pairs.log_left), (as_right, pairs.log_right)):
            if b is not None:
                share = np.exp(pairs.log_pair[b])
                digit_logs[k] += share * np.maximum(logs[b], _MIN_PAIR_LOG)
                shares[k] += share
        if (start, stop) in rows:
            no_pair[k] = max(pairs.log_no_pair[rows[start, stop]], _MIN_PAIR_LOG)
    return {
        "pair_log_probability": digit_logs,
        "pair_probability": shares,
        "no_pair_log_probability": no_pair,
    }


def _are_dots(segments: Segments) -> NDArray[np.bool_]:
    """Return which segments are small components that are not cut, shape (P,)."""
    boxes = segments.boxes
    extents = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    are_dots: NDArray[np.bool_] = _are_whole(segments) & (extents <= _MAX_DOT * segments.height)
    return are_dots


def _are_whole(segments: Segments) -> NDArray[np.bool_]:
    """Return which segments are components that are not cut, shape (P,)."""
    pieces = np.bincount(segments.components, minlength=1)  # of each component
    are_whole: NDArray[np.bool_] = pieces[segments.components] == 1
    return are_whole


def _middle(segments: Segments) -> float:
    """Return the row of the middle of the line: the median of the segments' middles."""
    return float(median(((segments.boxes[:, 0] + segments.boxes[:, 2]) / 2).tolist()))


def stack_features(
    features: Mapping[str, Floats], names: Sequence[str], shape: tuple[int, ...]
) -> Floats:
    """Return features along a last axis, in the order of `names`."""
    stacked = np.empty((*shape, len(names)))
    for k, name in enumerate(names):
        stacked[..., k] = features[name]  # broadcast to all digits
    return stacked

"""Features of candidates and of segments left out, worked by hand."""

import numpy as np
import pytest

from model.inference.calibration import evidence_score
from model.numbers.candidates import find_candidates
from model.numbers.features import (
    CANDIDATE_FEATURES,
    FIRST_FEATURES,
    SKIP_FEATURES,
    first_features,
    skip_features,
    with_reader_features,
)
from model.numbers.pair_network import PairReadings
from tests.support.segmented_numbers import rectangles

# A digit of 50 x 100, a gap of 10 px, and one of 80 x 100 that is cut in two through 8 px of ink.
THREE = rectangles(
    (0, 0, 100, 50),
    (0, 60, 100, 80),
    (0, 80, 100, 140),
    cut_ink=[0, 0, 8, 0],
    cut_runs=[0, 0, 2, 0],
)


def pair_readings(*runs, log_pair=()):
    """Return readings of pairs with these runs; the logarithms of each pair are its own."""
    rows = len(runs)
    log_pair = np.array(log_pair, dtype=np.float64)
    digits = np.arange(rows * 10, dtype=np.float64).reshape(rows, 10)
    return PairReadings(
        starts=np.array([start for start, _ in runs], dtype=np.intp),
        stops=np.array([stop for _, stop in runs], dtype=np.intp),
        log_left=-digits / 10,
        log_right=-digits / 5,
        log_pair=log_pair,
        log_no_pair=np.log1p(-np.exp(log_pair)),
    )


NO_PAIRS = pair_readings()


@pytest.fixture
def features():
    """Return the features of the runs of segments of `THREE` by name, each of shape (10,)."""
    candidates = find_candidates(THREE)
    rng = np.random.default_rng(1)
    P, Q = rng.dirichlet(np.ones(10), len(candidates)), np.log(np.full((len(candidates), 11), 0.1))
    P[:, 3] = 0  # its logarithm is limited
    threshold = float(evidence_score(P)[0]) + 4
    F = with_reader_features(first_features(THREE, candidates, Q, NO_PAIRS), P, threshold)
    runs = zip(candidates.starts.tolist(), candidates.stops.tolist(), strict=True)
    return {
        run: dict(zip(CANDIDATE_FEATURES, values.T, strict=True))
        for run, values in zip(runs, F, strict=True)
    }


def values_of(features, run, names):
    return {name: features[run][name][0] for name in names}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ((0, 1), {"narrow": 0, "width": 0.5, "inner_boundaries": 0, "cut": 0, "side_cut_loop": 0}),
        ((1, 2), {"narrow": 0.2, "width": 0.2, "cut": 1, "side_cut_ink": 0.2, "side_cut_loop": 1}),
        ((1, 3), {"inner_gap": 0, "inner_components": 0, "inner_cut_ink": 0.2, "cut": 0}),
        ((0, 2), {"inner_gap": 0.5, "inner_components": 1, "inner_cut_ink": 0, "cut": 1}),
    ],
)
def test_candidate_features_describe_its_size_and_its_cuts(features, run, expected):
    assert values_of(features, run, expected) == pytest.approx(expected)


def test_candidate_features_of_the_networks_are_limited_logarithms(features):
    digit = features[0, 1]
    assert digit["log_probability"][3] == pytest.approx(-10)
    assert digit["non_digit_log_probability"] == pytest.approx(np.full(10, np.log(0.1)))
    assert digit["evidence_below"] == pytest.approx(np.full(10, -1))  # 4 below the threshold
    assert not digit["evidence_above"].any()


def test_candidate_features_aspect_is_a_log_density_with_a_limit(features):
    assert features[0, 1]["aspect"][0] == pytest.approx(-(((np.log(0.5) + 0.25) / 0.3) ** 2) / 2)
    assert features[1, 2]["aspect"][8] == -4.5  # 20 x 100 px is no 8
    assert features[1, 2]["aspect"].argmax() == 1


def test_candidate_features_cut_features_are_those_of_cut_candidates(features):
    cut, whole = features[1, 2], features[0, 1]
    assert (cut["cut_log_probability"] == cut["log_probability"]).all()
    assert cut["cut_digit_7"].tolist() == [0] * 7 + [1] + [0] * 2
    assert not any(values.any() for name, values in whole.items() if name.startswith("cut_"))


def test_candidate_features_of_large_overlapping_segments_are_limited():
    segments = rectangles((0, 0, 300, 150), (0, 120, 60, 240), (0, 140, 60, 150))
    candidates = find_candidates(segments)
    count = len(candidates)
    first = first_features(segments, candidates, np.zeros((count, 11)), NO_PAIRS)
    F = with_reader_features(first, np.full((count, 10), 0.1), threshold=-100)
    largest = dict(zip(CANDIDATE_FEATURES, F.max(axis=(0, 1)), strict=True))  # of all candidates
    limits = {"evidence_above": 2, "tall": 2, "off_line": 3, "overlap": 0.5, "inner_gap": 0}
    assert {name: largest[name] for name in limits} == pytest.approx(limits)


PAIR_FEATURES = ("pair_log_probability", "pair_probability", "no_pair_log_probability")


def pair_features(pairs, segments=THREE):
    """Return the features of pairs of each run of segments, shape (10, 3)."""
    candidates = find_candidates(segments)
    Q = np.zeros((len(candidates), 11))
    F = first_features(segments, candidates, Q, pairs)
    columns = [FIRST_FEATURES.index(name) for name in PAIR_FEATURES]
    runs = zip(candidates.starts.tolist(), candidates.stops.tolist(), strict=True)
    return {run: values[:, columns] for run, values in zip(runs, F, strict=True)}


def test_pair_features_are_those_of_the_pair_that_a_candidate_is_half_of():
    pairs = pair_readings((1, 3), log_pair=[np.log(0.25)])
    of_run = pair_features(pairs)
    left, right = of_run[1, 2], of_run[2, 3]
    assert left[:, 0] == pytest.approx(0.25 * pairs.log_left[0])
    assert right[:, 0] == pytest.approx(0.25 * pairs.log_right[0])
    assert left[:, 1] == pytest.approx(np.full(10, 0.25))
    assert of_run[1, 3][:, 2] == pytest.approx(np.full(10, np.log(0.75)))  # the pair itself
    for run, columns in {(0, 1): [0, 1, 2], (1, 3): [0, 1], (1, 2): [2]}.items():
        assert not of_run[run][:, columns].any()


def test_pair_features_are_those_of_the_most_probable_pair_on_each_side():
    joined = rectangles(*((0, 40 * k, 100, 40 * k + 40) for k in range(4)), cut_ink=[0, 9, 9, 9, 0])
    runs = ((0, 2), (1, 3), (1, 4), (0, 4))
    pairs = pair_readings(*runs, log_pair=np.log([0.5, 0.2, 0.6, 0.9]))
    of_run = pair_features(pairs, joined)
    expected = 0.5 * pairs.log_right[0] + 0.6 * np.maximum(pairs.log_left[2], -8)
    assert of_run[1, 2][:, 0] == pytest.approx(expected)
    assert of_run[1, 2][:, 1] == pytest.approx(np.full(10, 1.1))
    assert of_run[0, 1][:, 1] == pytest.approx(np.full(10, 0.9))


def test_skip_features_describe_the_segment():
    speck = rectangles((0, 0, 100, 50), (10, 60, 20, 80))
    values = dict(zip(SKIP_FEATURES, skip_features(speck)[1].tolist(), strict=True))
    size = {"height": 0.1, "width": 0.2, "area": 0.2}
    assert values == pytest.approx({"bias": 1, **size, "cut": 0, "high": 1, "dot": 1})


def test_dots_are_small_components_that_are_not_cut():
    pieces = ((0, 80, 100, 100), (0, 100, 20, 110), (80, 115, 100, 140), (0, 150, 100, 190))
    segments = rectangles((0, 0, 100, 50), *pieces, cut_ink=[0, 0, 8, 0, 0, 0])
    assert skip_features(segments)[:, SKIP_FEATURES.index("dot")].tolist() == [0, 0, 0, 1, 0]
    candidates = find_candidates(segments)
    first = first_features(segments, candidates, np.zeros((len(candidates), 11)), NO_PAIRS)
    dots = first[:, 0, FIRST_FEATURES.index("inner_dots")]
    assert (dots == (candidates.starts <= 3) & (candidates.stops > 3)).all()
    assert {0, 1} == set(dots.tolist())


def test_skip_features_cut_is_set_for_pieces_of_a_component():
    assert skip_features(THREE)[:, SKIP_FEATURES.index("cut")].tolist() == [0, 1, 1]


def test_candidate_features_without_candidates_are_empty():
    dot = rectangles((0, 0, 5, 5))
    first = first_features(dot, find_candidates(dot), np.zeros((0, 11)), NO_PAIRS)
    assert first.shape == (0, 10, len(FIRST_FEATURES))
    F = with_reader_features(first, np.zeros((0, 10)), threshold=0.0)
    assert F.shape == (0, 10, len(CANDIDATE_FEATURES))

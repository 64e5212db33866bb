"""The lattice of a number, by a predictor that is told what to say."""

import dataclasses

import numpy as np
import pytest

from model.numbers import candidate_network, lattice_building
from model.numbers.candidate_network import CLASSES, NON_DIGIT
from model.numbers.candidates import find_candidates
from model.numbers.features import CANDIDATE_FEATURES, SKIP_FEATURES
from model.numbers.lattice import ReadLattice
from model.numbers.scoring import candidate_probabilities, score_arcs
from model.numbers.weights import FIRST_WEIGHTS
from model.numbers.whole_digits import find_whole_digits
from model.preprocessing.size_normalization import center_by_mass, normalize_stroke_width
from model.training.number_examples import cut_example
from tests.support import written_numbers
from tests.support.segmented_numbers import rectangles

PAIR = rectangles((0, 0, 100, 20), (0, 25, 90, 45))


@pytest.fixture
def judge(monkeypatch):
    """Let the candidate network find these probabilities of no digit."""

    def set_probabilities(non_digit):
        Q = np.repeat((1 - np.array(non_digit))[:, None] / 10, CLASSES, axis=1)
        Q[:, NON_DIGIT] = non_digit
        monkeypatch.setattr(candidate_network, "log_probabilities", lambda _: np.log(Q))

    return set_probabilities


def build(batches):
    def predict(X):
        batches.append(X)
        return np.full((len(X), 10), 0.1)

    return lattice_building.build(PAIR, predict, threshold=0.0)


def test_lattice_keeps_candidates_that_are_probable_in_the_first_search(judge):
    judge([0.01, 1 - 1e-9, 0.01])  # both alone, and not together
    kept = build([])
    candidates = find_candidates(PAIR)
    assert len(candidates) == 3
    assert kept.starts.tolist() == candidates.starts[[0, 2]].tolist()
    assert kept.stops.tolist() == candidates.stops[[0, 2]].tolist()
    assert kept.boxes.tolist() == candidates.boxes[[0, 2]].tolist()
    assert kept.features.shape == (2, 10, len(CANDIDATE_FEATURES))
    assert kept.skip_features.shape == (2, len(SKIP_FEATURES))


def test_lattice_of_segments_that_the_network_has_read_is_the_same():
    page = written_numbers.page([("1010", 0)], side=80, step=0.5)
    read = cut_example(page, find_whole_digits)
    assert read.log_probabilities is not None
    unread = dataclasses.replace(read, log_probabilities=None)
    ours, theirs = (lattice_building.build_first(segments).lattice for segments in (read, unread))
    assert len(ours.starts) > len(read)  # some are of two segments
    assert ours.features == pytest.approx(theirs.features, abs=1e-4)


def test_lattice_draws_no_segment_that_the_network_has_read(monkeypatch):
    segments = dataclasses.replace(PAIR, log_probabilities=np.log(np.full((2, CLASSES), 1 / 11)))
    drawn = []
    draw = lattice_building.candidate_images
    monkeypatch.setattr(
        lattice_building,
        "candidate_images",
        lambda segments, candidates: drawn.append(candidates) or draw(segments, candidates),
    )
    lattice_building.build_first(segments)
    [candidates] = drawn
    assert (candidates.starts.tolist(), candidates.stops.tolist()) == ([0], [2])


def test_first_search_keeps_a_candidate_as_long_as_its_rivals_are_no_better(judge):
    judge([0.99, 0.99, 0.99])
    first = lattice_building.build_first(PAIR)
    scores = score_arcs(first.lattice, FIRST_WEIGHTS)
    probabilities = candidate_probabilities(first.lattice, *scores)
    kept = first.find_probable(FIRST_WEIGHTS)
    assert kept.any()
    assert (kept == (probabilities >= lattice_building.MIN_PROBABILITY)).all()


def test_lattice_predicts_all_candidates_at_once(judge):
    judge([0.01, 1 - 1e-9, 0.01])
    batches = []
    kept = build(batches)
    [X] = batches
    assert (kept.vectors == X).all()
    assert kept.P.tolist() == [[0.1] * 10] * 2


def test_lattice_input_is_the_normalized_ink_of_its_segments(judge):
    judge([1 - 1e-9, 0.01, 1 - 1e-9])
    kept = build([])
    [k] = np.flatnonzero(kept.stops - kept.starts == 2)
    ink = (PAIR.labels >= 0).astype(np.float32)
    assert (kept.vectors[k] == center_by_mass(normalize_stroke_width(ink)).ravel()).all()


def test_lattice_without_candidates_predicts_nothing():
    dot = rectangles((0, 0, 5, 5))
    batches = []

    def predict(X):
        batches.append(X)
        return np.full((len(X), 10), 0.1)

    kept = lattice_building.build(dot, predict, threshold=0.0)
    assert (len(kept.starts), len(kept.P), batches) == (0, 0, [])
    assert len(kept.skip_features) == 1


def test_lattices_for_several_models_are_those_of_each_by_itself(judge):
    judge([0.5, 0.999, 0.99])
    models = [
        (lambda X, p=p: np.full((len(X), 10), p), threshold)
        for p, threshold in ((0.1, 0.0), (0.2, 3.0))
    ]
    first = lattice_building.build_first(PAIR)
    together = lattice_building.build_for_each(PAIR, first, models)
    apart = [lattice_building.build(PAIR, predict, threshold) for predict, threshold in models]
    assert [kept.P.max() for kept in together] == [0.1, 0.2]
    for ours, theirs in zip(together, apart, strict=True):
        for field in dataclasses.fields(ReadLattice):
            assert np.array_equal(getattr(ours, field.name), getattr(theirs, field.name))

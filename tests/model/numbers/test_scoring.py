"""Scores of paths: against all paths, listed one by one."""

import itertools

import numpy as np
import pytest

from model.numbers.features import FIRST_FEATURES, SKIP_FEATURES
from model.numbers.lattice import Lattice
from model.numbers.scoring import (
    Weights,
    any_digit,
    best_paths,
    candidate_probabilities,
    number_probabilities,
    number_probability,
    score_arcs,
)
from tests.support.lattices import path_scores, random_lattice, random_weights


def test_weights_by_name_return_the_same_weights():
    weights = random_weights()
    names = weights.by_name()
    assert list(names["skip"]) == list(SKIP_FEATURES)
    again = Weights.from_names(**names)
    assert (again.candidate == weights.candidate).all()
    assert (again.skip == weights.skip).all()


def test_weights_of_the_first_search_have_its_names():
    names = {
        "candidate": dict.fromkeys(FIRST_FEATURES, 1.0),
        "skip": dict.fromkeys(SKIP_FEATURES, 2.0),
    }
    assert Weights.from_names(**names, names=FIRST_FEATURES).by_name() == names
    with pytest.raises(ValueError, match="log_probability"):
        Weights.from_names(**names)


@pytest.mark.parametrize("group", ["candidate", "skip"])
def test_weights_from_other_names_than_the_features_are_refused(group):
    names = random_weights().by_name()
    names[group]["shade"] = names[group].pop("bias")
    with pytest.raises(ValueError, match=r"one weight for each feature, see \['bias', 'shade'\]"):
        Weights.from_names(**names)


@pytest.mark.parametrize("digits", [(), (3,), (1, 2), (7, 7, 7)])
def test_number_probability_equals_the_share_of_its_paths(digits):
    lattice, weights = random_lattice(), random_weights()
    sums = {number: np.exp(s).sum() for number, s in path_scores(lattice, weights).items()}
    expected = sums[digits] / sum(sums.values())
    assert number_probability(lattice, weights, digits) == pytest.approx(expected)


def test_number_probabilities_are_those_of_each_by_itself():
    lattice, weights, numbers = random_lattice(), random_weights(), [(3,), (1, 2), ()]
    apart = [number_probability(lattice, weights, digits) for digits in numbers]
    assert number_probabilities(lattice, weights, numbers) == apart


def test_number_probability_of_more_digits_than_segments_is_zero():
    assert number_probability(random_lattice(), random_weights(), (1, 2, 3, 4)) == 0


@pytest.mark.parametrize("count", [1, 2, 5])
def test_best_paths_are_the_best_of_different_numbers(count):
    lattice, weights = random_lattice(), random_weights()
    best = {number: max(scores) for number, scores in path_scores(lattice, weights).items()}
    expected = sorted(best, key=best.__getitem__, reverse=True)[:count]
    paths = best_paths(lattice, weights, count)
    assert [path.digits for path in paths] == expected
    assert [path.score for path in paths] == pytest.approx([best[digits] for digits in expected])


def test_best_path_runs_through_the_candidates_that_it_names():
    lattice, weights = random_lattice(), random_weights()
    [path] = best_paths(lattice, weights, 1)
    scores, skip_scores = score_arcs(lattice, weights)
    node, total = 0, 0.0
    for candidate, digit in zip(path.candidates, path.digits, strict=True):
        skipped = skip_scores[node : lattice.starts[candidate]]
        total += float(skipped.sum()) + scores[candidate, digit]
        node = lattice.stops[candidate]
    assert path.score == pytest.approx(total + float(skip_scores[node:].sum()))


def test_any_digit_of_equal_scores_adds_the_logarithm_of_ten():
    assert any_digit(np.full((2, 10), 3.0)) == pytest.approx(np.full((2, 1), 3 + np.log(10)))


def test_candidate_probabilities_are_sums_over_all_paths():
    rng = np.random.default_rng(3)
    arcs = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]
    starts, stops = np.array(arcs).T
    scores, skip_scores = rng.normal(size=(5, 10)), rng.normal(size=3)
    lattice = Lattice(starts, stops, features=scores, skip_features=skip_scores)
    weights = np.exp(scores).sum(axis=1)
    total, through = 0.0, np.zeros(5)
    for count in range(4):
        for path in itertools.combinations(range(5), count):
            spans = sorted(arcs[k] for k in path)
            if any(a[1] > b[0] for a, b in itertools.pairwise(spans)):
                continue
            covered = {i for start, stop in spans for i in range(start, stop)}
            left_out = [skip_scores[i] for i in range(3) if i not in covered]
            weight = np.exp(np.sum(left_out)) * np.prod(weights[list(path)])
            total += weight
            through[list(path)] += weight
    found = candidate_probabilities(lattice, scores, skip_scores)
    np.testing.assert_allclose(found, through / total)

"""Scores of paths: against all paths, listed one by one."""

import numpy as np
import pytest

from model.numbers.features import SKIP_FEATURES
from model.numbers.scoring import Weights, any_digit, best_paths, number_probability, score_arcs
from tests.support.lattices import path_scores, random_lattice, random_weights


def test_weights_by_name_return_the_same_weights():
    weights = random_weights()
    names = weights.by_name()
    assert list(names["skip"]) == list(SKIP_FEATURES)
    again = Weights.from_names(**names)
    assert (again.candidate == weights.candidate).all()
    assert (again.skip == weights.skip).all()


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

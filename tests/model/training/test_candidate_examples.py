"""Candidates to train on, and their classes by the ink of the digits that were drawn."""

import numpy as np

from model.data.synthesis.numbers import Style, draw_segmented
from model.numbers.candidate_images import PLACE_FEATURES, VALUES
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import find_candidates
from model.training.candidate_examples import (
    candidate_classes,
    draw_candidates,
    draw_components,
)
from model.training.number_examples import Example, cut_example
from tests.support import handwriting
from tests.support.writer_styles import STYLES


def test_candidate_classes_name_digits_halves_and_pairs():
    digits = (3, 0, 8)
    drawn = [handwriting.digit(digit, 80) for digit in digits]
    image, owners = draw_segmented(drawn, Style(gap=-0.03), np.random.default_rng(1))
    segments = cut_example(image)
    candidates = find_candidates(segments)
    classes = candidate_classes(
        Example(image, owners, digits), segments, candidates.starts, candidates.stops
    )
    widths = (candidates.spans[:, 1] - candidates.spans[:, 0]) / segments.height
    assert set(digits) <= set(classes.tolist())
    assert (classes[widths > 1.1] == NON_DIGIT).all()
    assert (classes[widths < 0.25] == NON_DIGIT).all()
    lefts = [candidates.spans[classes == digit, 0].min() for digit in digits]
    assert lefts == sorted(lefts)


def widths(X):
    """Return the width of candidates as a ratio of the height of the number's digits."""
    return X[:, VALUES - PLACE_FEATURES + 1] / 255 * 2


def test_candidates_are_digits_and_others_of_less_or_more_ink():
    X, labels = draw_candidates(STYLES, 1, 30)
    assert X.shape == (len(labels), VALUES)
    assert set(labels.tolist()) == set(range(11))
    assert 0.1 < np.mean(labels != NON_DIGIT) < 0.6
    again, _ = draw_candidates(STYLES, 1, 30)
    assert (again == X).all()


def test_components_are_digits_and_wider_joined_ones():
    X, labels = draw_components(STYLES, 1, 60)
    assert X.shape == (len(labels), VALUES)
    is_other = labels == NON_DIGIT  # joined digits and specks
    assert 0.2 < is_other.mean() < 0.9
    assert widths(X[~is_other]).max() < 1.2
    assert np.mean(widths(X[is_other]) > 1.2) > 0.1

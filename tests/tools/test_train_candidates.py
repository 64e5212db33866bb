"""Classes of candidates, by the ink of the digits that were drawn."""

import numpy as np

from model.data.synthesis.numbers import Style, draw_segmented
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import find_candidates
from model.training.number_examples import Example, cut_example
from tests.support import handwriting
from tools.train_candidates import candidate_classes


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

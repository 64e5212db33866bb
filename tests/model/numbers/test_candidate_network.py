"""The network that judges candidates, with its bundled weights."""

import shutil

import numpy as np
import pytest

from model.numbers import candidate_network
from model.numbers.candidate_images import VALUES, candidate_images
from model.numbers.candidate_network import CLASSES, INPUTS, NON_DIGIT
from model.numbers.candidates import find_candidates
from model.numbers.whole_digits import find_whole_digits
from model.serialization import model_file
from model.serialization.model_file import WeightsError
from model.training.number_examples import cut_example
from tests.support import written_numbers


def candidates_of(text, step=written_numbers.STEP, side=80):
    """Return the candidates of a number, their inputs and log probabilities."""
    page = written_numbers.page([(text, 0)], side=side, step=step)
    segments = cut_example(page, find_whole_digits)
    candidates = find_candidates(segments)
    X = candidate_images(segments, candidates)
    return candidates, candidate_network.log_probabilities(X)


@pytest.mark.parametrize("side", [40, 80, 160])
@pytest.mark.parametrize("text", ["30", "85", "2026"])
def test_network_recognizes_digits(text, side):
    candidates, Q = candidates_of(text, side=side)
    digits = Q[:, NON_DIGIT] < np.log(0.5)
    lefts = candidates.boxes[digits, 1]
    columns = np.rint(lefts / (written_numbers.STEP * side))  # of the digits on the page
    assert set(columns.tolist()) == set(range(len(text)))
    assert {int(digit) for digit in Q[digits].argmax(axis=1)} == {int(c) for c in text}


def test_network_rejects_joined_pairs():
    candidates, Q = candidates_of("3085", step=0.6)
    width = candidates.spans[:, 1] - candidates.spans[:, 0]
    pairs = width > 0.95 * 80
    assert pairs.any()
    assert (Q[pairs].argmax(axis=1) == NON_DIGIT).all()


def test_log_probabilities_sum_to_one():
    X = np.random.default_rng(1).integers(0, 256, (5, VALUES), dtype=np.uint8)
    assert np.exp(candidate_network.log_probabilities(X)).sum(axis=1) == pytest.approx(np.ones(5))


def test_load_of_a_damaged_network_is_refused(tmp_path):
    for name in (candidate_network.PATH.name, "SHA256SUMS"):
        shutil.copy(candidate_network.PATH.with_name(name), tmp_path)
    path = tmp_path / candidate_network.PATH.name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="expected SHA-256"):
        model_file.load(path, INPUTS, CLASSES)


def test_load_of_the_network_as_one_of_digits_is_refused():
    with pytest.raises(WeightsError, match=r"expected W1 of shape \(785, units\)"):
        model_file.load(candidate_network.PATH)

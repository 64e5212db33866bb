"""Digits drawn from templates."""

from pathlib import Path

import numpy as np
import pytest

import model
from model.data.synthesis.digit_shapes import DIGITS, synthesize
from model.network import forward
from model.serialization import model_file

BUNDLED = Path(model.__file__).parent / "weights" / "seed.safetensors"


@pytest.fixture(scope="module")
def drawn():
    return synthesize(1003, np.random.default_rng(5))


def test_synthesize_draws_each_digit_equally_often_within_0_to_1(drawn):
    X, labels = drawn

    assert X.shape == (1003, 784)
    assert (X.min(), X.max()) == (0, 1)
    assert sorted(np.bincount(labels)) == [100] * 7 + [101] * 3


def test_synthesized_digits_are_what_a_network_of_peoples_handwriting_reads(drawn):
    X, labels = drawn
    logits = forward(model_file.load(BUNDLED).weights, X.astype(np.float32)).z[-1]
    right = logits.argmax(axis=1) == labels

    assert right.mean() > 0.95
    assert min(right[labels == digit].mean() for digit in range(10)) > 0.85


def test_synthesize_with_the_same_seed_draws_the_same(drawn):
    X, labels = synthesize(1003, np.random.default_rng(5))

    assert np.array_equal(X, drawn[0])
    assert np.array_equal(labels, drawn[1])


@pytest.mark.parametrize("digit", range(10))
def test_variants_of_a_digit_are_distinct(digit):
    ways = [str([(stroke.tolist(), curve) for stroke, curve in way]) for way in DIGITS[digit]]

    assert len(set(ways)) == len(ways) >= 2

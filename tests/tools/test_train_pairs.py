"""Targets and augmentation of the pair network's training."""

import numpy as np
import pytest

from model.data.synthesis.writer_styles import WriterStyle
from model.numbers.pair_network import CLASSES, NO_PAIR
from model.numbers.pairs import OWN
from model.training.pair_examples import NEITHER, draw_parts
from tests.support import handwriting
from tools.train_pairs import augment, targets

STYLES = [[WriterStyle("a", {d: [handwriting.digit(d, 80)] for d in range(10)})]]


def test_targets_share_the_probability_of_a_pair():
    Y = targets(np.array([(3, 7), (NEITHER, NEITHER)], dtype=np.int8))
    expected = np.zeros((2, CLASSES))
    expected[0, [3, 17]] = 0.5
    expected[1, NO_PAIR] = 1
    assert (expected == Y).all()


def test_augment_moves_the_ink_of_parts_a_little():
    X, _ = draw_parts(STYLES, 1, 20)
    moved = augment(X, np.random.default_rng(1))
    size = OWN[0] * OWN[1]
    assert (moved[:, size:] == X[:, size:]).all()
    assert (moved[:, :size] != X[:, :size]).any(axis=1).all()
    ink = X[:, :size].sum(axis=1, dtype=np.int64)
    assert moved[:, :size].sum(axis=1, dtype=np.int64) == pytest.approx(ink, rel=0.4)

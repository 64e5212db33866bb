"""Targets and augmentation of the pair network's training."""

from functools import partial

import numpy as np
import pytest

from model.numbers.pair_network import CLASSES, INPUTS, NO_PAIR
from model.numbers.pairs import OWN
from model.serialization import model_file
from model.training.pair_examples import NEITHER, draw_parts
from tests.support.writer_styles import STYLES
from tools import train_pairs
from tools.train_pairs import augment, targets


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


def test_training_writes_a_network_with_its_recipe_and_hash(tmp_path, monkeypatch, capsys):
    path = tmp_path / "pairs.safetensors"
    small = partial(
        train_pairs.Recipe,
        hidden=(8,),
        epochs=1,
        batch_size=32,
        number_seeds=(1,),
        drawn_numbers=30,
        cut_numbers=30,
        validation_numbers=20,
    )
    monkeypatch.setattr(train_pairs, "Recipe", small)
    monkeypatch.setattr(train_pairs, "load_writer_styles", lambda split: STYLES)
    monkeypatch.setattr(train_pairs, "PATH", path)

    train_pairs.main()

    network = model_file.load(path, INPUTS, CLASSES)
    assert network.metadata["recipe"]["cut_numbers"] == 30
    assert path.name in (tmp_path / "SHA256SUMS").read_text()
    assert "epoch 1" in capsys.readouterr().out

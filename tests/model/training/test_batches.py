"""Batch loader: composition, order, resumption and reuse of augmented images."""

from dataclasses import replace

import numpy as np
import pytest

from model.initialization import initialize
from model.training.augmentation import Augmentation
from model.training.batches import BatchLoader, targets
from model.training.recipe import Recipe
from model.training.training_data import NON_DIGIT, LabelledImages, TrainingData
from tests.model.rounding import rounding_bounds

RECIPE = Recipe(hidden=(12,), batch_size=16)
LIVELY = replace(RECIPE, augmentation=Augmentation(shift_px=3))


def numbered(count: int, label: int, first: int = 0) -> LabelledImages:
    """Return images whose middle pixel is their number, in a patch that survives a small shift."""
    images = np.zeros((count, 28, 28), dtype=np.uint8)
    images[:, 8:20, 8:20] = (first + np.arange(count))[:, np.newaxis, np.newaxis]
    return LabelledImages(images.reshape(count, 784), np.full(count, label, dtype=np.uint8))


DATA = TrainingData({"mnist": numbered(40, 3), "pendigits": numbered(10, 7, 100)},
                    {"mnist": 40, "pendigits": 25}, {})  # fmt: skip


def rows_of(loader: BatchLoader, epoch: int, first: int = 0) -> np.ndarray:
    """Return an epoch's inputs and targets, one row a sample."""
    return np.concatenate(
        [np.hstack([pixels / 255, targets]) for pixels, targets in loader.epoch(epoch, first)]
    )


def middles(rows: np.ndarray) -> list[int]:
    """Return the images' numbers."""
    return np.rint(rows[:, 14 * 28 + 14] * 255).astype(int).tolist()


def test_epoch_has_images_as_often_as_sources_give():
    rows = rows_of(BatchLoader(RECIPE, DATA), 0)

    numbers = middles(rows)
    assert sorted(n for n in numbers if n < 100) == list(range(40))
    counts = np.bincount(np.array([n for n in numbers if n >= 100]) - 100)
    assert set(counts.tolist()) == {2, 3}  # 25 of 10
    assert rows[:, 784 + 3].sum() == 40
    assert rows[:, 784 + 7].sum() == 25


def test_epoch_batches_are_full_except_the_last():
    loader = BatchLoader(RECIPE, DATA)

    assert [len(pixels) for pixels, _ in loader.epoch(0)] == [16, 16, 16, 16, 1]
    assert loader.batches_per_epoch == 5


@pytest.mark.parametrize(
    "recipe", [RECIPE, LIVELY, replace(LIVELY, augment_every_epochs=2)], ids=str
)
@pytest.mark.parametrize("epoch", [0, 1, 2])
def test_epoch_resumed_in_the_middle_has_same_batches(recipe, epoch):
    whole = rows_of(BatchLoader(recipe, DATA), epoch)

    np.testing.assert_array_equal(rows_of(BatchLoader(recipe, DATA), epoch, 2), whole[32:])


@pytest.mark.parametrize("augment_every_epochs", [1, 2])
def test_epochs_have_different_orders(augment_every_epochs):
    recipe = replace(RECIPE, augment_every_epochs=augment_every_epochs)
    loader = BatchLoader(recipe, DATA)

    first, second = rows_of(loader, 0), rows_of(loader, 1)
    assert middles(first) != middles(second)


def test_augmented_images_are_reused_for_given_epochs():
    recipe = replace(LIVELY, augment_every_epochs=2)
    loader = BatchLoader(recipe, DATA)

    first, second, third = (np.unique(rows_of(loader, e), axis=0) for e in range(3))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, third)


def test_targets_with_teacher_are_mixed_by_distillation_weight():
    recipe = replace(RECIPE, teacher="x", distillation_weight=0.25, temperature=2.0)
    teacher = initialize([784, 12, 10], np.random.default_rng(3))

    taught = rows_of(BatchLoader(recipe, DATA, teacher), 0)

    X, Y = taught[:, :784].astype(np.float32).astype(np.float64), taught[:, 784:]
    plain = rows_of(BatchLoader(recipe, DATA), 0)[:, 784:]
    A = np.hstack([np.ones((len(X), 1)), X]) @ teacher[0]
    z = np.hstack([np.ones((len(X), 1)), 1 / (1 + np.exp(-A))]) @ teacher[1] / 2.0
    softened = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    exact = [teacher[0].astype(np.float64), teacher[1].astype(np.float64) / 2.0]
    bound = rounding_bounds(exact, X, plain.astype(np.float64), np.float32).P
    tolerance = 0.25 * bound + 4 * np.finfo(np.float32).eps
    assert (np.abs(Y - (0.25 * softened + 0.75 * plain)) <= tolerance).all()


def test_targets_of_non_digits_are_uniform():
    Y = targets(np.array([4, NON_DIGIT], dtype=np.uint8))

    np.testing.assert_allclose(Y, [[0, 0, 0, 0, 1, 0, 0, 0, 0, 0], [0.1] * 10])


@pytest.mark.parametrize("epoch", [0, 1])
def test_epoch_without_augmentation_has_images_of_copied_epoch(epoch):
    recipe = replace(RECIPE, augment_every_epochs=2)
    one_source = TrainingData({"mnist": DATA.sources["mnist"]}, {"mnist": 40}, {})
    # The teacher makes the loader copy the images, and with the weight 0 leaves the targets alone.
    teacher = initialize((784, 12, 10), np.random.default_rng(1))
    copied = replace(recipe, distillation_weight=0.0)

    for data in (DATA, one_source):
        expected = rows_of(BatchLoader(copied, data, teacher), epoch)
        np.testing.assert_array_equal(rows_of(BatchLoader(recipe, data), epoch), expected)

"""Scores of a network whose answers are known beforehand."""

import numpy as np
import pytest

from model.metrics import accuracy, answer, evaluate, joined, score

PAPER, INK = 0, 255


@pytest.fixture
def network():
    """Weights of a single layer that reads the first ink among ten pixels, five times as likely."""
    W1 = np.zeros((785, 10), dtype=np.float32)
    W1[1:11] = np.log(5) * np.eye(10)
    return [W1]


def pictures(*digits: int) -> np.ndarray:
    """Return images that `network` reads as these digits."""
    images = np.full((len(digits), 784), PAPER, dtype=np.uint8)
    images[np.arange(len(digits)), digits] = INK
    return images


LABELS = np.array([3, 3, 3, 7, 7, 0], dtype=np.uint8)
READ_AS = (3, 3, 7, 7, 3, 0)


def test_evaluate_counts_labels_down_and_answers_across(network):
    confusion = evaluate(network, pictures(*READ_AS), LABELS).confusion

    assert {
        (int(label), int(digit)): int(confusion[label, digit])
        for label, digit in np.argwhere(confusion)
    } == {(3, 3): 2, (3, 7): 1, (7, 7): 1, (7, 3): 1, (0, 0): 1}


def test_evaluate_gives_accuracy_precision_and_recall(network):
    scores = evaluate(network, pictures(*READ_AS), LABELS)

    assert scores.count == 6
    assert scores.accuracy == pytest.approx(4 / 6)
    assert scores.precision == pytest.approx([1, 0, 0, 2 / 3, 0, 0, 0, 1 / 2, 0, 0])
    assert scores.recall == pytest.approx([1, 0, 0, 2 / 3, 0, 0, 0, 1 / 2, 0, 0])
    assert accuracy(network, pictures(*READ_AS), LABELS) == pytest.approx(4 / 6)


def test_evaluate_precision_goes_by_answers_and_recall_by_labels(network):
    scores = evaluate(network, pictures(5, 5, 5, 6), np.array([5, 6, 6, 6], dtype=np.uint8))

    assert scores.precision[5:7] == pytest.approx([1 / 3, 1])
    assert scores.recall[5:7] == pytest.approx([1, 1 / 3])


def test_evaluate_loss_is_the_mean_cross_entropy_in_nats(network):
    # The answer has the probability 5 / (5 + 9) and every other digit 1 / 14.
    loss = (4 * np.log(14 / 5) + 2 * np.log(14)) / 6

    assert evaluate(network, pictures(*READ_AS), LABELS).loss == pytest.approx(loss)


def test_evaluate_calibration_error_compares_confidence_and_accuracy(network):
    scores = evaluate(network, pictures(*READ_AS), LABELS)

    assert scores.ece == pytest.approx(4 / 6 - 5 / 14)
    assert sum(b.count for b in scores.calibration) == 6


def test_evaluate_takes_bytes_and_shares_of_ink_alike(network):
    images = pictures(*READ_AS)

    by_bytes = evaluate(network, images.reshape(-1, 28, 28), LABELS).to_json()
    by_shares = evaluate(network, (images / 255).astype(np.float32), LABELS).to_json()
    assert by_bytes == by_shares


def test_evaluate_of_more_images_than_fit_at_once_reads_each(network):
    digits = np.arange(10_000) % 10

    assert accuracy(network, pictures(*digits), digits.astype(np.uint8)) == 1


def test_answers_of_parts_joined_are_the_answers_of_all(network):
    images = pictures(*READ_AS)
    parts = [answer(network, images[:2], LABELS[:2]), answer(network, images[2:], LABELS[2:])]

    assert score(joined(parts)).to_json() == evaluate(network, images, LABELS).to_json()


def test_answers_of_some_are_those_chosen(network):
    every = answer(network, pictures(*READ_AS), LABELS)

    assert every.only(LABELS == 7).digits.tolist() == [7, 3]
    assert every.only(LABELS == 7).right.tolist() == [True, False]


@pytest.mark.parametrize(("images", "labels"), [(0, 0), (2, 1)], ids=["none", "not as many"])
def test_evaluate_without_a_label_for_each_image_says_how_many(network, images, labels):
    with pytest.raises(ValueError, match=f"got {images} images and {labels} labels"):
        evaluate(network, pictures(*range(images)), np.zeros(labels, dtype=np.uint8))

"""Metrics of a network whose predictions are known in advance."""

import numpy as np
import pytest

from model.metrics import accuracy, concatenate, evaluate, predict, summarize

PAPER, INK = 0, 255


@pytest.fixture
def network():
    """Weights of one layer that favors the first inked pixel of ten by a factor of five."""
    W1 = np.zeros((785, 10), dtype=np.float32)
    W1[1:11] = np.log(5) * np.eye(10)
    return [W1]


def pictures(*digits: int) -> np.ndarray:
    """Return images that `network` classifies as these digits."""
    images = np.full((len(digits), 784), PAPER, dtype=np.uint8)
    images[np.arange(len(digits)), digits] = INK
    return images


LABELS = np.array([3, 3, 3, 7, 7, 0], dtype=np.uint8)
PREDICTED = (3, 3, 7, 7, 3, 0)


def test_evaluate_confusion_has_labels_as_rows_and_predictions_as_columns(network):
    confusion = evaluate(network, pictures(*PREDICTED), LABELS).confusion

    assert {
        (int(label), int(digit)): int(confusion[label, digit])
        for label, digit in np.argwhere(confusion)
    } == {(3, 3): 2, (3, 7): 1, (7, 7): 1, (7, 3): 1, (0, 0): 1}


def test_evaluate_returns_accuracy_precision_and_recall(network):
    scores = evaluate(network, pictures(*PREDICTED), LABELS)

    assert scores.count == 6
    assert scores.accuracy == pytest.approx(4 / 6)
    assert scores.precision == pytest.approx([1, 0, 0, 2 / 3, 0, 0, 0, 1 / 2, 0, 0])
    assert scores.recall == pytest.approx([1, 0, 0, 2 / 3, 0, 0, 0, 1 / 2, 0, 0])
    assert accuracy(network, pictures(*PREDICTED), LABELS) == pytest.approx(4 / 6)


def test_evaluate_precision_is_per_prediction_and_recall_per_label(network):
    scores = evaluate(network, pictures(5, 5, 5, 6), np.array([5, 6, 6, 6], dtype=np.uint8))

    assert scores.precision[5:7] == pytest.approx([1 / 3, 1])
    assert scores.recall[5:7] == pytest.approx([1, 1 / 3])


def test_evaluate_loss_is_the_mean_cross_entropy_in_nats(network):
    # The predicted digit has the probability 5 / (5 + 9) and every other digit 1 / 14.
    loss = (4 * np.log(14 / 5) + 2 * np.log(14)) / 6

    assert evaluate(network, pictures(*PREDICTED), LABELS).loss == pytest.approx(loss)


def test_evaluate_calibration_error_compares_confidence_and_accuracy(network):
    scores = evaluate(network, pictures(*PREDICTED), LABELS)

    assert scores.ece == pytest.approx(4 / 6 - 5 / 14)
    assert sum(b.count for b in scores.calibration) == 6


def test_evaluate_of_uint8_and_float_images_is_equal(network):
    images = pictures(*PREDICTED)

    of_uint8 = evaluate(network, images.reshape(-1, 28, 28), LABELS).to_json()
    of_float = evaluate(network, (images / 255).astype(np.float32), LABELS).to_json()
    assert of_uint8 == of_float


def test_accuracy_of_more_images_than_a_chunk_counts_each(network):
    digits = np.arange(10_000) % 10

    assert accuracy(network, pictures(*digits), digits.astype(np.uint8)) == 1


def test_concatenate_of_parts_equals_predict_of_all(network):
    images = pictures(*PREDICTED)
    parts = [predict(network, images[:2], LABELS[:2]), predict(network, images[2:], LABELS[2:])]

    assert summarize(concatenate(parts)).to_json() == evaluate(network, images, LABELS).to_json()


def test_predictions_subset_keeps_the_rows_of_the_mask(network):
    predictions = predict(network, pictures(*PREDICTED), LABELS)

    assert predictions.subset(LABELS == 7).digits.tolist() == [7, 3]
    assert predictions.subset(LABELS == 7).is_correct.tolist() == [True, False]


@pytest.mark.parametrize(("images", "labels"), [(0, 0), (2, 1)], ids=["none", "fewer labels"])
def test_evaluate_without_a_label_for_each_image_raises_with_the_counts(network, images, labels):
    with pytest.raises(ValueError, match=f"got {images} images and {labels} labels"):
        evaluate(network, pictures(*range(images)), np.zeros(labels, dtype=np.uint8))

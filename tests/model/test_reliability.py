"""Calibration bins and error, worked by hand."""

import numpy as np
import pytest

from model.reliability import calibration, expected_calibration_error


def test_calibration_bins_include_their_upper_edge():
    confidence = np.array([0.1, 0.2, 0.3, 0.95, 1.0])
    is_correct = np.array([False, True, True, True, False])
    bins = calibration(confidence, is_correct, bins=5)

    assert [b.count for b in bins] == [2, 1, 0, 0, 2]
    assert [b.low for b in bins] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert [b.high for b in bins] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert [b.confidence for b in bins] == pytest.approx([0.15, 0.3, 0, 0, 0.975])
    assert [b.accuracy for b in bins] == pytest.approx([0.5, 1, 0, 0, 0.5])


def test_expected_calibration_error_is_the_mean_distance_weighted_by_count():
    confidence = np.array([0.1, 0.2, 0.3, 0.95, 1.0])
    is_correct = np.array([False, True, True, True, False])

    # (2 * |0.5 - 0.15| + 1 * |1 - 0.3| + 2 * |0.5 - 0.975|) / 5
    assert expected_calibration_error(calibration(confidence, is_correct, bins=5)) == pytest.approx(
        0.47
    )


def test_expected_calibration_error_of_calibrated_predictions_is_zero():
    confidence = np.full(4, 0.75)
    is_correct = np.array([True, True, True, False])

    assert expected_calibration_error(calibration(confidence, is_correct)) == pytest.approx(0)


def test_calibration_has_fifteen_bins_by_default():
    assert len(calibration(np.array([0.5]), np.array([True]))) == 15

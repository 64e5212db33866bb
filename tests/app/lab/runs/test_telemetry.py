"""Telemetry of a run, on examples worked by hand."""

import base64

import numpy as np
import pytest

from app.lab.runs import telemetry
from model.metrics import from_logits


def test_root_mean_square_of_gradients_is_one_number_each():
    gradients = [np.array([[3.0, 4.0]], np.float32), np.zeros((2, 2), np.float32)]
    assert telemetry.root_mean_square(gradients) == [pytest.approx(np.sqrt(12.5)), 0.0]


def test_root_mean_square_of_a_gradient_that_is_not_finite_is_none():
    wild = [np.array([np.inf], np.float32), np.array([1e30], np.float32)]
    assert telemetry.root_mean_square(wild) == [None, None]


def test_weights_are_images_of_units_without_the_bias():
    W1 = np.zeros((785, 3), np.float32)
    W1[0] = 9  # the biases
    W1[1, 0], W1[2, 1], W1[784, 2] = 0.5, -1.0, 0.25
    picture = telemetry.weights(W1)
    pixels = np.frombuffer(base64.b64decode(picture["pixels"]), np.int8).reshape(3, 784)
    assert (picture["units"], picture["total"], picture["scale"]) == (3, 3, 1.0)
    assert (pixels[0, 0], pixels[1, 1], pixels[2, 783]) == (64, -127, 32)
    assert np.count_nonzero(pixels) == 3


def test_weights_of_many_units_are_the_first_100():
    picture = telemetry.weights(np.ones((785, 300), np.float32))
    assert (picture["units"], picture["total"]) == (100, 300)
    assert len(base64.b64decode(picture["pixels"])) == 78_400


def test_weights_that_are_not_finite_are_none():
    assert telemetry.weights(np.zeros((785, 2), np.float32))["scale"] == 0
    assert telemetry.weights(np.full((785, 2), np.nan, np.float32)) is None


def test_validation_lists_mistakes_by_loss():
    z = np.zeros((4, 10), np.float32)
    z[0, 3], z[1, 1], z[2, 7], z[3, 7] = 5, 5, 2, 8
    result = telemetry.validation(from_logits(z, np.array([3, 2, 2, 2], np.uint8)))
    assert result["validation"]["accuracy"] == 0.25
    assert [mistake["index"] for mistake in result["mistakes"]] == [3, 1, 2]
    assert result["mistakes"][0] == {
        "index": 3,
        "label": 2,
        "digit": 7,
        "confidence": pytest.approx(np.exp(8) / (np.exp(8) + 9), abs=1e-4),
    }
    assert result["confusion"][2][7] == 2
    assert result["confusion"][3][3] == 1

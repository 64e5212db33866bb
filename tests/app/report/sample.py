"""A small report in the form that an evaluation writes."""

import copy
from typing import Any

import numpy as np

PROBABILITIES = [0.0, 0.0, 0.0, 0.0, 0.02, 0.0, 0.0, 0.0, 0.0, 0.98]


def confusion():
    counts = (np.eye(10, dtype=int) * 100).tolist()
    counts[4][9], counts[4][4] = 3, 97
    counts[7][1] = 1
    return counts


SET = {
    "name": "mnist",
    "title": "MNIST <&>",
    "description": "Scanned digits.",
    "part": "test",
    "source": "mnist_test",
    "count": 1001,
    "accuracy": 0.996004,
    "loss": 0.0123,
    "ece": 0.004,
    "certain": 0.987,
    "confusion": confusion(),
    "precision": [1.0] * 9 + [0.9708738],
    "recall": [1.0] * 4 + [0.97] + [1.0] * 5,
    "calibration": [
        {"low": 0.0, "high": 0.5, "count": 0, "confidence": 0, "accuracy": 0},
        {"low": 0.5, "high": 1.0, "count": 1001, "confidence": 0.99, "accuracy": 0.996004},
    ],
    "groups": {"writer": {"3": {"count": 250, "accuracy": 0.976}}},
    "cells": {"4,4": [1], "4,9": [5, 2, 17], "7,1": [11]},
    "hardest": [
        {
            "index": 17,
            "label": 4,
            "answer": 9,
            "confidence": 0.98,
            "loss": 3.912,
            "probabilities": PROBABILITIES,
        }
    ],
}


NON_DIGITS = {
    "name": "letters",
    "title": "Handwritten letters",
    "description": "Letters that do not resemble digits.",
    "count": 400,
    "uncertain": 0.875,
    "kinds": {"A": {"count": 12, "uncertain": 1.0}, "J": {"count": 12, "uncertain": 0.25}},
    "taken": [{"index": 5, "kind": "J", "answer": 3, "confidence": 0.97}],
}


def report(name: str, version: str) -> dict[str, Any]:
    """Return a report with one set twice, as test and as validation."""
    held_out = SET | {"part": "validation", "source": "mnist_train", "accuracy": 0.98}
    return {
        "model": {"name": name, "version": version, "seed": 7},
        "date": "2025-02-01",
        "sets": [copy.deepcopy(SET), copy.deepcopy(held_out)],
        "no_digits": [copy.deepcopy(NON_DIGITS)],
    }

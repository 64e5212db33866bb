"""A small report in the form that an evaluation writes."""

import base64
import copy
import io
from typing import Any

import numpy as np
from PIL import Image

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
    "auroc": 0.98765,
    "false_accept_rate": 0.0325,
    "kinds": {"A": {"count": 12, "uncertain": 1.0}, "J": {"count": 12, "uncertain": 0.25}},
    "taken": [{"index": 5, "kind": "J", "answer": 3, "confidence": 0.97}],
}


RISK_COVERAGE = {
    "count": 4000,
    "coverage": [0.5, 0.8, 0.9, 0.95, 1.0],
    "risk": [0.0, 0.0005, 0.001, 0.0025, 0.0125],
    "certain": 0.985,
    "certain_risk": 0.00625,
}


def picture() -> str:
    """Return a small WebP picture in base64."""
    file = io.BytesIO()
    Image.new("RGB", (128, 96), "white").save(file, "WEBP")
    return base64.b64encode(file.getvalue()).decode()


SCENE = {
    "name": "underline",
    "title": "Above a <line>",
    "has_digit": True,
    "count": 100,
    "correct": 97,
    "certain_errors": 1,
    "uncertain": 3,
    "as_drawn": {"correct": 40, "certain_errors": 55, "uncertain": 7},
    "examples": [
        {
            "label": 7,
            "as_drawn": {"digit": 2, "certain": True},
            "answer": {"digit": 7, "certain": True},
            "picture": picture(),
        },
        {
            "label": 4,
            "as_drawn": {"digit": None, "certain": False},
            "answer": {"digit": 4, "certain": False},
            "picture": picture(),
        },
    ],
}

EMPTY_SCENE = {
    **SCENE,
    "name": "rule",
    "title": "One line",
    "has_digit": False,
    "examples": [
        {
            "label": None,
            "as_drawn": {"digit": 1, "certain": True},
            "answer": {"digit": None, "certain": False},
            "picture": picture(),
        }
    ],
}


NUMBERS = {
    "name": "separate",
    "title": "Separate <digits>",
    "description": "Numbers of 2 to 8 digits apart.",
    "count": 300,
    "correct": 270,
    "certain_errors": 3,
    "uncertain": 60,
    "right_length": 285,
    "ece": 0.071,
    "calibration": [
        {"low": 0.0, "high": 0.5, "count": 20, "confidence": 0.4, "accuracy": 0.5},
        {"low": 0.5, "high": 1.0, "count": 280, "confidence": 0.9, "accuracy": 0.928571},
    ],
    "sources": {"pendigits": {"count": 200, "correct": 180, "certain_errors": 2, "uncertain": 40}},
    "writers": [
        {
            "name": "pendigits 1",
            "count": 4,
            "correct": 1,
            "certain_errors": 0,
            "uncertain": 2,
        },
        {
            "name": "pendigits 2",
            "count": 5,
            "correct": 5,
            "certain_errors": 0,
            "uncertain": 0,
        },
    ],
    "mistakes": [
        {
            "written": "2026",
            "read": "20 26",
            "confidence": 0.0,
            "certain": False,
            "source": "pendigits",
            "picture": picture(),
        }
    ],
}


def report(name: str, version: str) -> dict[str, Any]:
    """Return a report with one set twice, as test and as validation."""
    held_out = SET | {"part": "validation", "source": "mnist_train", "accuracy": 0.98}
    return {
        "model": {"name": name, "version": version, "seed": 7},
        "date": "2025-02-01",
        "sets": [copy.deepcopy(SET), copy.deepcopy(held_out)],
        "no_digits": [copy.deepcopy(NON_DIGITS)],
        "risk_coverage": copy.deepcopy(RISK_COVERAGE),
        "scenes": [copy.deepcopy(SCENE), copy.deepcopy(EMPTY_SCENE)],
        "numbers": [copy.deepcopy(NUMBERS)],
    }

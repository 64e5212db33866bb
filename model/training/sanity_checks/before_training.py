"""Checks of the data and of the initial weights."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model import gradcheck
from model.network import CLASSES, Array, Trace, backward, forward
from model.training.sanity_checks.outcome import GUESSING, SanityCheck, mean_loss, outcome

INITIAL_LOSS_TOLERANCE = 0.7
FLAT_SLOPE = 0.01
"""Slope of a sigmoid that learns at most a 25th as fast as at its steepest, 1/4; at |z| = 4.6."""

MAX_FLAT_SHARE = 0.5
MIN_GRADIENT_RATIO = 1e-3
MIN_CLASS_SHARE = 0.02
MIN_NEAREST_CENTROID = 0.5
MIN_IMAGES_FOR_SHARES = 200
GRADIENT_ENTRIES = 50


def inputs(X: Array, labels: NDArray[np.integer]) -> SanityCheck:
    """Check that inputs are in 0..1, that no class is missing, and that labels fit."""
    counts = np.bincount(labels, minlength=CLASSES)
    present, rarest = int((counts > 0).sum()), float(counts.min() / len(labels))
    measured = (
        f"pixels {X.min():.3g} to {X.max():.3g}; {present} digits, the rarest {100 * rarest:.1f} %"
    )
    expected = "pixels 0 to 1; 10 digits"
    advice = None
    if not (X.min() >= 0 and 0.5 <= X.max() <= 1):
        advice = "Scale the inputs to 0..1, for pixels / 255: large ones saturate the sigmoids."
    elif present < CLASSES:
        advice = "A digit without images is never learnt: train on more images."
    if len(labels) >= MIN_IMAGES_FOR_SHARES:
        fitting = _nearest_centroid_accuracy(X, labels)
        measured += f"; the nearest class mean is right for {100 * fitting:.0f} %"
        expected += f", none below {100 * MIN_CLASS_SHARE:.0f} %"
        expected += f"; at least {100 * MIN_NEAREST_CENTROID:.0f} %"
        if advice is None and rarest < MIN_CLASS_SHARE:
            advice = "A rare digit is hardly learnt: balance the classes."
        elif advice is None and fitting < MIN_NEAREST_CENTROID:
            advice = "The labels do not fit the images: check that both are in the same order."
    return SanityCheck("inputs", "Inputs and labels", not advice, measured, expected, advice)


def _nearest_centroid_accuracy(X: Array, labels: NDArray[np.integer]) -> float:
    """Return the accuracy of a nearest-centroid classifier of one half on the other half."""
    half = len(X) // 2
    known = [digit for digit in range(CLASSES) if (labels[:half] == digit).any()]
    centroids = np.stack([X[:half][labels[:half] == digit].mean(axis=0) for digit in known])
    scores = X[half:] @ centroids.T - (centroids**2).sum(axis=1) / 2  # the largest is the nearest
    return float((np.array(known)[scores.argmax(axis=1)] == labels[half:]).mean())


def initial_loss(weights: Sequence[Array], X: Array, Y: Array) -> SanityCheck:
    """Check that the loss before training is that of guessing."""
    loss = mean_loss(weights, X, Y)
    passed = abs(loss - GUESSING) <= INITIAL_LOSS_TOLERANCE
    advice = (
        "The first guesses are certain and wrong: the weights are too large. Use xavier, or divide "
        "by the square root of the number of inputs."
    )
    expected = f"about {GUESSING:.2f} = ln 10, that of guessing"
    title = "Loss before training"
    return outcome("initial-loss", title, passed, f"{loss:.2f}", expected, advice)


def gradient(weights: Sequence[Array], X: Array, Y: Array) -> SanityCheck:
    """Check some entries of each gradient against complex-step derivatives."""
    exact = [W.astype(np.float64) for W in weights]
    inputs, targets = X[:2].astype(np.float64), Y[:2].astype(np.float64)
    dW = backward(exact, forward(exact, inputs), targets).dW
    rng = np.random.default_rng(0)
    checks = gradcheck.check(exact, inputs, targets, dW, rng, GRADIENT_ENTRIES)
    worst = max(checks, key=lambda matrix: np.nan_to_num(matrix.relative, nan=np.inf))
    return outcome(
        "gradient",
        "Gradient check",
        all(matrix.passed for matrix in checks),
        f"relative difference {worst.relative:.1e}",
        f"at most {gradcheck.TOLERANCE:.0e}",
        f"Backpropagation is wrong in {worst.name}: compare it with the derivation.",
    )


def saturation(weights: Sequence[Array], X: Array, Y: Array) -> SanityCheck:
    """Check that gradients reach every layer, and that no units are equal."""
    trace = forward(weights, X)
    norms = [float(np.linalg.norm(dW)) for dW in backward(weights, trace, Y).dW]
    flat = [_flat_share(trace, k) for k in range(1, len(weights))]
    flat_layers = ", ".join(f"{100 * share:.0f} % in layer {k}" for k, share in enumerate(flat, 1))
    gradients = ", ".join(f"{norm:.2g} of W{k}" for k, norm in enumerate(norms, 1))
    measured = f"flat sigmoids: {flat_layers or 'no hidden layer'}; gradient: {gradients}"
    advice = None
    if any(_has_equal_units(W) for W in weights[:-1]):
        advice = (
            "The units of a layer are equal, get equal gradients and stay equal: one unit's worth "
            "of learning. Start with random weights, such as xavier."
        )
    elif max(flat, default=0.0) > MAX_FLAT_SHARE:
        advice = (
            "Most sigmoids are flat, so that little of the gradient passes: start with smaller "
            "weights, such as xavier, and inputs in 0..1."
        )
    elif not min(norms) >= MIN_GRADIENT_RATIO * norms[-1] > 0:
        advice = (
            "The gradient vanishes on its way to the first layers: each sigmoid multiplies it by "
            "at most 1/4. Use fewer layers."
        )
    expected = (
        f"at most {100 * MAX_FLAT_SHARE:.0f} % of a layer's sigmoids flat "
        f"(slope below {FLAT_SLOPE:g}), no equal units, "
        "each gradient at least a thousandth of the last"
    )
    title = "Saturation and symmetry"
    return SanityCheck("saturation", title, not advice, measured, expected, advice)


def _flat_share(trace: Trace, k: int) -> float:
    H = trace.A[k][:, 1:]
    return float((H * (1 - H) < FLAT_SLOPE).mean())


def _has_equal_units(W: Array) -> bool:
    return W.shape[1] > 1 and bool((W[:, :1] == W).all())

"""`inkling.check_mine`: the check of submitted code, in a notebook or a program."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.openapi import examples
from model.explanation.conventions.convention import parse_convention
from model.explanation.submitted_code.check import Result, check
from model.explanation.submitted_code.description import describe
from model.network import Weights, one_hot
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import rasterize
from model.serialization import model_file

DEFAULT_MODEL = "seed"


class CheckedLines(tuple[Result, ...]):
    """The results of the lines, in their order; shown as text, one operation a line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n\n".join(map(describe, self))

    @property
    def are_right(self) -> bool:
        """Whether no gradient is wrong."""
        return all(result.agrees is not False for result in self)


def check_mine(
    lines: str | Sequence[str],
    X: ArrayLike | None = None,
    labels: ArrayLike | None = None,
    weights: Weights | None = None,
    convention: str = "inkling",
) -> CheckedLines:
    """Evaluate lines in numpy's notation, and compare them with the true gradients.

    Parameters
    ----------
    lines : str or list of str
        Such as ``"dW2 = A1.T @ delta2"``; each may use the results of those before it.
    X : array, shape (N, inputs) or (inputs,), optional
        The batch. By default a drawn seven.
    labels : array of int, shape (N,), or int, optional
        Its digits; required with `X`.
    weights : sequence of arrays, optional
        W1, W2, ..., with row 0 for the biases. By default those of the bundled model ``seed``.
    convention : str
        Of names, shapes and gradients in the lines: ``inkling``, ``nielsen``, ``ng`` or ``cs231n``,
        and what differs from it, such as ``ng,rows``. `X` and `weights` have samples as rows.

    Returns
    -------
    CheckedLines
        A `model.explanation.submitted_code.check.Result` for each line.

    Raises
    ------
    ValueError
        If a line is not in the notation, with its line and column; or an argument does not fit.
    """
    if weights is None:
        weights = model_file.load(model_file.find_model(DEFAULT_MODEL)).weights
    if (X is None) != (labels is None):
        raise ValueError("expected X and labels, or neither, got one of them")
    if X is None or labels is None:
        X, labels = drawn_seven()
    inputs, classes = weights[0].shape[0] - 1, weights[-1].shape[1]
    batch = np.atleast_2d(np.asarray(X, dtype=np.float64))
    digits = np.atleast_1d(np.asarray(labels))
    if batch.ndim != 2 or batch.shape[1] != inputs or len(batch) != len(digits):
        raise ValueError(
            f"expected X of shape (N, {inputs}) and N labels, got {batch.shape} and {digits.shape}"
        )
    Y = one_hot(digits, classes, np.float64)
    return CheckedLines(check(lines, weights, batch, Y, convention=parse_convention(convention)))


def drawn_seven() -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return a batch of one: the inputs of a drawn seven, shape (1, 784), and its label."""
    strokes = [np.asarray(stroke, dtype=np.float64) for stroke in examples.STROKES]
    vector = preprocess(rasterize(strokes, examples.PEN_WIDTH)).vector
    return vector[np.newaxis].astype(np.float64), np.array([examples.LABEL])

"""Reply of /explain/train-mine: networks trained with submitted code and with the right lines."""

from collections.abc import Sequence

import numpy as np

from app.concurrency.threads import check_cancelled
from app.explanation.parameters import TrainMineParameters
from app.explanation.schemas import TrainedLines
from app.http.problems import InvalidRequest
from model.data.synthesis.digit_shapes import synthesize
from model.explanation.conventions.convention import INKLING, Convention, parse_convention
from model.explanation.submitted_code import training
from model.explanation.submitted_code.syntax import LineError
from model.explanation.submitted_code.training_result import Comparison, summarize
from model.network import one_hot
from model.serialization.model_file import Model

TRAINING_DIGITS = 1500
HELD_OUT_DIGITS = 500

MAX_UNITS = 100
"""Maximum size of a hidden layer; the model's are cut to it, so that training takes a second."""

_SEED = 1


def train_submitted_code(model: Model, parameters: TrainMineParameters) -> TrainedLines:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.InvalidRequest
        If a line does not parse, or the lines ask for too much.
    """
    try:
        convention = parse_convention(parameters.convention)
        comparison = compare_training(parameters.lines, model.sizes, convention)
    except LineError as error:
        raise InvalidRequest.for_field(("body", "lines"), str(error)) from error
    fields = {
        "sizes": training_sizes(model.sizes),
        "digits": TRAINING_DIGITS,
        "held_out_digits": HELD_OUT_DIGITS,
        "batch_size": training.BATCH_SIZE,
        "learning_rate": training.LEARNING_RATE,
        **vars(comparison),
        "summary": summarize(comparison),
    }
    return TrainedLines.model_validate(fields, from_attributes=True)


def compare_training(
    lines: str | Sequence[str], sizes: Sequence[int], convention: Convention = INKLING
) -> Comparison:
    """Train a network of about the model's sizes with submitted code, on synthetic digits.

    Raises
    ------
    model.explanation.submitted_code.syntax.LineError
        If a line does not parse, or the lines ask for too much; with its line and column.
    """
    X, labels = synthesize(TRAINING_DIGITS + HELD_OUT_DIGITS, np.random.default_rng(_SEED))
    Y = one_hot(labels, sizes[-1], np.float64)
    digits = training.Digits(
        X[:TRAINING_DIGITS], Y[:TRAINING_DIGITS], X[TRAINING_DIGITS:], Y[TRAINING_DIGITS:]
    )
    return training.train(lines, training_sizes(sizes), digits, convention, on_step=check_cancelled)


def training_sizes(sizes: Sequence[int]) -> list[int]:
    """Return the sizes of the network that is trained in place of a model."""
    return [sizes[0], *(min(size, MAX_UNITS) for size in sizes[1:-1]), sizes[-1]]

"""`inkling check-mine`: check your own lines for the gradients of backpropagation."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from app import registry, settings
from app.cli.option_errors import named
from app.cli.options import ModelName
from app.explanation.submitted_code_training import compare_training
from app.http.problems import Problem
from app.openapi import examples
from app.parsing import images
from app.prediction.predict import to_input
from model.explanation.conventions.convention import INKLING, parse_convention
from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.description import describe, format_shape
from model.explanation.submitted_code.syntax import LineError
from model.explanation.submitted_code.training_result import Comparison, summarize
from model.network import one_hot


def check_mine(
    lines: Annotated[
        list[str], typer.Argument(metavar="LINE", help="Such as 'dW2 = A1.T @ delta2'.")
    ],
    image: Annotated[
        Path | None, typer.Option(help="Image of a digit. Default: a drawn seven.")
    ] = None,
    label: Annotated[
        int | None, typer.Option(min=0, max=9, help="The true digit; required with --image.")
    ] = None,
    model: ModelName = None,
    train: Annotated[
        bool,
        typer.Option("--train", help="Also train a network with the lines, on synthetic digits."),
    ] = False,
    convention: Annotated[
        str,
        typer.Option(
            help="Of names, shapes and gradients: inkling, nielsen, ng or cs231n, and what differs "
            "from it, such as ng,rows."
        ),
    ] = str(INKLING),
) -> None:
    """Evaluate lines in NumPy's notation, and compare them with the true gradients.

    Prints the shapes of each operation, where NumPy stops, the first wrong entry, and which known
    mistake it is. Exits with status 1 if a gradient is wrong, and 2 if a line is not understood.
    """
    if image is not None and label is None:
        raise typer.BadParameter("expected the true digit of the image", param_hint="--label")
    try:
        parsed_convention = parse_convention(convention)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--convention") from error
    overrides = {} if model is None else {"model": model}
    configured = settings.from_environment(**overrides)
    loaded = registry.load(configured).get(None)
    with named("--image", image):
        content = examples.png() if image is None else image.read_bytes()
        try:
            drawing = images.parse(content, (str(image or "example"),), configured.max_pixels)
            X = to_input(loaded, drawing).prepared.vector[np.newaxis].astype(np.float64)
        except Problem as error:
            raise ValueError(error.detail) from error
    Y = one_hot(np.array([examples.LABEL if label is None else label]), 10, np.float64)
    try:
        results = check(lines, loaded.weights, X, Y, convention=parsed_convention)
    except LineError as error:
        raise typer.BadParameter(str(error), param_hint="LINE") from error
    for result in results:
        typer.echo(describe(result))
    if train:
        try:
            comparison = compare_training(lines, loaded.sizes, parsed_convention)
            typer.echo(describe_training(comparison))
        except LineError as error:
            raise typer.BadParameter(str(error), param_hint="LINE") from error
    if any(result.agrees is False for result in results):
        raise typer.Exit(1)


def describe_training(comparison: Comparison) -> str:
    """Return the two loss curves as a table, and a summary."""
    yours, right = comparison.yours, comparison.right
    text = ["", "   step   yours   right"]
    for step, loss in list(zip(right.steps, right.losses, strict=True))[::3]:
        loss_of_lines = dict(zip(yours.steps, yours.losses, strict=True)).get(step)
        loss_text = "" if loss_of_lines is None else f"{loss_of_lines:.3f}"
        text.append(f"{step:7} {loss_text:>7} {loss:7.3f}")
    text.append(f"accuracy {yours.accuracy:6.1%} {right.accuracy:7.1%}")
    for operation in comparison.broadcasts:
        shapes = " and ".join(format_shape(operand.shape) for operand in operation.operands)
        text.append(f"NumPy broadcasts {shapes} at {operation.expression}.")
    if stop := comparison.stops_at:
        place = f" at {stop.expression}" if stop.expression else ""
        text.append(f"Step {stop.step}{place}: {stop.message}")
    return "\n".join([*text, summarize(comparison)])

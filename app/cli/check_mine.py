"""`inkling check-mine`: check your own lines for the gradients of backpropagation."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from app import registry, settings
from app.http.problems import Problem
from app.openapi import examples
from app.parsing import images
from app.prediction import to_input
from model.explanation.check_mine.budget import Shape
from model.explanation.check_mine.check import Result, check
from model.explanation.check_mine.syntax import LineError
from model.network import one_hot


def check_mine(
    lines: Annotated[
        list[str], typer.Argument(metavar="LINE...", help="Such as 'dW2 = A1.T @ delta2'.")
    ],
    image: Annotated[
        Path | None, typer.Option(help="Image of a digit. Default: a drawn seven.")
    ] = None,
    label: Annotated[
        int | None, typer.Option(min=0, max=9, help="The true digit; required with --image.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Name of the model.", show_default="seed")
    ] = None,
) -> None:
    """Evaluate lines in numpy's notation, and compare them with the true gradients.

    Prints the shapes of each join, where numpy stops, the first wrong entry, and which known
    mistake it is. Exits with status 1 if a gradient is wrong, and 2 if a line is not understood.
    """
    if image is not None and label is None:
        raise typer.BadParameter("expected the true digit of the image", param_hint="--label")
    overrides = {} if model is None else {"model": model}
    configured = settings.from_environment(**overrides)
    loaded = registry.load(configured).get(None)
    content = examples.png() if image is None else image.read_bytes()
    try:
        drawing = images.parse(content, (str(image or "example"),), configured.max_pixels)
        X = to_input(loaded, drawing).prepared.vector[np.newaxis].astype(np.float64)
    except Problem as error:
        raise ValueError(error.detail) from error
    Y = one_hot(np.array([examples.LABEL if label is None else label]), 10, np.float64)
    try:
        results = check(lines, loaded.weights, X, Y)
    except LineError as error:
        raise typer.BadParameter(str(error), param_hint="LINE") from error
    for result in results:
        typer.echo(describe(result))
    if any(result.agrees is False for result in results):
        raise typer.Exit(1)


def describe(result: Result) -> str:
    """Return a result as text, one operation a line."""
    text = [result.line]
    for step in result.steps:
        joined = f" {step.operator} ".join(_size(operand.shape) for operand in step.operands)
        joined = joined if len(step.operands) > 1 else f"{step.operator} {joined}"
        note = ", which numpy broadcasts" if step.broadcasts else ""
        text.append(f"  {step.expression}: {joined} -> {_size(step.shape)}{note}")
    if stop := result.stops_at:
        joined = f" {stop.operator} ".join(_size(operand.shape) for operand in stop.operands)
        text.append(f"  {stop.expression}: {joined} stops, column {stop.column}: {stop.message}")
    if result.agrees is not None and result.expected_shape is not None:
        shape = "no value" if result.shape is None else _size(result.shape)
        verdict = "right" if result.agrees else "wrong"
        text.append(f"  {result.name}: {verdict}, {shape}, expected {_size(result.expected_shape)}")
    if entry := result.first_difference or result.largest_entry:
        text.append(
            f"  row {entry.row}, column {entry.column}: yours {entry.yours:.6g}, "
            f"analytic {entry.analytic:.6g}, numeric {entry.numeric:.6g}"
        )
    text += [f"  {name}" for name in result.diagnosis]
    text += [f"  {sentence}" for sentence in result.explanations]
    if result.right_line and (result.diagnosis or not result.agrees):
        text.append(f"  The right line: {result.right_line}")
    return "\n".join(text)


def _size(shape: Shape) -> str:
    return f"({' x '.join(map(str, shape)) or '1'})"

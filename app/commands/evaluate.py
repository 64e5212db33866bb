"""`inkling evaluate`: score a model."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

from app.evaluation_tables import print_evaluation
from model import evaluation, weights
from model.datasets import mnist
from model.weights import Model

Bytes = NDArray[np.uint8]


class Part(StrEnum):
    """Which images of a data set."""

    test = "test"
    validation = "validation"


def evaluate(
    model: Annotated[
        str | None, typer.Option(help="Name of a model that ships.", show_default="seed")
    ] = None,
    weights_file: Annotated[
        Path | None, typer.Option("--weights", help="A .safetensors file instead.")
    ] = None,
    part: Annotated[
        Part,
        typer.Option(help="MNIST's test images, or those held out from the model's training."),
    ] = Part.test,
    data_dir: Annotated[
        Path | None, typer.Option(envvar="INKLING_DATA_DIR", help="Where the data sets are.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a model: accuracy, loss, precision, recall, confusion and calibration."""
    if model and weights_file:
        raise typer.BadParameter("expected --model or --weights, got both")
    chosen = weights.load(weights_file or weights.locate(model or "seed"))
    images, labels = _mnist(chosen, part, data_dir)
    scores = evaluation.evaluate(chosen.weights, images, labels)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "model": {"name": chosen.name, "version": chosen.version},
                    "on": "mnist",
                    "part": part.value,
                    **scores.to_json(),
                },
                indent=2,
            )
        )
    else:
        title = f"{chosen.name} {chosen.version} on MNIST {part.value}"
        print_evaluation(Console(), title, scores)


def _mnist(model: Model, part: Part, data_dir: Path | None) -> tuple[Bytes, Bytes]:
    if part is Part.test:
        return mnist.load("test", data_dir)
    images, labels = mnist.load("train", data_dir)
    kept = len(labels) - model.metadata["recipe"]["validation_size"]
    return images[kept:], labels[kept:]

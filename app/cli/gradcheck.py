"""`inkling gradcheck`: check the gradient of backpropagation against complex-step derivatives."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from app.cli.option_errors import named
from app.cli.options import AsJson
from model.gradcheck import TOLERANCE, MatrixCheck, check, random_batch
from model.initialization import initialize
from model.network import Array, backward, forward, layer_sizes, one_hot
from model.serialization.model_file import find_model, list_models, load

SAMPLES = 4
DEFAULT_MODEL = "seed"
DEFAULT_SIZES = (784, 100, 10, 10)


def gradcheck(
    weights: Annotated[
        str | None,
        typer.Option(
            help="Name of a bundled model or a .safetensors file. Default: seed, or random weights "
            "of 784-100-10-10 if seed is not bundled.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Random seed of inputs, labels and weights.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Compare backpropagation with complex-step derivatives of the loss.

    Each weight is moved by a tiny imaginary step, and the derivative of the loss is compared with
    the gradient. Prints the largest difference for each weight matrix and exits with status 1 if
    one is above 1e-6 relative. Needs no data set: the inputs are random. Computes in float64; what
    rounding does in training's float32, where the sigmoid of -20 is exactly 0, it cannot see.
    """
    rng = np.random.default_rng(seed)
    source, matrices = _weights(weights, rng)
    sizes = layer_sizes(matrices)
    X, labels = random_batch(sizes[0], sizes[-1], SAMPLES, rng)
    Y = one_hot(labels, sizes[-1], np.float64)
    with Console(stderr=True).status("Computing complex-step derivatives ..."):
        checks = check(matrices, X, Y, backward(matrices, forward(matrices, X), Y).dW, rng)
    passed = all(matrix.passed for matrix in checks)

    if as_json:
        typer.echo(json.dumps(_report(source, sizes, seed, checks, passed=passed), indent=2))
    else:
        _print_table(source, sizes, checks, passed=passed)
    if not passed:
        raise typer.Exit(1)


def _weights(reference: str | None, rng: np.random.Generator) -> tuple[str, list[Array]]:
    """Return a description of the weights and the matrices in float64."""
    if reference is None and DEFAULT_MODEL not in list_models():
        return "random weights", initialize(DEFAULT_SIZES, rng, dtype=np.float64)
    with named("--weights", reference):
        model = load(find_model(reference or DEFAULT_MODEL))
    return f"{model.name} {model.version}", [W.astype(np.float64) for W in model.weights]


def _report(
    source: str, sizes: list[int], seed: int, checks: list[MatrixCheck], *, passed: bool
) -> dict[str, Any]:
    return {
        "weights": source,
        "sizes": sizes,
        "samples": SAMPLES,
        "seed": seed,
        "tolerance": TOLERANCE,
        "passed": passed,
        "matrices": [{**asdict(matrix), "passed": matrix.passed} for matrix in checks],
    }


def _print_table(source: str, sizes: list[int], checks: list[MatrixCheck], *, passed: bool) -> None:
    table = Table(title=f"Backpropagation against complex steps: {source}", title_justify="left")
    for heading in ("matrix", "shape", "checked", "largest absolute", "largest relative"):
        table.add_column(heading, justify="left" if heading == "matrix" else "right")
    for matrix in checks:
        rows, columns = matrix.shape
        table.add_row(
            f"d{matrix.name}",
            f"{rows} x {columns}",
            f"{matrix.checked:,} of {rows * columns:,}",
            f"{matrix.absolute:.1e}",
            f"[{'green' if matrix.passed else 'red'}]{matrix.relative:.1e}[/]",
        )
    console = Console()
    console.print(table)
    network = "-".join(str(size) for size in sizes)
    verdict = "agree" if passed else "do not agree"
    console.print(
        f"{network}, {SAMPLES} random samples, float64: the gradients {verdict} within "
        f"{TOLERANCE:.0e} relative.",
        highlight=False,
    )

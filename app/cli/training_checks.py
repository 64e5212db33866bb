"""Checks of `inkling train`: of the settings before a training, and of the network after it."""

import math
from pathlib import Path

import typer

from model.metrics import logits
from model.training.loop import MAX_LOSS, DivergedError
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.sanity_checks.checks import run_checks
from model.training.sanity_checks.sample import load_sample
from model.training.training_data import TrainingData


class UselessNetworkError(ValueError):
    """A trained network does not depend on its input."""


def print_sanity_checks(recipe: Recipe, data_dir: Path | None) -> None:
    """Print the sanity checks of a recipe; exit with status 1 if one fails."""
    sample = load_sample(recipe.images, data_dir)
    kind = "MNIST" if sample.is_mnist else "synthetic digits"
    typer.echo(f"Checked with {len(sample.labels)} images, {kind}.")
    checks = run_checks(recipe, sample.X, sample.labels)
    first = next((check for check in checks if not check.passed), None)
    for number, check in enumerate(checks, 1):
        verdict = "ok  " if check.passed else "FAIL"
        typer.echo(f"{verdict} {number}. {check.title}: {check.measured}")
        typer.echo(f"        expected: {check.expected}")
        if check.advice:
            typer.echo(f"        {check.advice}")
    if first:
        typer.echo(f"Fix this first: {first.title}.")
        raise typer.Exit(1)


def expect_convergence(run: Run) -> None:
    """Raise DivergedError if the last loss is above `MAX_LOSS`."""
    loss = run.history[-1]["loss"]
    if loss > MAX_LOSS:
        raise DivergedError(
            f"The training diverged: its last loss is {loss:.1f}, that of guessing is "
            f"{math.log(10):.1f}; try a lower learning rate than {run.recipe.learning_rate:g}"
        )


def expect_different_answers(run: Run, data: TrainingData) -> None:
    """Raise UselessNetworkError if the network answers the same digit whatever the image is."""
    answers: set[int] = set()
    labels: set[int] = set()
    for held_out in data.validation.values():
        answers.update(logits(run.final_weights, held_out.images).argmax(axis=1).tolist())
        labels.update(held_out.labels.tolist())
    if len(answers) == 1 < len(labels):
        raise UselessNetworkError(
            f"The network has learned nothing: it answers {answers.pop()} to every validation "
            "image; try more images or epochs, another learning rate, or less weight decay"
        )

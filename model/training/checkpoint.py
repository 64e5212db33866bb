"""Checkpoints: the whole state of a run in one safetensors file, replaced atomically.

The file holds arrays and one JSON text; reading it executes nothing.
"""

import json
from pathlib import Path

from safetensors import SafetensorError
from safetensors.numpy import load as parse
from safetensors.numpy import save as serialize

from model.network import Array
from model.serialization import atomic_write
from model.training.inplace import flatten
from model.training.recipe import Recipe
from model.training.run import Run

FILE = "checkpoint.safetensors"


class CheckpointError(ValueError):
    """A checkpoint is missing, damaged, or of a run with another recipe."""


def save(folder: Path, run: Run) -> None:
    """Write a checkpoint of `run` into `folder`; a crash leaves this one or the one before."""
    groups = {
        "weights": run.weights,
        "average": run.average_weights,
        "moments": run.optimizer.state,
    }
    tensors = {
        f"{group}.{number}": array
        for group, arrays in groups.items()
        for number, array in enumerate(arrays)
    }
    state = {
        "recipe": run.recipe.to_json(),
        "epoch": run.epoch,
        "steps": run.optimizer.steps,
        "history": run.history,
        "batches": run.batches_done,
        "total": run.loss_sum,
        "notes": run.callback_state,
    }
    atomic_write.write(folder / FILE, serialize(tensors, metadata={"state": json.dumps(state)}))


def load(folder: Path) -> Run:
    """Return the run that was saved into `folder`.

    Raises
    ------
    CheckpointError
        If there is no checkpoint, or it is damaged or of an older version.
    """
    path = folder / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise CheckpointError(f"{path}: expected a checkpoint to resume from, got none") from error
    try:
        tensors = parse(content)
        length = int.from_bytes(content[:8], "little")
        state = json.loads(json.loads(content[8 : 8 + length])["__metadata__"]["state"])
        run = Run.start(Recipe.from_json(state["recipe"]))
        run.parameters[:] = flatten(_group(tensors, "weights"))
        run.average_parameters[:] = flatten(_group(tensors, "average"))
        moments = _group(tensors, "moments")
        run.epoch, run.history = state["epoch"], state["history"]
        run.batches_done = state.get("batches", 0)  # absent where only whole epochs were saved
        run.loss_sum = state.get("total", 0.0)
        run.callback_state = state.get("notes", {})
        steps = state["steps"]
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: expected a checkpoint, got a damaged file") from error
    if [m.shape for m in moments] != [m.shape for m in run.optimizer.state]:
        raise CheckpointError(f"{path}: expected a checkpoint of this version, got an older one")
    run.optimizer.state, run.optimizer.steps = moments, steps
    return run


def resume(folder: Path, recipe: Recipe) -> Run:
    """Return the run that was saved into `folder`, which must follow `recipe`.

    Raises
    ------
    CheckpointError
        As by `load`, or if the run began with another recipe.
    """
    run = load(folder)
    if run.recipe != recipe:
        requested, saved = recipe.to_json(), run.recipe.to_json()
        names = ", ".join(name for name in requested if requested[name] != saved[name])
        raise CheckpointError(
            f"{folder}: expected the recipe that the run began with, got other {names}"
        )
    return run


def _group(tensors: dict[str, Array], group: str) -> list[Array]:
    """Return writable copies of the arrays of a group, in their order."""
    count = sum(name.startswith(f"{group}.") for name in tensors)
    return [tensors[f"{group}.{number}"].copy() for number in range(count)]

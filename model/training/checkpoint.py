"""Everything that a training run needs to go on, in one file that is replaced whole.

The file is safetensors: arrays, and one JSON text. Nothing in it is ever executed.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.numpy import load as parse
from safetensors.numpy import save as serialise

from model.network import Array
from model.serialization import atomic_write
from model.training.recipe import Recipe

FILE = "checkpoint.safetensors"


class CheckpointError(ValueError):
    """There is no run to go on with, or it is another one."""


@dataclass(frozen=True)
class Checkpoint:
    """The state after an epoch, or between two of its batches.

    Attributes
    ----------
    recipe : Recipe
    epoch : int
        Epochs done.
    weights, average, moments : list of arrays
        The weights, their running mean and the optimiser's memory.
    steps : int
        Steps that the optimiser took.
    history : list of dict
        One record an epoch.
    batches : int
        How many batches of the epoch under way are done.
    total : float
        The sum of their losses.
    notes : dict
        What an observer of the run noted.
    """

    recipe: Recipe
    epoch: int
    weights: list[Array]
    average: list[Array]
    moments: list[Array]
    steps: int
    history: list[dict[str, Any]]
    batches: int = 0
    total: float = 0.0
    notes: dict[str, Any] = field(default_factory=dict)


def save(folder: Path, checkpoint: Checkpoint) -> None:
    """Write `checkpoint` into `folder`; a crash at any moment leaves the one before, or this."""
    tensors = {}
    for group in ("weights", "average", "moments"):
        for number, array in enumerate(getattr(checkpoint, group)):
            tensors[f"{group}.{number}"] = array
    state = {
        "recipe": checkpoint.recipe.to_json(),
        "epoch": checkpoint.epoch,
        "steps": checkpoint.steps,
        "history": checkpoint.history,
        "batches": checkpoint.batches,
        "total": checkpoint.total,
        "notes": checkpoint.notes,
    }
    atomic_write.write(folder / FILE, serialise(tensors, metadata={"state": json.dumps(state)}))


def load(folder: Path) -> Checkpoint:
    """Read the checkpoint in `folder`.

    Raises
    ------
    CheckpointError
        If there is none, or it is damaged.
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
        groups = {
            group: [
                tensors[f"{group}.{number}"].copy()
                for number in range(sum(name.startswith(f"{group}.") for name in tensors))
            ]
            for group in ("weights", "average", "moments")
        }
        return Checkpoint(
            recipe=Recipe.from_json(state["recipe"]),
            epoch=state["epoch"],
            steps=state["steps"],
            history=state["history"],
            batches=state.get("batches", 0),  # files of before there were checkpoints in an epoch
            total=state.get("total", 0.0),
            notes=state.get("notes", {}),
            **groups,
        )
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: expected a checkpoint, got a damaged file") from error

"""Results of the sweeps in a folder, as `inkling sweep` writes them."""

import os
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from app.http.redaction import without_folders
from app.sweep.schemas import RESULT_FILE, SweepResult
from model.serialization import json_document

MAX_SWEEPS = 100
"""Number of sweeps that are listed, the newest."""

MAX_RESULT_BYTES = 2**26
"""Maximum size of a result file: 10,000 trials of 50 epochs fit."""


class SweepResultError(ValueError):
    """A result file cannot be read, or is not that of a sweep; the message is for replies."""


class SweepSummary(BaseModel):
    """A sweep in the folder."""

    name: str = Field(description="name of its folder")
    written: datetime = Field(description="time at which its result was written")
    problem: str | None = Field(description="why its result cannot be read; the rest is null then")
    recipe: str | None = None
    metric: str | None = None
    settings: int | None = Field(default=None, description="number of settings")
    trials: int | None = Field(default=None, description="number of settings times seeds")
    values: dict[str, Any] | None = Field(
        default=None, description="values of the best setting; null in a cross-validation"
    )
    mean: float | None = Field(
        default=None,
        description="accuracy of the best setting, mean over its finished seeds; or of all folds",
    )
    deviation: float | None = Field(
        default=None, description="its standard deviation over seeds, or between folds"
    )


class Sweeps(BaseModel):
    """The latest sweeps, newest first."""

    sweeps: list[SweepSummary]


def list_sweeps(folder: Path, limit: int = MAX_SWEEPS) -> Sweeps:
    """Return the newest sweeps in a folder; none if there is no such folder."""
    found = []
    for path in folder.glob(f"*/{RESULT_FILE}"):
        try:
            status = path.stat()
        except OSError:  # it was removed meanwhile
            continue
        found.append((_state(status), path))
    found.sort(reverse=True)
    return Sweeps(sweeps=[_summarize(path, state) for state, path in found[:limit]])


def _state(status: os.stat_result) -> tuple[int, int, int]:
    """Return modification time, size, and the time at which permissions last changed."""
    return status.st_mtime_ns, status.st_size, status.st_ctime_ns


def load_sweep(folder: Path, name: str) -> SweepResult:
    """Return the result of a sweep. The last few are cached until their files change.

    Raises
    ------
    SweepResultError
        If there is none of that name, or it cannot be read.
    """
    path = next(
        (path for path in folder.glob(f"*/{RESULT_FILE}") if path.parent.name == name), None
    )
    if path is None:
        raise SweepResultError(f"There is no result of a sweep {name!a:.80}.")
    try:
        status = path.stat()
    except OSError as error:
        raise SweepResultError(f"{RESULT_FILE}: expected a readable file") from error
    return _load(path, _state(status))


@lru_cache(maxsize=MAX_SWEEPS)
def _summarize(path: Path, state: tuple[int, int, int]) -> SweepSummary:
    written = datetime.fromtimestamp(state[0] / 1e9, UTC)
    try:
        result = _load(path, state)
    except SweepResultError as error:
        return SweepSummary(name=path.parent.name, written=written, problem=str(error))
    return SweepSummary(
        name=path.parent.name,
        written=written,
        problem=None,
        recipe=result.recipe,
        metric=result.metric,
        settings=len(result.settings),
        trials=len(result.trials),
        values=None if result.is_cross_validation else result.settings[0].values,
        mean=result.accuracy,
        deviation=result.deviation,
    )


@lru_cache(maxsize=2)
def _load(path: Path, state: tuple[int, int, int]) -> SweepResult:
    if state[1] > MAX_RESULT_BYTES:
        raise SweepResultError(
            f"{RESULT_FILE}: expected at most {MAX_RESULT_BYTES:,} bytes, got {state[1]:,}"
        )
    try:
        result = json_document.read(path, SweepResult, "the result of a sweep", SweepResultError)
    except FileNotFoundError as error:  # it was removed meanwhile
        raise SweepResultError(f"{RESULT_FILE}: expected a readable file") from error
    result.recipe = without_folders(result.recipe)
    for trial in result.trials:
        trial.error = trial.error and without_folders(trial.error)
    return result

"""Results of sweeps that look like real ones, without training."""

import itertools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.sweep.results import summarize
from app.sweep.schemas import LEFT_OUT, RESULT_FILE, Epoch, State, SweepResult, TrialResult

SPACE: dict[str, list[Any]] = {
    "learning_rate": [0.001, 0.003, 0.01, 0.03],
    "hidden": [[100, 10], [200]],
    "augmentation.elastic_px": [0.0, 0.4],
}


def sample_result(
    space: Mapping[str, Sequence[Any]] = SPACE, seeds: int = 3, epochs: int = 9
) -> SweepResult:
    """Return a result of all combinations: the third of the first values learns best.

    Of each setting with the first of the first values, all seeds but one are stopped early; the
    last trial fails.
    """
    rng = np.random.default_rng(0)
    trials: list[TrialResult] = []
    for setting, values in enumerate(itertools.product(*space.values())):
        first = next(iter(space.values())).index(values[0]) if space else 0
        final = 0.025 + 0.01 * abs(first - 2) + 0.004 * rng.random()
        for seed in range(1, seeds + 1):
            done = 3 if first == 0 and seed > 1 else epochs
            errors = [
                final * (1 + 0.05 * rng.standard_normal()) + 0.4 * math.exp(-0.8 * epoch)
                for epoch in range(1, done + 1)
            ]
            state: State = "finished" if done == epochs else "stopped"
            trials.append(
                TrialResult(
                    number=len(trials),
                    setting=setting,
                    seed=seed,
                    values=dict(zip(space, values, strict=True)),
                    state=state,
                    epochs=epochs,
                    accuracy=1 - errors[-1],
                    curve=[
                        Epoch(
                            epoch=epoch,
                            loss=4 * error,
                            validation={"mnist": 1 - error, "pendigits": 1 - 2 * error},
                            seconds=1.5,
                        )
                        for epoch, error in enumerate(errors, 1)
                    ],
                )
            )
    trials[-1] = trials[-1].model_copy(
        update={"state": "failed", "curve": [], "accuracy": None, "error": "/tmp/x: no space left"}
    )
    return summarize("quick", "mnist", trials)


def sample_folds() -> SweepResult:
    """Return a result of a cross-validation: the first fold is the hardest."""
    result = sample_result({LEFT_OUT: [["a", "b"], ["c"], ["mnist"]]}, seeds=1)
    for trial in result.trials:
        trial.state, trial.error = "finished", None
        trial.curve = trial.curve or result.trials[0].curve
        trial.accuracy = trial.curve[-1].validation["mnist"]
    return summarize("quick", "mnist", result.trials)


def write_result(folder: Path, name: str, result: SweepResult) -> Path:
    """Write the result of a sweep as the command does, and return its file."""
    path = folder / name / RESULT_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(result.model_dump_json(indent=1))
    return path

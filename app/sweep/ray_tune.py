"""Trials on Ray Tune: processes, early stopping, saving and restoring are Ray's."""

import _thread
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Read when Ray is imported. Usage statistics would be sent to its makers.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_AIR_NEW_OUTPUT"] = "0"  # the newer table ignores the columns that we choose
os.environ["TUNE_DISABLE_AUTO_CALLBACK_LOGGERS"] = "1"  # curves are in our results

import ray
from ray import tune

from app import ray_cluster
from app.blas_threads import SINGLE_THREAD
from app.sweep.early_stopping import ResumableASHA
from app.sweep.results import final_state
from app.sweep.schemas import LEFT_OUT, RAY_FOLDER, Epoch, State, TrialResult
from app.sweep.spec import Budget
from app.sweep.trials import Trial

OBJECT_STORE_BYTES = 100_000_000
"""Ray's shared memory on one machine: each worker loads its own data, so that little is shared."""

NAME_PREFIX = "trial_"
"""Start of the name and folder of a trial, before its number."""

MAX_FAILURES = 3
"""A trial whose worker died goes on from its checkpoint at most this often."""

REPORT_PERIOD_S = 10


def run_trials(
    trials: Sequence[Trial],
    metric: str,
    budget: Budget,
    output: Path,
    data_dir: Path | None,
    concurrency: int | None,
    resume: bool,
) -> list[TrialResult]:
    """Train all trials, and return their results by number.

    Parameters
    ----------
    trials : sequence of Trial
    metric : str
    budget : Budget
    output : pathlib.Path
        Folder for Ray's state and the checkpoints. On a cluster all machines share it.
    data_dir : pathlib.Path or None
        Folder of the data sets, on each machine.
    concurrency : int or None
        Maximum number of trials at a time; None for one a core.
    resume : bool
        Whether to go on with the sweep in the folder, if it got as far as being saved.

    Raises
    ------
    ConnectionError
        If there is no cluster at ``RAY_ADDRESS``.
    """
    output = output.resolve()
    trainable = _trainable(metric, None if data_dir is None else str(data_dir.resolve()))
    configurations = [
        {
            "number": t.number,
            "values": t.values,
            "seed": t.recipe.seed,
            "recipe": t.recipe.to_json(),
        }
        for t in trials
    ]
    space = {"trial": tune.grid_search(configurations)}
    experiment = str(output / RAY_FOLDER)
    results = {trial.number: _unfinished(trial) for trial in trials}
    runtime = {"env_vars": SINGLE_THREAD}
    with ray_cluster.connect(ray, concurrency, OBJECT_STORE_BYTES, runtime_env=runtime):
        if resume and tune.Tuner.can_restore(experiment):
            tuner = tune.Tuner.restore(
                experiment, trainable, resume_errored=True, param_space=space
            )
        else:
            tuner = tune.Tuner(
                trainable,
                param_space=space,
                tune_config=tune.TuneConfig(
                    scheduler=_scheduler(trials, metric, budget),
                    max_concurrent_trials=concurrency,
                    reuse_actors=True,
                    trial_name_creator=_trial_name,
                    trial_dirname_creator=_trial_name,
                ),
                run_config=_run_config(trials, output),
            )
        with _time_limit(budget.hours):
            grid = tuner.fit()
        for result in grid:
            number = int(Path(result.path).name.removeprefix(NAME_PREFIX))
            results[number] = _result(trials[number], result.metrics or {}, result.error)
    return list(results.values())


def _run_config(trials: Sequence[Trial], output: Path) -> tune.RunConfig:
    return tune.RunConfig(
        name=RAY_FOLDER,
        storage_path=str(output),
        checkpoint_config=tune.CheckpointConfig(num_to_keep=2),
        failure_config=tune.FailureConfig(max_failures=MAX_FAILURES),
        progress_reporter=_reporter(trials),
        verbose=1,
    )


def _trainable(metric: str, data_dir: str | None) -> Callable[[dict[str, Any]], None]:
    def train(config: dict[str, Any]) -> None:
        # The first import of a worker: `inkling` makes `app` known in an installation.
        import inkling  # noqa: F401, PLC0415
        from app.sweep.trial import train_trial  # noqa: PLC0415

        trial = config["trial"]
        train_trial(trial["recipe"], trial["values"].get(LEFT_OUT, ()), metric, data_dir)

    return train


def _trial_name(trial: Any) -> str:
    return f"{NAME_PREFIX}{trial.config['trial']['number']:04d}"


@contextmanager
def _time_limit(hours: float | None) -> Iterator[None]:
    """Interrupt Ray as Ctrl-C does; trials that its own time limit ends could not be resumed."""
    if hours is None:
        yield
        return
    timer = threading.Timer(hours * 3600, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _scheduler(trials: Sequence[Trial], metric: str, budget: Budget) -> ResumableASHA | None:
    if not budget.early_stopping:
        return None
    epochs = max(trial.recipe.epochs for trial in trials)
    return ResumableASHA(metric, epochs, budget.grace_period, budget.reduction_factor)


def _reporter(trials: Sequence[Trial]) -> tune.CLIReporter:
    names = {f"trial/values/{name}": name for name in trials[0].values}
    return tune.CLIReporter(
        parameter_columns=names | {"trial/seed": "seed"},
        metric_columns=["epoch", "accuracy"],
        metric="accuracy",
        mode="max",
        max_report_frequency=REPORT_PERIOD_S,
        print_intermediate_tables=True,
    )


def _unfinished(trial: Trial) -> TrialResult:
    return TrialResult(
        number=trial.number,
        setting=trial.setting,
        seed=trial.recipe.seed,
        values=trial.values,
        state="unfinished",
        epochs=trial.recipe.epochs,
    )


def _last_line(error: Exception) -> str:
    """Return what a worker raised, without the traceback that Ray puts before it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]


def _result(trial: Trial, metrics: dict[str, Any], error: Exception | None) -> TrialResult:
    curve = [Epoch.model_validate(record) for record in metrics.get("curve", [])]
    state: State
    if error is not None:
        state = "failed"
    elif "diverged" in metrics:
        state = "diverged"
    else:
        state = final_state(curve, trial.recipe.epochs, bool(metrics.get("done")))
    changes = {
        "state": state,
        "curve": curve,
        "accuracy": metrics.get("accuracy"),
        "weights_sha256": metrics.get("weights_sha256"),
        "error": metrics.get("diverged") or (_last_line(error) if error else None),
    }
    return _unfinished(trial).model_copy(update=changes)

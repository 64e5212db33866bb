"""Results of a sweep, by trial and by setting."""

import csv
import io
from collections.abc import Sequence
from statistics import fmean, stdev

from app.sweep.recipe_file import to_toml
from app.sweep.schemas import LEFT_OUT, Epoch, SettingResult, State, SweepResult, TrialResult
from app.sweep.trials import Trial
from model.training.loop import MAX_LOSS


def final_state(curve: Sequence[Epoch], epochs: int, done: bool) -> State:
    """Return the state of a trial without an error, from its completed epochs.

    Parameters
    ----------
    curve : sequence of Epoch
    epochs : int
        Number of epochs of its recipe.
    done : bool
        Whether Ray ended it.
    """
    if len(curve) < epochs:
        return "stopped" if done else "unfinished"
    return "diverged" if curve[-1].loss > MAX_LOSS else "finished"  # as `inkling train` says


def summarize(recipe: str, metric: str, trials: Sequence[TrialResult]) -> SweepResult:
    """Return the result of a sweep from those of its trials."""
    by_setting: dict[int, list[TrialResult]] = {}
    for trial in trials:
        by_setting.setdefault(trial.setting, []).append(trial)
    settings = [_summarize_setting(group) for group in by_setting.values()]
    if LEFT_OUT not in trials[0].values:
        settings.sort(key=lambda s: (-s.finished, -(s.mean or 0.0), s.setting))
    return SweepResult(recipe=recipe, metric=metric, settings=settings, trials=list(trials))


def _summarize_setting(trials: Sequence[TrialResult]) -> SettingResult:
    accuracies = [t.accuracy for t in trials if t.state == "finished" and t.accuracy is not None]
    return SettingResult(
        setting=trials[0].setting,
        values=trials[0].values,
        seeds=len(trials),
        finished=len(accuracies),
        mean=fmean(accuracies) if accuracies else None,
        deviation=stdev(accuracies) if len(accuracies) > 1 else None,
    )


def to_csv(result: SweepResult) -> str:
    """Return a table of the trials, with a column for each name in the space."""
    names = list(result.trials[0].values)
    columns = ["number", "setting", "seed", "state", "accuracy", "epochs", "seconds"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, *names])
    for trial in result.trials:
        seconds = round(sum(epoch.seconds for epoch in trial.curve), 3)
        accuracy = "" if trial.accuracy is None else trial.accuracy
        row = [trial.number, trial.setting, trial.seed, trial.state, accuracy]
        writer.writerow([*row, len(trial.curve), seconds, *trial.values.values()])
    return text.getvalue()


def winner_recipe(result: SweepResult, trials: Sequence[Trial]) -> str | None:
    """Return the recipe of the winner as TOML, or None if no trial finished."""
    winner, best = result.winner, result.settings[0]
    if winner is None or best.mean is None:
        return None
    spread = "" if best.deviation is None else f" +- {100 * best.deviation:.2f}"
    comment = (
        f"The best of {len(result.settings)} settings of a sweep of {result.recipe}.\n"
        f"Validation accuracy ({result.metric}): {100 * best.mean:.2f}{spread} %, "
        f"mean over seeds: {best.finished}.\n"
        f"With this seed: {100 * (winner.accuracy or 0.0):.3f} %."
    )
    return to_toml(trials[winner.number].recipe, comment)

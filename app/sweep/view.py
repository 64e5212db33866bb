"""View models of a sweep: its settings with the accuracies of their seeds, and a link to it."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.sweep.folder import SweepSummary
from app.sweep.schemas import SettingResult, State, SweepResult, TrialResult

MAX_ROWS = 50
"""Number of settings in the table."""

MAX_PROBLEMS = 10
"""Number of failed or diverged trials that the page names."""

MARGIN = 0.04
"""Free share of the width at either end of the scale of accuracies."""

STATE_NAMES: dict[State, str] = {
    "finished": "finished",
    "stopped": "stopped early",
    "diverged": "diverged",
    "failed": "failed",
    "unfinished": "not finished",
}


@dataclass(frozen=True)
class Row:
    """A setting in the table.

    Attributes
    ----------
    rank : int
        From 1, for the best; of a fold its number.
    result : SettingResult
    values : tuple of str
        Its values as text.
    accuracies : tuple of float
        Of its finished seeds.
    """

    rank: int
    result: SettingResult
    values: tuple[str, ...]
    accuracies: tuple[float, ...]


@dataclass(frozen=True)
class SweepView:
    """A sweep as its page shows it.

    Attributes
    ----------
    names : tuple of str
        Names in the space.
    rows : tuple of Row
        The best settings, `MAX_ROWS` at most.
    states : tuple of (int, str)
        Number of trials in each state.
    problems : tuple of TrialResult
        The first trials that failed or diverged.
    low, high : float
        Ends of the scale of accuracies in the table.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    states: tuple[tuple[int, str], ...]
    problems: tuple[TrialResult, ...]
    low: float
    high: float

    def position(self, accuracy: float) -> float:
        """Return the place of an accuracy in percent of the scale's width."""
        share = 0.5 if self.low == self.high else (accuracy - self.low) / (self.high - self.low)
        return 100 * (MARGIN + (1 - 2 * MARGIN) * share)


def sweep_view(result: SweepResult) -> SweepView:
    """Return the view of a sweep."""
    accuracies: defaultdict[int, list[float]] = defaultdict(list)
    for trial in result.trials:
        if trial.state == "finished" and trial.accuracy is not None:
            accuracies[trial.setting].append(trial.accuracy)
    rows = tuple(
        Row(
            rank,
            setting,
            tuple(map(format_value, setting.values.values())),
            tuple(accuracies[setting.setting]),
        )
        for rank, setting in enumerate(result.settings[:MAX_ROWS], 1)
    )
    counts = Counter(trial.state for trial in result.trials)
    shown = [accuracy for row in rows for accuracy in row.accuracies]
    problems = [trial for trial in result.trials if trial.state in ("failed", "diverged")]
    return SweepView(
        names=tuple(result.settings[0].values),
        rows=rows,
        states=tuple((counts[state], name) for state, name in STATE_NAMES.items() if counts[state]),
        problems=tuple(problems[:MAX_PROBLEMS]),
        low=min(shown, default=0.0),
        high=max(shown, default=1.0),
    )


@dataclass(frozen=True)
class SweepLink:
    """A sweep in the lists of the report and the lab.

    Attributes
    ----------
    name : str
    words : str
        The recipe, and the trials that its accuracy is the mean of.
    mean, deviation : float or None
    """

    name: str
    words: str
    mean: float | None
    deviation: float | None


def sweep_links(summaries: Sequence[SweepSummary]) -> list[SweepLink]:
    """Return links to the sweeps that can be read."""
    return [
        SweepLink(summary.name, _describe(summary), summary.mean, summary.deviation)
        for summary in summaries
        if summary.problem is None
    ]


def _describe(summary: SweepSummary) -> str:
    if summary.values is None:
        return f"{summary.recipe}, mean over {summary.settings} folds"
    if not summary.values:
        return f"{summary.recipe}, mean over {summary.trials} seeds"
    values = ", ".join(f"{name} {format_value(value)}" for name, value in summary.values.items())
    return f"{summary.recipe}, best of {summary.settings} settings: {values}"


def format_value(value: Any) -> str:
    """Return a value of a setting as text: layers as 100-10, and words for JSON's own."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        separator = ", " if any(isinstance(item, str) for item in value) else "-"
        return separator.join(map(format_value, value)) or "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Shape of the result file of a sweep, ``sweep.json``, which `/sweeps` shows."""

from collections.abc import Mapping
from statistics import fmean, stdev
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

RESULT_FILE = "sweep.json"
"""Its name in the output folder."""

RAY_FOLDER = "ray"
"""Name of Ray's folder in the output folder, with its state and the checkpoints."""

LEFT_OUT = "left_out"
"""Name in the space of what is left out of the training: folds of a grouped cross-validation."""

MEAN = "mean"
"""Metric: mean of the accuracies on all validation sets."""

State = Literal["finished", "stopped", "diverged", "failed", "unfinished"]


def metric_value(validation: Mapping[str, float], metric: str) -> float:
    """Return the accuracy on the validation set of that name, or the mean of all with `MEAN`."""
    return fmean(validation.values()) if metric == MEAN else validation[metric]


class Epoch(BaseModel):
    """A completed epoch, as in the history of a training run.

    Attributes
    ----------
    loss : float
        Mean training loss.
    validation : dict of str to float
        Accuracy on each validation set, 0 to 1.
    seconds : float
    """

    model_config = ConfigDict(extra="forbid")

    epoch: int
    loss: float
    validation: dict[str, float]
    seconds: float


class TrialResult(BaseModel):
    """Result of one training run.

    Attributes
    ----------
    number, setting, seed : int
    values : dict of str to value
        Value of each name in the space.
    state : str
        ``finished`` after all epochs; ``stopped`` by ASHA; ``diverged``; ``failed`` by an error;
        ``unfinished`` when the sweep ended first.
    epochs : int
        Number of epochs of its recipe.
    accuracy : float or None
        The metric after the last completed epoch, 0 to 1.
    curve : list of Epoch
    weights_sha256 : str or None
        Hash of all weights, float32 in the order of the layers.
    error : str or None
    """

    model_config = ConfigDict(extra="forbid")

    number: int
    setting: int
    seed: int
    values: dict[str, Any]
    state: State
    epochs: int
    accuracy: float | None = None
    curve: list[Epoch] = []
    weights_sha256: str | None = None
    error: str | None = None


class SettingResult(BaseModel):
    """Result of a setting over its seeds.

    Attributes
    ----------
    seeds, finished : int
        Number of seeds, and of those whose training finished.
    mean, deviation : float or None
        Mean accuracy over the finished seeds, and its standard deviation (n - 1), from two on.
    """

    model_config = ConfigDict(extra="forbid")

    setting: int
    values: dict[str, Any]
    seeds: int
    finished: int
    mean: float | None
    deviation: float | None


class SweepResult(BaseModel):
    """Result file of a sweep.

    Attributes
    ----------
    format : int
        Version of this shape.
    recipe, metric : str
        As in the sweep file.
    settings : list of SettingResult
        Best first: those with the most finished seeds, by their mean. So a setting is not best by
        the one lucky seed that was not stopped. Folds of a cross-validation are in their order.
    trials : list of TrialResult
        By number.
    """

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    recipe: str
    metric: str
    settings: list[SettingResult] = Field(min_length=1)
    trials: list[TrialResult] = Field(min_length=1)

    @property
    def is_cross_validation(self) -> bool:
        """Whether the settings are folds, of which none is to be chosen."""
        return LEFT_OUT in self.settings[0].values

    @property
    def accuracy(self) -> float | None:
        """Mean accuracy of the best setting, or of all folds in a cross-validation, if known."""
        means = [setting.mean for setting in self.settings if setting.mean is not None]
        if not self.is_cross_validation:
            return self.settings[0].mean
        return fmean(means) if len(means) == len(self.settings) else None

    @property
    def deviation(self) -> float | None:
        """Standard deviation (n - 1) of the best setting over its seeds, or between all folds."""
        if not self.is_cross_validation:
            return self.settings[0].deviation
        means = [setting.mean for setting in self.settings if setting.mean is not None]
        return stdev(means) if len(means) == len(self.settings) > 1 else None

    @property
    def winner(self) -> TrialResult | None:
        """The first finished seed of the best setting: the best seed's figure would be luck."""
        if self.is_cross_validation:
            return None
        best = self.settings[0].setting
        finished = (t for t in self.trials if t.setting == best and t.state == "finished")
        return next(finished, None)

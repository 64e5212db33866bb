"""ASHA, which goes on with what it has compared when a sweep is resumed."""

from typing import Any

from ray.tune.schedulers import ASHAScheduler

from app.sweep.schemas import Epoch, metric_value


class ResumableASHA(ASHAScheduler):  # type: ignore[misc]  # Ray has no types here
    """Stops trials that are behind others at the same epoch.

    Ray restores trials and not the scheduler, which would have nothing to compare the next ones
    with. It adds every restored trial to the scheduler, finished ones too, so their curves are
    reported anew there. A rung holds one accuracy of each trial, in whatever order they come.

    Parameters
    ----------
    validation_metric : str
        Name of a validation set, or `app.sweep.schemas.MEAN`.
    max_epochs, grace_period : int
    reduction_factor : float
    """

    def __init__(
        self, validation_metric: str, max_epochs: int, grace_period: int, reduction_factor: float
    ) -> None:
        self._validation_metric = validation_metric
        super().__init__(
            time_attr="epoch",
            metric="accuracy",
            mode="max",
            max_t=max_epochs,
            grace_period=min(grace_period, max_epochs),
            reduction_factor=reduction_factor,
        )

    def on_trial_add(self, tune_controller: Any, trial: Any) -> None:
        """Add a trial with the epochs that it has completed, if it is a restored one."""
        super().on_trial_add(tune_controller, trial)
        for record in (trial.last_result or {}).get("curve", []):
            epoch = Epoch.model_validate(record)
            accuracy = metric_value(epoch.validation, self._validation_metric)
            self.on_trial_result(
                tune_controller, trial, {"epoch": epoch.epoch, "accuracy": accuracy}
            )

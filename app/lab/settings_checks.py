"""Sanity checks of the settings of a run that has not been started."""

import dataclasses
from pathlib import Path

from app.concurrency.threads import check_cancelled
from app.http.problems import DatasetMissing, InvalidRequest
from app.http.redaction import without_folders
from app.lab.run_config import RunConfig
from app.lab.schemas import SettingsCheck, SettingsChecks
from model.data.data_file import DatasetError
from model.training.sanity_checks.checks import MAX_PARAMETERS, run_checks
from model.training.sanity_checks.sample import load_sample


def check_settings(config: RunConfig, data_dir: Path | None) -> SettingsChecks:
    """Return the sanity checks of a configuration; stops when the client leaves.

    Raises
    ------
    InvalidRequest
        If the network is too large to check within seconds.
    DatasetMissing
        If MNIST is damaged.
    """
    if config.parameters > MAX_PARAMETERS:
        message = (
            f"expected a network of at most {MAX_PARAMETERS:,} weights to check, got "
            f"{config.parameters:,}"
        )
        raise InvalidRequest.for_field(("body", "hidden"), message)
    try:
        sample = load_sample(config.images, data_dir)
    except DatasetError as error:
        raise DatasetMissing(without_folders(error)) from error
    checks = run_checks(config.recipe(), sample.X, sample.labels, check_cancelled)
    return SettingsChecks(
        data="mnist" if sample.is_mnist else "synthetic",
        images=len(sample.labels),
        first_failure=next((check.name for check in checks if not check.passed), None),
        checks=[SettingsCheck(**dataclasses.asdict(check)) for check in checks],
    )

"""Versions that have learnt corrections, by name or as the default, for commands."""

from contextlib import closing

import typer

from app import registry, settings
from app.corrections.service import CorrectionService
from app.http.problems import DatabaseUnavailable
from app.settings import Settings
from model.serialization import model_file
from model.serialization.model_file import Model, WeightsError


def load_version(name: str, configured: Settings) -> Model | None:
    """Return the version called `name`, such as `seed-c12`, or None if there is none.

    Raises
    ------
    WeightsError
        If it is damaged, or the database of the corrections cannot be used.
    """
    try:
        with closing(CorrectionService(configured)) as service:
            learning = service.learning()
            if learning is None or name not in {version.name for version in learning.versions}:
                return None
            content = service.weights(name)
    except DatabaseUnavailable as problem:
        raise WeightsError(f"{name}: {problem.detail}") from problem
    return None if content is None else model_file.from_bytes(name, content)


def load_default(configured: Settings) -> Model:
    """Return the model that the service answers with where none is named.

    While the database of the corrections cannot be used, that is the base model, with a warning, as
    for a service that starts then.

    Raises
    ------
    WeightsError
        If it is damaged.
    app.settings.SettingsError
        If there is no such base model.
    """
    default = content = None
    try:
        with closing(CorrectionService(configured)) as service:
            learning = service.learning()
            default = learning.default if learning else None
            content = service.weights(default) if default else None
    except DatabaseUnavailable as problem:
        typer.secho(f"{problem.detail} The base model answers.", fg="yellow", err=True)
    if default is None or content is None:
        return registry.load(configured).get(None)
    return model_file.from_bytes(default, content)


def load_model(reference: str) -> Model:
    """Return a bundled model or a version by its name, or any model by the path of its file.

    Raises
    ------
    WeightsError
        If there is none, or it is damaged.
    """
    bundled = model_file.list_models()
    if reference not in bundled and not reference.endswith(model_file.SUFFIX):
        version = load_version(reference, settings.from_environment())
        if version is not None:
            return version
    return model_file.load(model_file.find_model(reference))

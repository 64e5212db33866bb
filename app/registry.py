"""Registry of models, from the weights folder and from the lab."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.corrections.learnt_models import LearntModels
from app.http.problems import UnknownModel
from app.http.redaction import without_folders
from app.lab.trained_models import TrainedModels
from app.settings import Settings, SettingsError
from model.serialization import model_file
from model.serialization.model_file import Model, WeightsError


@dataclass(frozen=True)
class Registry:
    """Models by name, and the default.

    Attributes
    ----------
    models : mapping of str to Model
        Those of the weights folder; immutable.
    default : str
    lab : TrainedModels or None
        Those trained in the lab; runs add and remove them at any time. A name in `models` takes
        precedence.
    learnt : LearntModels or None
        Those that have learnt corrections, one of which may be the default in place of `default`.
    """

    models: Mapping[str, Model]
    default: str
    lab: TrainedModels | None = None
    learnt: LearntModels | None = None

    @property
    def default_name(self) -> str:
        """Name of the model that answers requests without a model name."""
        learnt = self.learnt.default if self.learnt else None
        return self.default if learnt is None else learnt.name

    @property
    def labels(self) -> dict[str, str]:
        """Display names of the models in `models`; see `size_labels`."""
        return size_labels(self.models)

    def get(self, name: str | None, version: str | None = None) -> Model:
        """Return a model by name, or the default for None.

        Raises
        ------
        UnknownModel
            If there is no such model, or it is loaded in another version. The detail lists the
            models, except those of the lab.
        """
        model = self._get(name)
        if version not in {None, model.version}:
            raise UnknownModel(
                f"expected the version {model.version} of {model.name}, got {version!a:.80}"
            )
        return model

    def _get(self, name: str | None) -> Model:
        learnt = self.learnt
        if name is None and learnt is not None and learnt.default is not None:
            return learnt.default
        name = self.default if name is None else name
        if name in self.models:
            return self.models[name]
        if learnt is not None and (model := learnt.get(name)) is not None:
            return model
        try:
            trained = self.lab.get(name) if self.lab else None
        except WeightsError as error:
            raise UnknownModel(without_folders(error)) from error
        if trained is None:
            versions = [version.name for version in learnt.all()] if learnt else []
            names = ", ".join([*self.models, *versions])
            raise UnknownModel(f"expected one of the models {names}, got {name!a:.80}")
        return trained


def size_labels(models: Mapping[str, Model]) -> dict[str, str]:
    """Return the display name of each model: its size among the others.

    Of two or three models with different numbers of parameters the labels are Small, Medium and
    Large; otherwise the names of their files.
    """
    labels = {2: ("Small", "Large"), 3: ("Small", "Medium", "Large")}.get(len(models))
    names = sorted(models, key=lambda name: models[name].parameters)
    if labels is None or len({models[name].parameters for name in names}) < len(names):
        return {name: name for name in models}
    by_size = dict(zip(names, labels, strict=True))
    return {name: by_size[name] for name in models}


def load(settings: Settings) -> Registry:
    """Load and verify all weights in the settings' folder.

    Raises
    ------
    model.serialization.model_file.WeightsError
        If a file is damaged, or there is none.
    SettingsError
        If the default model is not among them.
    """
    paths = model_file.list_models(settings.weights_dir)
    if not paths:
        raise model_file.WeightsError(
            "INKLING_WEIGHTS_DIR: expected a folder with weights (*.safetensors), "
            f"got {str(settings.weights_dir)!r}"
        )
    if settings.model not in paths:
        raise SettingsError(
            f"{settings.source('model')}: expected one of {', '.join(paths)}, "
            f"got {settings.model!r}"
        )
    models = {name: model_file.load(path) for name, path in sorted(paths.items())}
    return Registry(MappingProxyType(models), settings.model)

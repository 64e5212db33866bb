"""The models that the service has loaded: fixed from start to stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.problems import UnknownModel
from app.settings import Settings, SettingsError
from model import weights
from model.weights import Model


@dataclass(frozen=True)
class Registry:
    """Models by name, and which of them answers when none is named."""

    models: Mapping[str, Model]
    default: str

    def get(self, name: str | None) -> Model:
        """Return a model by name, or the default for None.

        Raises
        ------
        UnknownModel
            If there is no such model; names those that there are.
        """
        try:
            return self.models[self.default if name is None else name]
        except KeyError:
            names = ", ".join(self.models)
            raise UnknownModel(f"expected a model of {names}, got {name!a:.80}") from None


def load(settings: Settings) -> Registry:
    """Load and verify all weights of the settings' folder.

    Raises
    ------
    model.weights.WeightsError
        If a file is damaged, or there is none.
    SettingsError
        If the default model is not among them.
    """
    paths = weights.list_models(settings.weights_dir)
    if not paths:
        raise weights.WeightsError(
            f"expected weights (*.safetensors) in {settings.weights_dir}, got none"
        )
    if settings.model not in paths:
        raise SettingsError(
            f"INKLING_MODEL: expected one of {', '.join(paths)}, got {settings.model!r}"
        )
    models = {name: weights.load(path) for name, path in sorted(paths.items())}
    return Registry(MappingProxyType(models), settings.model)

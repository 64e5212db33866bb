"""Components of the lab that its routes use, built from the settings."""

from dataclasses import dataclass

from app.http.loopback import is_loopback
from app.lab.limits import Limits
from app.lab.mnist_download import MnistDownload
from app.lab.trained_models import TrainedModels
from app.lab.training_service import TrainingService
from app.lab.validation_images import ValidationImages
from app.settings import Settings


@dataclass(frozen=True)
class LabComponents:
    """The training service, its data and its models.

    Attributes
    ----------
    service : TrainingService
    mnist : MnistDownload
    validation_images : ValidationImages
    models : TrainedModels or None
        None if the lab is disabled: its models are then not served.
    """

    service: TrainingService
    mnist: MnistDownload
    validation_images: ValidationImages
    models: TrainedModels | None


def build_lab(settings: Settings) -> LabComponents:
    """Return the components for the settings; nothing on the disk is touched yet."""
    service = TrainingService(settings.lab_dir, Limits.from_settings(settings), settings.data_dir)
    is_usable = settings.lab == "on" or (settings.lab == "auto" and is_loopback(settings.host))
    return LabComponents(
        service,
        MnistDownload(settings.lab_dir, settings.data_dir),
        ValidationImages(settings.data_dir),
        TrainedModels(service.runs) if is_usable else None,
    )

"""All that the lab's addresses need, put together from the settings."""

from dataclasses import dataclass

from app.http.loopback import is_loopback
from app.lab.limits import Limits
from app.lab.mnist_download import Mnist
from app.lab.run_models import LabModels
from app.lab.service import Lab
from app.lab.validation_images import HeldOut
from app.settings import Settings


@dataclass(frozen=True)
class Equipment:
    """The lab, its data and its models.

    Attributes
    ----------
    lab : Lab
    mnist : Mnist
    held_out : HeldOut
    models : LabModels or None
        None where nobody can use the lab, so that nobody meets what it trained.
    """

    lab: Lab
    mnist: Mnist
    held_out: HeldOut
    models: LabModels | None


def install(settings: Settings) -> Equipment:
    """Return the equipment that the settings ask for. Nothing on the disk is touched yet."""
    lab = Lab(settings.lab_dir, Limits.of(settings), settings.data_dir)
    usable = settings.lab == "on" or (settings.lab == "auto" and is_loopback(settings.host))
    return Equipment(
        lab,
        Mnist(settings.lab_dir, settings.data_dir),
        HeldOut(settings.data_dir),
        LabModels(lab.roster) if usable else None,
    )

"""Limits of the lab: the size of one run, and the number and disk usage of all."""

from dataclasses import asdict, dataclass

from app.settings import Settings
from model.data import mnist

VALIDATION_SIZE = 5000
"""MNIST training images that no run learns from; every run is validated on them."""

MAX_IMAGES = mnist.TRAIN_LABELS.size - mnist.LABELS_HEADER_BYTES - VALIDATION_SIZE
"""The remaining MNIST training images."""


@dataclass(frozen=True)
class Limits:
    """Limits that the settings impose.

    Attributes
    ----------
    hidden_layers, units, epochs, batch_size, images : int
        Maxima for one run.
    minutes : float
        Training time of one run, after which it is stopped.
    runs : int
        Number of stored runs, finished ones included.
    bytes : int
        Disk usage of the lab.
    at_once : int
        Number of runs with a training process.
    """

    hidden_layers: int
    units: int
    epochs: int
    batch_size: int
    images: int
    minutes: float
    runs: int
    bytes: int
    at_once: int

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """Return the limits of the settings."""
        return cls(
            hidden_layers=settings.lab_hidden_layers,
            units=settings.lab_units,
            epochs=settings.lab_epochs,
            batch_size=settings.lab_batch_size,
            images=MAX_IMAGES,
            minutes=settings.lab_minutes,
            runs=settings.lab_runs,
            bytes=settings.lab_bytes,
            at_once=settings.lab_at_once,
        )

    def to_json(self) -> dict[str, int | float]:
        """Return the limits as JSON-compatible values."""
        return asdict(self)

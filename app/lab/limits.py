"""How large a run may be, and how many there may be."""

from dataclasses import asdict, dataclass

from app.settings import Settings
from model.data import mnist

HELD_OUT = 5000
"""MNIST training images that no run learns from; every run is validated on them."""

MAX_IMAGES = mnist.TRAIN_LABELS.size - mnist.LABELS_HEADER_BYTES - HELD_OUT
"""All others."""


@dataclass(frozen=True)
class Limits:
    """What the settings allow.

    Attributes
    ----------
    hidden_layers, units, epochs, batch_size, images : int
        Of one run.
    minutes : float
        That one run may spend training; then it is stopped.
    runs : int
        Kept at once, finished ones included.
    bytes : int
        That all of them may take on the disk.
    at_once : int
        Runs that may be training at the same time.
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
    def of(cls, settings: Settings) -> "Limits":
        """Return the limits that the settings ask for."""
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
        """Return the limits in values of JSON types."""
        return asdict(self)

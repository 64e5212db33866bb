"""Launch options of a training process: one line of JSON on its standard input."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class LaunchOptions:
    """Options that the server passes to the training process.

    Attributes
    ----------
    data_dir : str or None
        Folder of the data sets.
    minutes : float
        Training time after which the run is stopped.
    start_paused : bool
        Whether to take one batch and pause.
    """

    data_dir: str | None
    minutes: float
    start_paused: bool = False

    def encode(self) -> bytes:
        """Return the line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> "LaunchOptions":
        """Return the options in a line."""
        return cls(**json.loads(line))

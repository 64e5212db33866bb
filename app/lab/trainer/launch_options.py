"""What the server asks of a trainer, as the one line that it writes to it."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Orders:
    """What the server asks of the trainer when it starts it.

    Attributes
    ----------
    data_dir : str or None
        Where the data sets are.
    minutes : float
        Spent training, after which the run is stopped.
    single : bool
        Whether to wait before the first batch, but for one.
    """

    data_dir: str | None
    minutes: float
    single: bool = False

    def encode(self) -> bytes:
        """Return the line."""
        return json.dumps(asdict(self)).encode() + b"\n"


def decode(line: bytes) -> Orders:
    """Return the orders of a line."""
    return Orders(**json.loads(line))

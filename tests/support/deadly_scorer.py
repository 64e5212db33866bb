"""A scorer whose process dies of some pictures, importable in that process."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from app.scoring.scorer import Scorer


@dataclass(frozen=True)
class DeadlyScorer(Scorer):
    """Kills its process for pictures with `deadly` in the name; with `once`, the first time."""

    folder: Path

    def score(self, pictures):
        for picture in pictures:
            marker = self.folder / "died"
            is_first = not marker.exists()
            if "deadly" in picture.source or ("once" in picture.source and is_first):
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().score(pictures)

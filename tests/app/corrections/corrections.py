"""Corrections for tests."""

import numpy as np

from app.corrections.record import NewCorrection, SentDrawing

GIB = 2**30


def new_correction(drawing: int = 1, label: int | str = 7, note: str = "") -> NewCorrection:
    """Return a correction of a drawing, which is different for each number."""
    vector = np.full(784, drawing / 1000, "<f4").tobytes()
    content = f'{{"pixels":[{drawing}]}}'.encode()
    return NewCorrection(
        drawing=SentDrawing("pixels", content, vector),
        label=label,
        note=note,
        model="seed",
        version="0" * 12,
        answer=1,
        confidence=0.5,
    )

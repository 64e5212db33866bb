"""Rows of the results: what the model says of a picture, or why it could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.http.problems import Problem
from app.numbers.recognition import recognize_numbers
from app.parsing import images
from app.prediction.predict import predict
from app.scoring.picture import MAX_FILE_BYTES, Picture, error_message
from model.serialization.model_file import Model

Row = dict[str, Any]

DIGIT_COLUMNS: dict[str, type] = {
    "source": str,
    "digit": int,
    "confidence": float,
    "certain": bool,
    "error": str,
}
"""Columns and their types; all but `source` may be None. `digit` is None beside no error if there
are several digits in the picture."""

NUMBER_COLUMNS: dict[str, type] = {
    "source": str,
    "number": str,
    "confidence": float,
    "certain": bool,
    "x": float,
    "y": float,
    "width": float,
    "height": float,
    "error": str,
}
"""A row for each number. The box is in pixels of the picture."""


@dataclass(frozen=True)
class Scorer:
    """Reads pictures with a model, as the service reads them.

    Attributes
    ----------
    model : Model
    max_pixels : int
        Maximum number of pixels of a picture.
    numbers : bool
        Whether to read whole numbers instead of single digits.
    separators : str
        Those to read between the digits of numbers.
    """

    model: Model
    max_pixels: int
    numbers: bool
    separators: str = field(default="", kw_only=True)

    @property
    def columns(self) -> dict[str, type]:
        """Name and type of each column."""
        return NUMBER_COLUMNS if self.numbers else DIGIT_COLUMNS

    def score(self, pictures: Sequence[Picture]) -> list[list[Row]]:
        """Return the rows of each picture, at least one."""
        return [self._score(picture) for picture in pictures]

    def error_row(self, picture: Picture, message: str) -> Row:
        """Return the row of a picture that could not be read."""
        return {**dict.fromkeys(self.columns), "source": picture.source, "error": message}

    def _score(self, picture: Picture) -> list[Row]:
        """Return the rows of a picture."""
        try:
            return self._read(picture)
        except (OSError, Problem) as error:
            message = error_message(error)
        except Exception as error:  # one picture must not end a night's work
            message = f"{type(error).__name__}: {error}"
        return [self.error_row(picture, message)]

    def _read(self, picture: Picture) -> list[Row]:
        if picture.error is not None:
            return [self.error_row(picture, picture.error)]
        content = picture.read()
        if len(content) > MAX_FILE_BYTES:
            limit = f"expected a file of at most {MAX_FILE_BYTES:,} bytes, got more"
            return [self.error_row(picture, limit)]
        drawing = images.parse(content, (picture.source,), self.max_pixels)
        if not self.numbers:
            [result] = predict(self.model, [drawing])
            return [self._row(picture, result.digit, result.confidence, result.certain)]
        return [
            self._row(picture, number.text, number.confidence, number.certain, *number.box)
            for number in recognize_numbers(self.model, drawing, separators=self.separators)
        ]

    def _row(self, picture: Picture, *values: Any) -> Row:
        return dict(zip(self.columns, (picture.source, *values, None), strict=True))

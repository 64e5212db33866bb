"""Numbers of a drawing, sent as an image, strokes or pixels.

A single digit is read by `app.prediction`, so that /numbers and /predict agree on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.concurrency import threads
from app.concurrency.memory import DECODED_IMAGES
from app.http.problems import BlankDrawing, TooManyNumbers
from app.parsing.drawing import Drawing, ImageDrawing
from app.prediction.predict import PredictionResult
from app.prediction.predict import predict as predict_drawings
from model.network import Array
from model.numbers import recognition
from model.numbers.number import Box, Digit, Number
from model.numbers.recognition import TooManyNumbersError
from model.numbers.segmentation import Segmentation
from model.preprocessing.array_types import INPUT_SIDE
from model.serialization.model_file import Model

MIN_SEVERAL_CONFIDENCE = 0.85
"""Minimum confidence of a number of several digits. Below it, a certain single digit is preferred:
the drawing may be one digit in a frame or on a line."""

_LINE_LIKE_DIGIT = 1
"""The digit that the side of a box or a line beside a digit looks like."""


@dataclass(frozen=True)
class _Page:
    """A drawing as an image, and the coordinates of its pixels in the drawing.

    Attributes
    ----------
    image : PIL.Image.Image
    scale : float
        Pixels per unit of the drawing's coordinates.
    corner : (float, float)
        Left and top of the image in the drawing's coordinates.
    """

    image: Image.Image
    scale: float = 1.0
    corner: tuple[float, float] = (0.0, 0.0)

    def to_drawing(self, box: Box) -> Box:
        """Return a box in the drawing's coordinates."""
        left, top, width, height = (side / self.scale for side in box)
        return left + self.corner[0], top + self.corner[1], width, height


def recognize_numbers(
    model: Model, drawing: Drawing, *, separators: str = "", with_segmentation: bool = False
) -> list[Number]:
    """Return the numbers of a drawing in reading order, at least one.

    Those of `separators` are read between digits. With `with_segmentation` each number says how its
    ink was divided, unless `/predict` read it as one digit where several, or none, were found.

    Raises
    ------
    app.http.problems.BlankDrawing
        If nothing is drawn.
    app.http.problems.TooManyNumbers
        If there are too many numbers, or too many digits in one.
    app.http.problems.UnreadableImage
        If the pixels cannot be decoded.
    asyncio.CancelledError
        If the client has left in the meantime.
    """
    if not isinstance(drawing, ImageDrawing):
        [result] = predict_drawings(model, [drawing])
        ink = drawing.vector.reshape(INPUT_SIDE, INPUT_SIDE) > 0
        return [_number_of(result, _ink_box(ink))]

    def predict(X: Array) -> Array:
        threads.check_cancelled()
        return model.predict(X)

    threads.check_cancelled()
    try:
        with DECODED_IMAGES.reserve(drawing.decoded_bytes):
            page = _load_page(drawing)
            numbers = recognition.recognize_numbers(
                predict,
                model.metadata,
                page.image,
                separators=separators,
                with_segmentation=with_segmentation,
            )
    except TooManyNumbersError as error:
        counts = {"counted": error.counted, "limit": error.limit, "count": error.count}
        raise TooManyNumbers.for_field(drawing.path, str(error), counts) from error
    width, height = page.image.size
    page_box = page.to_drawing((0.0, 0.0, float(width), float(height)))
    numbers = [_to_drawing_coordinates(number, page) for number in numbers]
    is_several = len(numbers) > 1 or (bool(numbers) and _is_several(numbers[0]))
    has_separators = any(number.separators for number in numbers)
    if has_separators or (is_several and not _may_be_lines(numbers)):
        return numbers
    if drawing.load_page is None:  # a file is decoded only once
        drawing = replace(drawing, load_image=lambda: page.image)
    if is_several:
        others = _other_than_ones(numbers)
        return _prefer_single_digit(
            model,
            drawing,
            numbers,
            box=(others or numbers)[0].box,
            digit=others[0].digit if others else _LINE_LIKE_DIGIT,
            needs_certainty=True,
            may_be_blank=not others,
        )
    has_one_digit = not numbers or len(numbers[0].digits) == 1
    return _prefer_single_digit(
        model,
        drawing,
        numbers,
        box=numbers[0].box if numbers else page_box,
        needs_certainty=not has_one_digit,
        may_be_blank=has_one_digit,
    )


def _is_several(number: Number) -> bool:
    return len(number.digits) > 1 and number.confidence >= MIN_SEVERAL_CONFIDENCE


def _may_be_lines(numbers: Sequence[Number]) -> bool:
    """Return whether all digits but one are ones, which the sides of a box also look like."""
    return len(_other_than_ones(numbers)) <= 1


def _other_than_ones(numbers: Sequence[Number]) -> list[Digit]:
    return [
        digit for number in numbers for digit in number.digits if digit.digit != _LINE_LIKE_DIGIT
    ]


def _prefer_single_digit(
    model: Model,
    drawing: ImageDrawing,
    numbers: list[Number],
    *,
    box: Box,
    digit: int | None = None,
    needs_certainty: bool,
    may_be_blank: bool,
) -> list[Number]:
    """Return the single digit that `/predict`, which leaves lines out, reads; else the numbers.

    Parameters
    ----------
    model, drawing
    numbers : list of Number
    box : Box
        Of the single digit.
    digit : int, optional
        The only one to be preferred; by default any.
    needs_certainty : bool
        Whether the answer of `/predict` must be certain.
    may_be_blank : bool
        Whether the drawing is blank if it is blank to `/predict`.

    Raises
    ------
    app.http.problems.BlankDrawing
    """
    try:
        [result] = predict_drawings(model, [drawing])
    except BlankDrawing:
        if may_be_blank:
            raise
        return numbers
    is_preferred = result.digits_found == 1 and digit in {None, result.digit}
    if is_preferred and (result.certain or not needs_certainty):
        if not numbers or needs_certainty:
            return [_number_of(result, box)]
        return [replace(_number_of(result, box), segmentation=numbers[0].segmentation)]
    if not numbers:
        raise BlankDrawing.for_field(drawing.path, "expected drawn digits, got none")
    return numbers


def _load_page(drawing: ImageDrawing) -> _Page:
    """Return the drawing as an image; strokes are rasterized as a page, not as one digit."""
    if drawing.load_page is None:
        return _Page(drawing.load_image())
    image, scale, corner = drawing.load_page()
    return _Page(image, scale, corner)


def _number_of(result: PredictionResult, box: Box) -> Number:
    """Return a prediction as a number of one digit."""
    probabilities = np.array(result.probabilities)
    digit = int(probabilities.argmax())
    runner_up = int(np.argsort(probabilities)[-2])
    return Number(
        digits=(
            Digit(
                probabilities=probabilities,
                digit=digit,
                certain=result.certain,
                box=box,
                vector=result.vector,
            ),
        ),
        confidence=result.probabilities[digit],
        certain=result.certain,
        box=box,
        alternatives=((str(runner_up), result.probabilities[runner_up]),),
        left_out=0,
    )


def _to_drawing_coordinates(number: Number, page: _Page) -> Number:
    """Return a number with its boxes in the drawing's coordinates."""
    digits = tuple(replace(digit, box=page.to_drawing(digit.box)) for digit in number.digits)
    segmentation = number.segmentation and _moved(number.segmentation, page)
    return replace(
        number,
        digits=digits,
        box=page.to_drawing(number.box),
        ignored=tuple(map(page.to_drawing, number.ignored)),
        separators=tuple(
            replace(separator, box=page.to_drawing(separator.box))
            for separator in number.separators
        ),
        segmentation=segmentation,
    )


def _moved(segmentation: Segmentation, page: _Page) -> Segmentation:
    return replace(
        segmentation,
        lines=[line / page.scale + page.corner for line in segmentation.lines],
        candidates=[
            replace(candidate, box=page.to_drawing(candidate.box))
            for candidate in segmentation.candidates
        ],
    )


def _ink_box(ink: NDArray[np.bool_]) -> Box:
    """Return the bounding box of the true pixels."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    left, top = float(columns[0]), float(rows[0])
    return left, top, float(columns[-1]) + 1 - left, float(rows[-1]) + 1 - top

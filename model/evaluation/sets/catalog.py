"""Catalog of the sets of digits that models are evaluated on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from model.data.cache import DataDir
from model.evaluation.sets.held_out import (
    DataSetName,
    SourceName,
    Split,
    read,
    source_name,
)
from model.evaluation.sets.rendering import (
    MOUSE_PX,
    as_photo,
    in_corner,
    on_canvas,
    printed,
    scan,
    unmodified,
    with_mouse,
)

PENS_PX = (4, 10, 16, 22)


@dataclass(frozen=True)
class EvaluationSet:
    """A set of digits, rendered in one way.

    Attributes
    ----------
    name, title, description : str
        Identifier, heading, and a sentence that describes it.
    dataset : str
        Data set that its digits come from.
    kind : str
        Display name of the kind of picture.
    render : callable
        Function from a digit of the data set and its index to an image, dark on white.
    pixels : bool
        Whether the digits go straight to the network, without `model.preprocessing.pipeline`.
    pen_px : int or None
        Stroke width, for sets that are rendered from strokes.
    """

    name: str
    title: str
    description: str
    dataset: DataSetName
    kind: str
    render: Callable[[Any, int], Image.Image]
    pixels: bool = False
    pen_px: int | None = None

    @property
    def may_be_missing(self) -> bool:
        """Whether reports are also written without this set, as few machines have its fonts."""
        return self.dataset in {"unipen", "webdigits", "fonts"}

    def source(self, split: Split) -> SourceName:
        """Return the split of the data set that the digits of `split` come from."""
        return source_name(self.dataset, split)


def _pen(pen_px: int) -> EvaluationSet:
    return EvaluationSet(
        f"pen_{pen_px}",
        f"Pen strokes, {pen_px} px wide",
        f"Pen strokes of held-out writers, 200 px on a canvas of 280 px, drawn {pen_px} px wide.",
        "pendigits",
        "drawn with a pen",
        lambda sample, _index: on_canvas(sample, pen_px),
        pen_px=pen_px,
    )


def _corner(pen_px: int) -> EvaluationSet:
    return EvaluationSet(
        f"corner_{pen_px}",
        f"In a corner, {pen_px} px pen",
        f"Pen strokes, {pen_px} px wide, scaled to a quarter of the size, in a corner of the page.",
        "pendigits",
        "drawn with a pen",
        lambda sample, index: in_corner(sample, pen_px, index),
        pen_px=pen_px,
    )


_ALL = (
    EvaluationSet(
        "mnist",
        "MNIST",
        "MNIST images of 28 x 28 pixels, unmodified.",
        "mnist",
        "scanned",
        unmodified,
        pixels=True,
    ),
    *map(_pen, PENS_PX),
    *map(_corner, PENS_PX),
    EvaluationSet(
        "unipen",
        "UNIPEN, writers held out",
        "Pen strokes of held-out writers of UNIPEN, on tablets of several kinds, 200 px on a "
        "canvas of 280 px, drawn 4, 10, 16 and 22 px wide in turn.",
        "unipen",
        "drawn with a pen",
        lambda digit, index: on_canvas(digit, PENS_PX[index % len(PENS_PX)]),
    ),
    EvaluationSet(
        "mouse",
        "Thin mouse strokes",
        "Strokes of held-out writers, 2 px wide, 250 to 600 px on an image of 1050 x 800 px.",
        "pendigits",
        "drawn with a mouse",
        with_mouse,
        pen_px=MOUSE_PX,
    ),
    EvaluationSet(
        "photo",
        "Photographs",
        "Simulated photographs of digits by held-out writers on grey paper: uneven light, half "
        "with a soft shadow, blur, noise, tilted by up to 10 degrees.",
        "pendigits",
        "photographed",
        lambda sample, index: as_photo(sample, index, ruled=False),
    ),
    EvaluationSet(
        "photo_ruled",
        "Photographs, ruled paper",
        "The same photographs on ruled or squared paper.",
        "pendigits",
        "photographed",
        lambda sample, index: as_photo(sample, index, ruled=True),
    ),
    EvaluationSet(
        "scan",
        "Bilevel scans",
        "MNIST images enlarged to 100 to 260 px, in black and white, with rough edges and specks.",
        "mnist",
        "scanned",
        scan,
    ),
    EvaluationSet(
        "webdigits",
        "Drawings on a web page",
        "Digits 0, 3, 5, 6 and 8 that visitors of a web page drew with mouse or finger, of 28 x 28 "
        "pixels as they were sent; the last fifth of each class.",
        "webdigits",
        "drawn on a web page",
        unmodified,
    ),
    EvaluationSet(
        "fonts",
        "Printed digits",
        "Digits of 12 fonts that were held out, 9 to 180 px high, stretched, rotated and blurred.",
        "fonts",
        "printed",
        printed,
    ),
)

DIGIT_SETS = {evaluation_set.name: evaluation_set for evaluation_set in _ALL}
"""Sets of digits by name."""


def find(name: str) -> EvaluationSet:
    """Return the set with this name.

    Raises
    ------
    ValueError
        If there is no such set.
    """
    if name not in DIGIT_SETS:
        raise ValueError(f"expected one of the sets {', '.join(DIGIT_SETS)}, got {name!r}")
    return DIGIT_SETS[name]


def render_digit(
    name: str, index: int, data_dir: DataDir = None, split: Split = "validation"
) -> Image.Image:
    """Render one digit of a set exactly as it was evaluated.

    Parameters
    ----------
    name : str
        Name of the set.
    index : int
        Index of the digit in the set's source, as in a report.
    data_dir : path, optional
    split : {"validation", "test"}
        Split in the report; determines which MNIST images are meant.

    Returns
    -------
    PIL.Image.Image
        Mode "L", dark on white.

    Raises
    ------
    ValueError
        If there is no such set, or the source has no such index.
    model.data.data_file.DatasetError
        If the data set is not on this machine.
    """
    evaluation_set = find(name)
    digits = read(evaluation_set.source(split), data_dir).digits
    if not 0 <= index < len(digits):
        raise ValueError(f"{name}: expected an index from 0 to {len(digits) - 1}, got {index}")
    return evaluation_set.render(digits[index], index)

"""Catalog of the sets of digits that models are evaluated on, with the rendering of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from model.data.synthesis import digits as pictures
from model.data.synthesis.digits import Pixels
from model.data.unipen import Sample
from model.evaluation.sets.held_out import DataDir, Part, SourceName, read, source_name
from model.evaluation.sets.photographs import photograph, random_scene
from model.preprocessing.rasterization import SIZE_PX, draw

PENS_PX = (4, 10, 16, 22)

_MAX_SIDE_PX = 200
_CORNER_MARGIN_PX = 6
_MOUSE_PX = 2
_MOUSE_IMAGE_PX = (1050, 800)


@dataclass(frozen=True)
class EvaluationSet:
    """A set of digits, rendered in one way.

    Attributes
    ----------
    name, title, description : str
        Identifier, heading, and a sentence for people.
    data_set : str
        Data set that its digits come from.
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
    data_set: Literal["mnist", "pendigits"]
    render: Callable[[Any, int], Image.Image]
    pixels: bool = False
    pen_px: int | None = None

    def source(self, part: Part) -> SourceName:
        """Return the part of the data set that the digits of `part` come from."""
        return source_name(self.data_set, part)


def unmodified(image: Pixels, index: int) -> Image.Image:
    """Return an MNIST image, dark on white."""
    del index
    return Image.fromarray(255 - image)


def scan(image: Pixels, index: int) -> Image.Image:
    """Return a bilevel scan of an MNIST image, 100 to 260 px, with ragged edges and specks."""
    rng = np.random.default_rng((index, 1))
    side = int(rng.uniform(100, 260))
    larger = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    return pictures.roughen_edges(np.asarray(larger), rng)


def on_canvas(sample: Sample, pen_px: float) -> Image.Image:
    """Render a digit with its longest side 200 px, centered on the page's canvas."""
    strokes, extent = _scaled(sample, _MAX_SIDE_PX)
    offset = (SIZE_PX - extent) / 2
    return draw([stroke + offset for stroke in strokes], pen_px, (SIZE_PX, SIZE_PX))


def in_corner(sample: Sample, pen_px: float, index: int) -> Image.Image:
    """Render a digit in a corner at a quarter of the size and of the stroke width (at least 1 px).

    The corner follows from the index: top left, top right, bottom left, bottom right, and so on.
    """
    pen_px = max(pen_px / 4, 1)
    strokes, extent = _scaled(sample, _MAX_SIDE_PX / 4)
    margin = _CORNER_MARGIN_PX + pen_px / 2
    far_side = np.array([index % 2, index // 2 % 2])
    corner = np.where(far_side, SIZE_PX - margin - extent, margin)
    return draw([stroke + corner for stroke in strokes], pen_px, (SIZE_PX, SIZE_PX))


def with_mouse(sample: Sample, index: int) -> Image.Image:
    """Render a digit of 250 to 600 px with a stroke width of 2 px at random on 1050 x 800 px."""
    rng = np.random.default_rng((index, 2))
    longest = rng.uniform(250, 600)
    return pictures.draw_at_random_position(
        sample.strokes, longest, _MOUSE_PX, _MOUSE_IMAGE_PX, rng
    )


def as_photo(sample: Sample, index: int, *, ruled: bool) -> Image.Image:
    """Render a simulated photograph of a digit on grey paper, plain or ruled."""
    rng = np.random.default_rng((index, 4 if ruled else 3))
    return photograph(sample.strokes, random_scene(rng, ruled), rng)


def _scaled(sample: Sample, longest_px: float) -> tuple[list[Any], Any]:
    """Return strokes moved to (0, 0), and their width and height."""
    points = np.concatenate(sample.strokes)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    scale = longest_px / max(float((high - low).max()), 1e-6)
    return [(stroke - low) * scale for stroke in sample.strokes], (high - low) * scale


def _pen(pen_px: int) -> EvaluationSet:
    return EvaluationSet(
        f"pen_{pen_px}",
        f"Pen strokes, {pen_px} px wide",
        f"Pen strokes of held-out writers, 200 px on a canvas of 280 px, drawn {pen_px} px wide.",
        "pendigits",
        lambda sample, _index: on_canvas(sample, pen_px),
        pen_px=pen_px,
    )


def _corner(pen_px: int) -> EvaluationSet:
    return EvaluationSet(
        f"corner_{pen_px}",
        f"In a corner, {pen_px} px pen",
        f"Pen strokes, {pen_px} px wide, scaled to a quarter of the size, in a corner of the page.",
        "pendigits",
        lambda sample, index: in_corner(sample, pen_px, index),
        pen_px=pen_px,
    )


_ALL = (
    EvaluationSet(
        "mnist",
        "MNIST",
        "MNIST images of 28 x 28 pixels, unmodified.",
        "mnist",
        unmodified,
        pixels=True,
    ),
    *map(_pen, PENS_PX),
    *map(_corner, PENS_PX),
    EvaluationSet(
        "mouse",
        "Thin mouse strokes",
        "Strokes of held-out writers, 2 px wide, 250 to 600 px on an image of 1050 x 800 px.",
        "pendigits",
        with_mouse,
        pen_px=_MOUSE_PX,
    ),
    EvaluationSet(
        "photo",
        "Photographs",
        "Simulated photographs of digits by held-out writers on grey paper: uneven light, half "
        "with a soft shadow, blur, noise, tilted by up to 10 degrees.",
        "pendigits",
        lambda sample, index: as_photo(sample, index, ruled=False),
    ),
    EvaluationSet(
        "photo_ruled",
        "Photographs, ruled paper",
        "The same photographs on ruled or squared paper.",
        "pendigits",
        lambda sample, index: as_photo(sample, index, ruled=True),
    ),
    EvaluationSet(
        "scan",
        "Bilevel scans",
        "MNIST images enlarged to 100 to 260 px, in black and white, with rough edges and specks.",
        "mnist",
        scan,
    ),
)

DIGIT_SETS = {dataset.name: dataset for dataset in _ALL}
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
    name: str, index: int, data_dir: DataDir = None, part: Part = "validation"
) -> Image.Image:
    """Render one digit of a set exactly as it was evaluated.

    Parameters
    ----------
    name : str
        Name of the set.
    index : int
        Index of the digit in the set's source, as in a report.
    data_dir : path, optional
    part : {"validation", "test"}
        Part in the report; determines which MNIST images are meant.

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
    dataset = find(name)
    digits = read(dataset.source(part), data_dir).digits
    if not 0 <= index < len(digits):
        raise ValueError(f"{name}: expected an index from 0 to {len(digits) - 1}, got {index}")
    return dataset.render(digits[index], index)

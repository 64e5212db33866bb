"""What each set of drawings is, and how one of its digits is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from model.data.synthesis import digits as pictures
from model.data.synthesis.digits import Pixels
from model.data.unipen import Sample
from model.evaluation.sets.held_out import DataDir, Part, SourceName, read, source_name
from model.evaluation.sets.photographs import any_scene, photograph
from model.preprocessing.rasterization import SIZE_PX, draw

PENS_PX = (4, 10, 16, 22)

_LONGEST_PX = 200
_CORNER_MARGIN_PX = 6
_MOUSE_PX = 2
_MOUSE_PICTURE_PX = (1050, 800)


@dataclass(frozen=True)
class EvaluationSet:
    """One set.

    Attributes
    ----------
    name, title, description : str
        For code, for a heading, and a sentence for people.
    data_set : str
        Where its digits are from.
    drawn : callable
        From a digit of the data set and its index to a picture, dark on white.
    pixels : bool
        Whether the digits go straight to the network, without `model.preprocessing.pipeline`.
    pen_px : int or None
        Width of the pen, where the set is drawn from strokes.
    """

    name: str
    title: str
    description: str
    data_set: Literal["mnist", "pendigits"]
    drawn: Callable[[Any, int], Image.Image]
    pixels: bool = False
    pen_px: int | None = None

    def source(self, part: Part) -> SourceName:
        """Return which digits are drawn when a model is tested or validated."""
        return source_name(self.data_set, part)


def as_it_is(image: Pixels, index: int) -> Image.Image:
    """Return an MNIST image dark on white."""
    del index
    return Image.fromarray(255 - image)


def scan(image: Pixels, index: int) -> Image.Image:
    """Return a bilevel scan of an MNIST image, 100 to 260 px, with ragged edges and specks."""
    rng = np.random.default_rng((index, 1))
    side = int(rng.uniform(100, 260))
    larger = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    return pictures.roughen_edges(np.asarray(larger), rng)


def on_canvas(sample: Sample, pen_px: float) -> Image.Image:
    """Draw a digit with its longest side 200 px in the middle of the page's canvas."""
    strokes, extent = _scaled(sample, _LONGEST_PX)
    middle = (SIZE_PX - extent) / 2
    return draw([stroke + middle for stroke in strokes], pen_px, (SIZE_PX, SIZE_PX))


def in_corner(sample: Sample, pen_px: float, index: int) -> Image.Image:
    """Draw a digit a quarter as large, with a pen a quarter as wide (at least 1 px), in a corner.

    The index decides which corner: top left, top right, bottom left, bottom right, and so on.
    """
    pen_px = max(pen_px / 4, 1)
    strokes, extent = _scaled(sample, _LONGEST_PX / 4)
    margin = _CORNER_MARGIN_PX + pen_px / 2
    far = np.array([index % 2, index // 2 % 2])
    corner = np.where(far, SIZE_PX - margin - extent, margin)
    return draw([stroke + corner for stroke in strokes], pen_px, (SIZE_PX, SIZE_PX))


def with_mouse(sample: Sample, index: int) -> Image.Image:
    """Draw a digit of 250 to 600 px with a line of 2 px somewhere on a picture of 1050 x 800."""
    rng = np.random.default_rng((index, 2))
    longest = rng.uniform(250, 600)
    return pictures.draw_at_random_position(
        sample.strokes, longest, _MOUSE_PX, _MOUSE_PICTURE_PX, rng
    )


def as_photo(sample: Sample, index: int, *, ruled: bool) -> Image.Image:
    """Draw a digit on grey paper, plain or ruled, and photograph it."""
    rng = np.random.default_rng((index, 4 if ruled else 3))
    return photograph(sample.strokes, any_scene(rng, ruled), rng)


def _scaled(sample: Sample, longest_px: float) -> tuple[list[Any], Any]:
    """Return strokes that begin at (0, 0), and their width and height."""
    points = np.concatenate(sample.strokes)
    low, high = points.min(axis=0), points.max(axis=0)  # over the points, for x and for y
    scale = longest_px / max(float((high - low).max()), 1e-6)
    return [(stroke - low) * scale for stroke in sample.strokes], (high - low) * scale


def _pen(pen_px: int) -> EvaluationSet:
    return EvaluationSet(
        f"pen_{pen_px}",
        f"Pen of {pen_px} px",
        f"Strokes of unseen writers, 200 px on a canvas of 280 px, drawn {pen_px} px wide.",
        "pendigits",
        lambda sample, _index: on_canvas(sample, pen_px),
        pen_px=pen_px,
    )


def _corner(pen_px: int) -> EvaluationSet:
    return EvaluationSet(
        f"corner_{pen_px}",
        f"In a corner, pen of {pen_px} px",
        f"The drawings with the pen of {pen_px} px at a quarter of the size, in a corner.",
        "pendigits",
        lambda sample, index: in_corner(sample, pen_px, index),
        pen_px=pen_px,
    )


_ALL = (
    EvaluationSet(
        "mnist",
        "MNIST",
        "Scanned digits of 28 x 28 pixels, as the data set has them.",
        "mnist",
        as_it_is,
        pixels=True,
    ),
    *map(_pen, PENS_PX),
    *map(_corner, PENS_PX),
    EvaluationSet(
        "mouse",
        "Thin mouse lines",
        "Strokes of unseen writers, 2 px wide, 250 to 600 px on a picture of 1050 x 800.",
        "pendigits",
        with_mouse,
        pen_px=_MOUSE_PX,
    ),
    EvaluationSet(
        "photo",
        "Photographs",
        "Strokes of unseen writers on grey paper, photographed: uneven light, half with a soft "
        "shadow, blur, grain, tilted by up to 10 degrees.",
        "pendigits",
        lambda sample, index: as_photo(sample, index, ruled=False),
    ),
    EvaluationSet(
        "photo_ruled",
        "Photographs, ruled paper",
        "The same on ruled or squared paper.",
        "pendigits",
        lambda sample, index: as_photo(sample, index, ruled=True),
    ),
    EvaluationSet(
        "scan",
        "Bilevel scans",
        "MNIST in black and white, 100 to 260 px, with ragged edges and specks.",
        "mnist",
        scan,
    ),
)

SETS = {each.name: each for each in _ALL}
"""The sets by name."""


def find(name: str) -> EvaluationSet:
    """Return a set by name.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name not in SETS:
        raise ValueError(f"expected a set of {', '.join(SETS)}, got {name!r}")
    return SETS[name]


def picture(
    name: str, index: int, data_dir: DataDir = None, part: Part = "validation"
) -> Image.Image:
    """Draw one digit of a set again, exactly as it was judged.

    Parameters
    ----------
    name : str
        Of the set.
    index : int
        Of the digit in the set's source, as a report gives it.
    data_dir : path, optional
    part : {"validation", "test"}
        Of the report; decides which MNIST images are meant.

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
    chosen = find(name)
    digits = read(chosen.source(part), data_dir).digits
    if not 0 <= index < len(digits):
        raise ValueError(f"{name}: expected an index from 0 to {len(digits) - 1}, got {index}")
    return chosen.drawn(digits[index], index)

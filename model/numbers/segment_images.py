"""Images of candidates: the ink of each, and the ink around it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.numbers.candidates import Candidates
from model.numbers.cuts import Segments
from model.preprocessing.array_types import GrayImage

Shape = tuple[int, int]


def segment_images(
    segments: Segments,
    labels: NDArray[np.int16],
    candidates: Candidates,
    sides: NDArray[np.float64],
    own_shape: Shape,
    around_shape: Shape,
) -> NDArray[np.uint8]:
    """Return two images of each candidate, row by row; shape (A, own pixels + around pixels).

    Parameters
    ----------
    segments : Segments
    labels : int16 array, shape (h, w)
        Segment of each pixel, the antialiased edges of its ink included; -1 is paper.
    candidates : Candidates
        A of them.
    sides : float64 array, shape (A,)
        Height in pixels that the images of each show, around the middle of its box.
    own_shape, around_shape : (int, int)
        Height and width of the image of the candidate's ink, and of that of its neighbors; neither
        is more than twice as wide as high.
    """
    boxes = candidates.boxes
    own_end = own_shape[0] * own_shape[1]
    X = np.empty((len(candidates), own_end + around_shape[0] * around_shape[1]), dtype=np.uint8)
    margin = int(np.ceil(sides.max(initial=1))) + 1  # windows may reach beyond the number
    ink = np.pad(np.where(labels >= 0, segments.ink, np.uint8(0)), margin)
    labels = np.pad(labels, margin, constant_values=-1)
    runs = zip(candidates.starts.tolist(), candidates.stops.tolist(), strict=True)
    for k, (start, stop) in enumerate(runs):
        half = float(sides[k]) / 2
        y = margin + (boxes[k, 0] + boxes[k, 2]) / 2
        x = margin + (boxes[k, 1] + boxes[k, 3]) / 2
        rows, columns = window((y, x), half, around_shape)
        segment, levels = labels[rows, columns], ink[rows, columns]
        own = np.where((segment >= start) & (segment < stop), levels, np.uint8(0))
        center = (y - rows.start, x - columns.start)
        X[k, :own_end] = scale(own, center, half, own_shape).ravel()
        X[k, own_end:] = scale(levels - own, center, half, around_shape).ravel()
    return X


def window(center: tuple[float, float], half: float, shape: Shape) -> tuple[slice, slice]:
    """Return the rows and columns that an image of `shape` shows, `half` of its height from y."""
    y, x = center
    half_width = shape[1] / shape[0] * half
    return (
        slice(int(np.floor(y - half)), int(np.ceil(y + half))),
        slice(int(np.floor(x - half_width)), int(np.ceil(x + half_width))),
    )


def scale(ink: GrayImage, center: tuple[float, float], half: float, shape: Shape) -> GrayImage:
    """Return an image of `shape` of the ink around a center, from `half` above it to below it."""
    y, x = center
    height, width = shape
    half_width = width / height * half
    box = (x - half_width, y - half, x + half_width, y + half)
    return np.asarray(
        Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR, box=box)
    )

"""Images of candidates: the ink of each, and the ink around it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.numbers.candidates import Candidates
from model.numbers.segments import Segments
from model.preprocessing.array_types import GrayImage

Shape = tuple[int, int]


def segment_images(
    segments: Segments,
    candidates: Candidates,
    sides: NDArray[np.float64],
    own_shape: Shape,
    around_shape: Shape,
) -> NDArray[np.uint8]:
    """Return two images of each candidate, row by row; shape (A, own pixels + around pixels).

    Parameters
    ----------
    segments : Segments
    candidates : Candidates
        A of them.
    sides : float64 array, shape (A,)
        Height in pixels that the images of each show, around the middle of its box.
    own_shape, around_shape : (int, int)
        Height and width of the image of the candidate's ink, and of that of its neighbors; neither
        is more than twice as wide as high.
    """
    labels = segments.edge_labels
    shown = np.ascontiguousarray(segments.ink * (labels >= 0))
    alone = np.zeros(shown.shape, dtype=shown.dtype)
    # The images share the memory of these contiguous arrays: they show what is written to them.
    shown_image, alone_image = Image.fromarray(shown), Image.fromarray(alone)
    own_sheet, around_sheet = (
        Image.new("L", (width, height * len(candidates)))
        for height, width in (own_shape, around_shape)
    )
    runs = zip(candidates.starts.tolist(), candidates.stops.tolist(), strict=True)
    for k, (start, stop) in enumerate(runs):
        top, left, bottom, right = candidates.boxes[k].tolist()
        y, x, half = (top + bottom) / 2, (left + right) / 2, float(sides[k]) / 2
        rows, columns = window((y, x), half, around_shape)
        box = (columns.start, rows.start, columns.stop, rows.stop)  # Pillow fills what lies beyond
        center = (y - rows.start, x - columns.start)
        part = np.s_[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]  # with its edges
        own = shown[part] * ((labels[part] >= start) & (labels[part] < stop))
        alone[part] = own
        shown[part] -= own
        own_ink, ink_around = alone_image.crop(box), shown_image.crop(box)
        alone[part] = 0
        shown[part] += own
        own_sheet.paste(_scale(own_ink, center, half, own_shape), (0, k * own_shape[0]))
        around_sheet.paste(_scale(ink_around, center, half, around_shape), (0, k * around_shape[0]))
    images = [
        np.asarray(sheet).reshape(len(candidates), shape[0] * shape[1])
        for sheet, shape in ((own_sheet, own_shape), (around_sheet, around_shape))
    ]
    return np.concatenate(images, axis=1)


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
    return np.asarray(_scale(Image.fromarray(ink), center, half, shape))


def _scale(ink: Image.Image, center: tuple[float, float], half: float, shape: Shape) -> Image.Image:
    y, x = center
    height, width = shape
    half_width = width / height * half
    box = (x - half_width, y - half, x + half_width, y + half)
    return ink.resize((width, height), Image.Resampling.BILINEAR, box=box)

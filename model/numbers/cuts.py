"""Over-segmentation: a number cut into segments, of which each digit is one or a few neighbors.

Segments are connected components and pieces of them. A component is cut where its ink is thin or
low along its slant; the cut is the path through the least ink in a band around that line.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import GrayImage
from model.preprocessing.connected_components import Components
from model.preprocessing.stroke_width import estimate_stroke_width

Floats = NDArray[np.float64]

_SLANTS = np.arange(-0.2, 0.75, 0.1)
"""Tangents of the slants that are tried; upright is 0, writing leans to the right."""

_MAX_SLANT_PIXELS = 3000

_MIN_CUT_WIDTH = 0.45
"""Minimum width of a component that is cut, as a ratio of the digits' height."""

_MIN_SEGMENT_WIDTH = 0.13
"""Minimum distance between cuts, as a ratio of the height. It is half to a component's ends."""

_CUTS_PER_HEIGHT = 3.5
"""Maximum number of cuts of a component, per ratio of its width to the height."""

_MAX_PIECES = 64

_MAX_EXTENT = 0.75
"""Maximum height of the ink where a component is cut, as a ratio of the digits' height."""

_MAX_CROSSING = 0.55
"""Maximum ink that a cut passes through, as a ratio of the digits' height."""

_BAND = 0.17
"""Half the width of the band in which a cut may bend, in heights."""

_MAX_SEAM_PIXELS = 2_000_000
"""Pixels of all bands whose seams are found at once, each with some tens of bytes."""

_BEND_COST = 0.25
_DEVIATION_COST = 0.06
"""Cost of a bend, and of a step at the band's edge, where a pixel of ink costs 1."""


@dataclass(frozen=True)
class Segments:
    """The segments of a number, P of them, from left to right along the slant.

    Attributes
    ----------
    ink : uint8 array, shape (h, w)
        The number's ink, as in `PageInk`.
    labels : integer array, shape (h, w)
        Segment of each pixel, 0 to P - 1; -1 is paper.
    corner : (int, int)
        Top and left of the array on the page.
    boxes : integer array, shape (P, 4)
        Top, left, bottom and right of each segment in the array.
    spans : float array, shape (P, 2)
        Left and right of each segment along the slant, in pixels.
    areas : integer array, shape (P,)
    components : integer array, shape (P,)
        The connected component that each segment belongs to.
    cut_ink : float array, shape (P + 1,)
        Ink that the boundary before each segment cuts, in pixels; 0 between components.
    cut_runs : integer array, shape (P + 1,)
        Number of strokes that this boundary cuts; 2 or more cut through a loop.
    height : float
        Height of the digits in pixels.
    stroke_px : float
        Width of the strokes.
    slant : float
    """

    ink: GrayImage
    labels: NDArray[np.int16]
    corner: tuple[int, int]
    boxes: NDArray[Any]
    spans: Floats
    areas: NDArray[Any]
    components: NDArray[Any]
    cut_ink: Floats
    cut_runs: NDArray[Any]
    height: float
    stroke_px: float
    slant: float

    def __len__(self) -> int:
        return len(self.areas)


def cut_number(
    ink: GrayImage,
    components: Components,
    page_labels: NDArray[np.int32],
    members: NDArray[np.intp],
    height: float,
) -> Segments:
    """Cut the components of a number into segments.

    Parameters
    ----------
    ink : uint8 array, shape (H, W)
        Ink of the page.
    components : Components
        Of the page.
    page_labels : int32 array, shape (H, W)
        Component of each pixel, as `label_image` returns it.
    members : integer array
        Those of the number.
    height : float
        Height of its digits in pixels.
    """
    boxes = components.boxes[members]
    top, left = boxes[:, :2].min(axis=0)
    bottom, right = boxes[:, 2:].max(axis=0)
    top, left = max(top - 1, 0), max(left - 1, 0)
    bottom = min(bottom + 1, components.shape[0])
    right = min(right + 1, components.shape[1])
    index = np.full(len(components) + 1, -1, dtype=np.int16)  # the last is for paper
    index[members] = np.arange(len(members))
    labels = index[page_labels[top:bottom, left:right]]
    is_ink = labels >= 0
    rows, columns = np.nonzero(is_ink)
    slant = _estimate_slant(rows, columns)
    stroke_px = max(estimate_stroke_width(is_ink), 1.0)
    owner = labels[rows, columns].astype(np.intp)  # component of each pixel
    position = columns + slant * (rows - (bottom - top) / 2)  # along the slant
    extents = boxes[:, [0, 2]] - top
    piece, cut_costs = _cut_components(
        labels, extents, rows, columns, position, slant, height, stroke_px
    )
    segment = owner * _MAX_PIECES + piece
    names, inverse = np.unique(segment, return_inverse=True)
    count = len(names)
    lefts, rights = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(lefts, inverse, position)
    np.maximum.at(rights, inverse, position + 1)
    order = np.argsort(lefts + rights, kind="stable")
    rank = np.empty(count, dtype=np.intp)
    rank[order] = np.arange(count)
    segment = rank[inverse]
    segment_boxes = np.empty((count, 4), dtype=np.int64)
    segment_boxes[:, :2] = max(labels.shape)
    segment_boxes[:, 2:] = 0
    np.minimum.at(segment_boxes[:, 0], segment, rows)
    np.minimum.at(segment_boxes[:, 1], segment, columns)
    np.maximum.at(segment_boxes[:, 2], segment, rows + 1)
    np.maximum.at(segment_boxes[:, 3], segment, columns + 1)
    segment_labels = np.full(labels.shape, -1, dtype=np.int16)
    segment_labels[rows, columns] = segment
    names = names[order]
    cut_ink, cut_runs = np.zeros(count + 1), np.zeros(count + 1)
    for k, name in enumerate(names.tolist()):
        cut_ink[k], cut_runs[k] = cut_costs.get(divmod(name, _MAX_PIECES), (0.0, 0))
    return Segments(
        ink[top:bottom, left:right],
        segment_labels,
        (int(top), int(left)),
        segment_boxes,
        np.stack([lefts[order], rights[order]], axis=1),
        np.bincount(segment, minlength=count),
        names // _MAX_PIECES,
        cut_ink,
        cut_runs,
        height,
        stroke_px,
        slant,
    )


def label_image(components: Components) -> NDArray[np.int32]:
    """Return the component of each pixel, int32 of shape ``components.shape``; -1 is paper."""
    image = np.full(components.shape[0] * components.shape[1], -1, dtype=np.int32)
    lengths = components.stops - components.starts
    first = components.rows * components.shape[1] + components.starts
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    image[np.repeat(first, lengths) + offsets] = components.pixel_labels()
    return image.reshape(components.shape)


def _estimate_slant(rows: NDArray[Any], columns: NDArray[Any]) -> float:
    """Return the slant at which the columns of ink are the most uneven."""
    step = max(1, len(rows) // _MAX_SLANT_PIXELS)
    y, x = rows[::step] - rows.mean(), columns[::step].astype(np.float64)
    scores = []
    for slant in _SLANTS:
        shifted = x + slant * y
        histogram = np.bincount((shifted - shifted.min()).astype(np.intp))
        scores.append(float((histogram.astype(np.float64) ** 2).sum()) * (1 - 0.15 * abs(slant)))
    return float(_SLANTS[int(np.argmax(scores))])


def _cut_components(
    labels: NDArray[np.int16],
    extents: NDArray[Any],
    rows: NDArray[Any],
    columns: NDArray[Any],
    position: Floats,
    slant: float,
    height: float,
    stroke_px: float,
) -> tuple[NDArray[np.intp], dict[tuple[int, int], tuple[float, int]]]:
    """Return the piece of its component that each pixel of ink is in, and what each cut passes.

    `extents` are top and bottom of each component; `rows`, `columns` and `position` are those of
    the pixels. For a component and a piece of it but the first, the second result has the ink that
    the cut before it passes through, and the number of strokes.
    """
    owner = labels[rows, columns].astype(np.intp)
    middle = len(labels) / 2
    count = len(extents)
    proposals = [
        _cut_lines(rows[owner == k], position[owner == k], height, stroke_px) for k in range(count)
    ]
    cut_owner = np.repeat(np.arange(count), [len(lines) for lines in proposals])
    lines = np.concatenate(proposals)
    center = np.rint(lines - slant * (np.arange(len(labels))[:, None] - middle)).astype(np.intp)
    band = max(1, round(_BAND * height))
    block_count = 1 + len(lines) * len(labels) * (2 * band + 1) // _MAX_SEAM_PIXELS
    blocks = [
        _seams(labels, cut_owner[part], extents[cut_owner[part]].T, center[:, part], band)
        for part in np.array_split(np.arange(len(lines)), block_count)
    ]
    path = np.concatenate([block[0] for block in blocks], axis=1)
    costs = np.concatenate([block[1] for block in blocks])
    runs = np.concatenate([block[2] for block in blocks])
    piece = np.zeros(len(rows), dtype=np.intp)
    cut_costs: dict[tuple[int, int], tuple[float, int]] = {}
    for k in np.unique(cut_owner).tolist():
        own = np.flatnonzero(owner == k)
        seams = np.flatnonzero(cut_owner == k)
        limit = _max_cuts(float(np.ptp(position[own])) + 1, height)
        seams = seams[_choose(lines[seams], costs[seams], runs[seams], limit, height, stroke_px)]
        # Neighboring cuts may cross.
        columns_cut = np.sort(path[:, seams], axis=1)
        piece[own] = (columns[own][:, None] > columns_cut[rows[own]]).sum(axis=1)  # over the cuts
        for number, seam in enumerate(seams.tolist(), 1):
            cut_costs[k, number] = float(costs[seam]), int(runs[seam])
    return piece, cut_costs


def _choose(
    lines: Floats,
    costs: Floats,
    runs: NDArray[Any],
    limit: int,
    height: float,
    stroke_px: float,
) -> list[int]:
    """Return the indices of the cuts of a component that are kept, from left to right.

    Those through the least ink come first; a cut through two strokes opens a loop.
    """
    keep: list[int] = []
    for k in np.argsort(costs + stroke_px * (runs > 1), kind="stable").tolist():
        apart = np.abs(lines[keep] - lines[k]).min(initial=np.inf)
        if apart >= _MIN_SEGMENT_WIDTH * height and costs[k] <= _MAX_CROSSING * height:
            keep.append(k)
        if len(keep) == limit:
            break
    return sorted(keep)


def _max_cuts(width: float, height: float) -> int:
    """Return the maximum number of cuts of a component."""
    return min(max(2, round(_CUTS_PER_HEIGHT * width / height)), _MAX_PIECES - 1)


def _cut_lines(rows: NDArray[Any], position: Floats, height: float, stroke_px: float) -> Floats:
    """Return where along the slant a component may be cut, in pixels."""
    low = position.min()
    extent = position.max() - low + 1
    if extent < _MIN_CUT_WIDTH * height or np.ptp(rows) < 0.35 * height:
        return np.zeros(0)
    offset = (position - low).astype(np.intp)
    width = int(offset.max()) + 1
    count = np.bincount(offset, minlength=width).astype(np.float64)
    highest, lowest = np.full(width, np.inf), np.full(width, -np.inf)
    np.minimum.at(highest, offset, rows)
    np.maximum.at(lowest, offset, rows)
    extent = np.where(count > 0, lowest - highest + 1, 0.0)
    margin = max(2, round(_MIN_SEGMENT_WIDTH * height))
    window = max(1, round(stroke_px / 2)) | 1
    kernel = np.ones(window) / window
    proposals: list[tuple[float, int]] = []
    for profile, limit in ((count, _MAX_CROSSING), (extent, _MAX_EXTENT)):
        smooth = np.convolve(profile, kernel, mode="same")
        proposals += [
            (float(min(count[x], extent[x]) + 0.3 * extent[x]), x)
            for x in _minima(smooth, margin // 2 + 1)
            if smooth[x] <= limit * height
        ]
    chosen: list[int] = []
    for _, x in sorted(proposals):
        if all(abs(x - other) >= margin // 2 + 1 for other in chosen):
            chosen.append(x)
    offsets = np.array(sorted(chosen[: 2 * _max_cuts(width, height)]), dtype=np.float64)
    lines: Floats = offsets + 0.5 + low
    return lines


def _minima(profile: Floats, margin: int) -> list[int]:
    """Return the middles of the local minima that lie `margin` from the ends."""
    reach = max(1, margin // 2)
    padded = np.pad(profile, reach, constant_values=np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    is_minimum = profile <= windows.min(axis=1)  # over the window
    is_minimum[:margin] = is_minimum[len(profile) - margin :] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_minimum.astype(np.int8), [0]])))
    middles: list[int] = ((edges[::2] + edges[1::2] - 1) // 2).tolist()
    return middles


def _seams(
    labels: NDArray[np.int16],
    owner: NDArray[Any],
    extents: NDArray[Any],
    center: NDArray[Any],
    band: int,
) -> tuple[NDArray[Any], Floats, NDArray[Any]]:
    """Return the path of least ink in a band around each line, and the ink that it cuts.

    Parameters
    ----------
    labels : int16 array, shape (h, w)
        Component of each pixel; -1 is paper.
    owner : integer array, shape (C,)
        The component that each line cuts; the ink of others costs nothing.
    extents : integer array, shape (2, C)
        Top and bottom of this component.
    center : integer array, shape (h, C)
        Column of each of C lines in each row.
    band : int
        Maximum distance from the line in pixels.

    Returns
    -------
    path : integer array, shape (h, C)
    ink : float array, shape (C,)
    runs : integer array, shape (C,)
        Number of strokes that it cuts.

    Notes
    -----
    Dynamic programming from row to row: a path moves by at most a column against its line.
    """
    h, w = labels.shape
    offsets = np.arange(-band, band + 1)
    y = np.arange(h)[:, None]
    columns = center[:, :, None] + offsets  # h x C x (2 band + 1)
    ink = labels[y[:, :, None], columns.clip(0, w - 1)] == owner[:, None]
    ink &= (columns >= 0) & (columns < w)
    is_beside = (y >= extents[0]) & (y < extents[1])  # h x C
    deviation = (_DEVIATION_COST * np.abs(offsets) / band).astype(np.float32)
    cost = ink + deviation * is_beside[:, :, None]
    # The margin of infinite cost keeps paths in the band.
    total = np.full((len(owner), len(offsets) + 2), np.inf, dtype=np.float32)
    total[:, 1:-1] = cost[0]
    moves = np.zeros(cost.shape, dtype=np.int8)
    bend = np.float32(_BEND_COST)
    for row in range(1, h):
        bent = total + bend
        left, straight, right = bent[:, :-2], total[:, 1:-1], bent[:, 2:]
        best = np.minimum(left, straight)
        np.copyto(moves[row], -1, where=left <= straight)
        np.copyto(moves[row], 1, where=right < best)
        total[:, 1:-1] = np.minimum(best, right) + cost[row]
    place = total[:, 1:-1].argmin(axis=1)  # the best end of each
    lines = np.arange(len(owner))
    path = np.empty(center.shape, dtype=np.intp)
    crossed = np.zeros((h, len(owner)))
    for row in range(h - 1, -1, -1):
        path[row] = center[row] + offsets[place]
        crossed[row] = ink[row, lines, place]
        place = place + moves[row, lines, place]
    runs = np.count_nonzero(np.diff(crossed, axis=0, prepend=0) > 0, axis=0)  # over the rows
    return path, crossed.sum(axis=0), runs

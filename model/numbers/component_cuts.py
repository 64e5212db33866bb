"""Cuts of the components of a number: where a component may be cut, and which cuts are kept.

Seams through the least ink are sought along lines all over a component, at two slants, since
digits that touch do not always lean alike. Of those the cheapest are kept that have enough ink
between them, and more of a wide component, which is likely to be several digits, than of a narrow
one.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.seams import find_seams

Floats = NDArray[np.float64]

_SLANTS = (0.0, 0.3)
"""Tangents of the slants of the lines along which seams are sought."""

_LINE_DISTANCE = 0.12
"""Distance of neighboring lines, as a ratio of the digits' height."""

_BAND = 0.2
"""Half the width of the band around a line in which a cut may bend, in heights."""

_MIN_WIDTH, _MIN_HEIGHT = 0.45, 0.35
"""Minimum width along the slant, and height, of a component that is cut, in heights."""

_CUTS_PER_HEIGHT, _UNCUT_WIDTH = 8.0, 0.55
"""Maximum number of cuts of a component, per width beyond the second, both in heights; at least
one."""

MAX_PIECES = 64

_MAX_CROSSING = 0.6
"""Maximum ink that a cut passes through, as a ratio of the height."""

_MIN_INK = 0.25
"""Minimum ink of a component between two cuts, as a ratio of the height times the stroke width."""

_MAX_SEAM_PIXELS = 2_000_000
"""Pixels of all bands whose seams are found at once, each with some tens of bytes."""


def cut_components(
    labels: NDArray[np.int16],
    boxes: NDArray[Any],
    rows: NDArray[Any],
    columns: NDArray[Any],
    position: Floats,
    height: float,
    stroke_px: float,
    is_digit: NDArray[np.bool_],
) -> tuple[NDArray[np.intp], dict[tuple[int, int], tuple[float, int]]]:
    """Return the piece of its component that each pixel of ink is in, and what each cut passes.

    `boxes` are top, left, bottom and right of each component; `rows`, `columns` and `position`,
    which is along the slant, are those of the pixels; components where `is_digit` are not cut. For
    a component and a piece of it but the first, the second result has the ink that the cut before
    it passes through, and the number of strokes.
    """
    owner = labels[rows, columns]
    order = np.argsort(owner, kind="stable")
    pixels = np.split(order, np.cumsum(np.bincount(owner, minlength=len(boxes)))[:-1])
    limits = [
        0 if is_digit[k] else _max_cuts(boxes[k], position[own], height)
        for k, own in enumerate(pixels)
    ]
    center, cut_owner = _lines(boxes, rows, columns, pixels, limits, len(labels), height)
    path, costs, runs = _find_all_seams(labels, cut_owner, boxes, center, height)
    piece = np.zeros(len(rows), dtype=np.intp)
    cut_costs: dict[tuple[int, int], tuple[float, int]] = {}
    for k in np.unique(cut_owner).tolist():
        own, (top, left, bottom, right) = pixels[k], boxes[k]
        seams = np.flatnonzero((cut_owner == k) & (costs <= _MAX_CROSSING * height))
        is_ink = labels[top:bottom, left:right] == k
        ink = _ink_before(is_ink, path[top:bottom, seams] - left)
        # Those through the least ink come first; a cut through two strokes opens a loop.
        ranking = np.argsort(costs[seams] + stroke_px * (runs[seams] > 1), kind="stable")
        kept = _choose(ink, ranking, len(own), limits[k], _MIN_INK * height * stroke_px)
        seams = seams[kept]
        # Neighboring cuts may cross.
        columns_cut = np.sort(path[:, seams], axis=1)
        piece[own] = (columns[own][:, None] > columns_cut[rows[own]]).sum(axis=1)  # over the cuts
        for number, seam in enumerate(seams.tolist(), 1):
            cut_costs[k, number] = float(costs[seam]), int(runs[seam])
    return piece, cut_costs


def _max_cuts(box: NDArray[Any], position: Floats, height: float) -> int:
    """Return the maximum number of cuts of a component."""
    width = (float(np.ptp(position)) + 1) / height if len(position) else 0.0
    if width < _MIN_WIDTH or box[2] - box[0] <= _MIN_HEIGHT * height:
        return 0
    return min(max(1, round(_CUTS_PER_HEIGHT * (width - _UNCUT_WIDTH))), MAX_PIECES - 1)


def _lines(
    boxes: NDArray[Any],
    rows: NDArray[Any],
    columns: NDArray[Any],
    pixels: list[NDArray[np.intp]],
    limits: list[int],
    row_count: int,
    height: float,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the column of each of C lines in each row, shape (h, C), and its component."""
    distance = _LINE_DISTANCE * height
    y = np.arange(row_count)[:, None]
    centers: list[NDArray[np.intp]] = [np.zeros((row_count, 0), dtype=np.intp)]
    owners: list[int] = []
    for k in np.flatnonzero(limits).tolist():
        middle = (boxes[k, 0] + boxes[k, 2]) / 2
        for slant in _SLANTS:
            position = columns[pixels[k]] + slant * (rows[pixels[k]] - middle)
            low, high = position.min(), position.max() + 1
            lines = np.arange(low + distance, high - distance / 2, distance)
            centers.append(np.rint(lines - slant * (y - middle)).astype(np.intp))
            owners += [k] * len(lines)
    return np.concatenate(centers, axis=1), np.array(owners, dtype=np.intp)


def _find_all_seams(
    labels: NDArray[np.int16],
    owner: NDArray[np.intp],
    boxes: NDArray[Any],
    center: NDArray[np.intp],
    height: float,
) -> tuple[NDArray[Any], Floats, NDArray[Any]]:
    """Return what `find_seams` does, in blocks of limited memory."""
    band = max(1, round(_BAND * height))
    block_count = 1 + center.size * (2 * band + 1) // _MAX_SEAM_PIXELS
    blocks = [
        find_seams(labels, owner[part], boxes[owner[part]][:, [0, 2]].T, center[:, part], band)
        for part in np.array_split(np.arange(len(owner)), block_count)
    ]
    path = np.concatenate([block[0] for block in blocks], axis=1)
    costs = np.concatenate([block[1] for block in blocks])
    return path, costs, np.concatenate([block[2] for block in blocks])


def _ink_before(is_ink: NDArray[np.bool_], path: NDArray[Any]) -> NDArray[np.intp]:
    """Return the number of pixels of ink up to each path, shape (C,).

    `is_ink` has shape (h, w), `path` has the column of each path in each row, shape (h, C).
    """
    height, width = is_ink.shape
    ink = np.zeros((height, width + 1), dtype=np.intp)
    np.cumsum(is_ink, axis=1, out=ink[:, 1:])
    before: NDArray[np.intp] = ink[np.arange(height)[:, None], (path + 1).clip(0, width)].sum(
        axis=0  # over the rows
    )
    return before


def _choose(
    ink: NDArray[np.intp], ranking: NDArray[np.intp], total: int, limit: int, min_ink: float
) -> list[int]:
    """Return the indices of the cuts of a component that are kept, from left to right.

    `ink` is what lies before each cut, of `total`; the first of the ranking come first.
    """
    keep: list[int] = []
    taken = [0, total]
    for k in ranking.tolist():
        if min(abs(int(ink[k]) - other) for other in taken) >= min_ink:
            keep.append(k)
            taken.append(int(ink[k]))
        if len(keep) == limit:
            break
    return sorted(keep, key=lambda k: int(ink[k]))

"""Cuts of the components of a number: where a component may be cut, and which cuts are kept.

A component is cut where its ink is thin or low along the slant of the number; the cut is the seam
through the least ink in a band around that line.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.seams import find_seams

Floats = NDArray[np.float64]

_MIN_CUT_WIDTH = 0.45
"""Minimum width of a component that is cut, as a ratio of the digits' height."""

_MIN_SEGMENT_WIDTH = 0.13
"""Minimum distance between cuts, as a ratio of the height. It is half to a component's ends."""

_CUTS_PER_HEIGHT = 3.5
"""Maximum number of cuts of a component, per ratio of its width to the height."""

MAX_PIECES = 64

_MAX_EXTENT = 0.75
"""Maximum height of the ink where a component is cut, as a ratio of the digits' height."""

_MAX_CROSSING = 0.55
"""Maximum ink that a cut passes through, as a ratio of the digits' height."""

_BAND = 0.17
"""Half the width of the band in which a cut may bend, in heights."""

_MAX_SEAM_PIXELS = 2_000_000
"""Pixels of all bands whose seams are found at once, each with some tens of bytes."""


def cut_components(
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
        find_seams(labels, cut_owner[part], extents[cut_owner[part]].T, center[:, part], band)
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
    return min(max(2, round(_CUTS_PER_HEIGHT * width / height)), MAX_PIECES - 1)


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

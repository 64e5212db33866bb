"""Segments of a number as rectangles of ink, so that all of their sizes are known."""

import numpy as np

from model.numbers.segments import Segments, with_edges


def rectangles(*boxes, cut_ink=None, cut_runs=None, height=100.0, stroke_px=10.0):
    """Return segments with these boxes; a boundary with `cut_ink` joins those at its sides."""
    corners = np.array(boxes)
    count = len(corners)
    cut_ink = np.zeros(count + 1) if cut_ink is None else np.array(cut_ink, dtype=np.float64)
    labels = np.full(corners[:, 2:].max(axis=0), -1, dtype=np.int16)
    for number, (top, left, bottom, right) in enumerate(boxes):
        labels[top:bottom, left:right] = number
    return Segments(
        ink=np.where(labels >= 0, np.uint8(255), np.uint8(0)),
        labels=labels,
        edge_labels=with_edges(labels),
        corner=(0, 0),
        boxes=corners,
        spans=corners[:, [1, 3]].astype(np.float64),
        areas=np.bincount(labels[labels >= 0], minlength=count),
        components=np.cumsum(cut_ink[:-1] == 0) - 1,
        cut_ink=cut_ink,
        cut_runs=np.zeros(count + 1) if cut_runs is None else np.array(cut_runs),
        height=height,
        stroke_px=stroke_px,
        slant=0.0,
    )

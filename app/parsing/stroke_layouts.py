"""Layouts in which programs send strokes, each read into one list x, y, x, y, ...

    [[x, y], [x, y], ...]                 points; further numbers, such as time, are ignored
    [{"x": x, "y": y}, ...]               points as objects; further fields are ignored
    {"points": [{"x": x, "y": y}, ...]}   a stroke of the library signature_pad
    [[x, x, ...], [y, y, ...]]            coordinates by column, as in the data set Quick, Draw!

In the last, a third list is the time. Two lists of three numbers may thus be two points or three,
and are rejected, unless other strokes tell: all points of a drawing have as many numbers, up to
`MAX_POINT_NUMBERS`, and otherwise are not points. Lists of two numbers are always points.
"""

import bisect
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value

MAX_POINT_NUMBERS = 8
"""Maximum number of values of a point: x, y, and others, such as time or pressure, which are
ignored."""

POINTS = "points"

_EXPECTED_STROKE = "expected a list of at least one point"
_EXPECTED_POINT = 'expected a point [x, y] or {"x": x, "y": y}'


@dataclass(frozen=True)
class Coordinates:
    """The coordinates of all strokes, of which only the number is validated.

    Attributes
    ----------
    values : list of JSON values
        x, y, x, y, ... of all points of all strokes.
    ends : list of int
        Number of points up to the end of each stroke.
    path_of : function
        Maps an index of `values` to its path in the request.
    """

    values: list[Any]
    ends: list[int]
    path_of: Callable[[int], FieldPath]


def flatten(strokes: list[Any], path: FieldPath, max_points: int) -> Coordinates:
    """Return the coordinates of strokes in any of the layouts.

    Raises
    ------
    InvalidRequest
        If a stroke or point has none of them, has two readings, or there are too many points.
    """
    point_lists = [
        stroke if type(stroke) is list and stroke else _unwrap(stroke, (*path, k))
        for k, stroke in enumerate(strokes)
    ]
    ends = list(itertools.accumulate(map(len, point_lists)))
    _check_count(ends[-1], path, max_points)
    points = list(itertools.chain.from_iterable(point_lists))
    is_plain = all([type(point) is list and len(point) == 2 for point in points])  # noqa: C419

    def path_of_point(k: int) -> FieldPath:
        stroke = bisect.bisect_right(ends, k)
        index = k - ends[stroke] + len(point_lists[stroke])
        within = (POINTS, index) if type(strokes[stroke]) is dict else (index,)
        return (*path, stroke, *within)

    def path_of_number(k: int) -> FieldPath:
        name = "xy"[k % 2] if type(points[k // 2]) is dict else k % 2
        return (*path_of_point(k // 2), name)

    if is_plain:
        return Coordinates(list(itertools.chain.from_iterable(points)), ends, path_of_number)
    if _is_by_column(strokes):
        return _flatten_columns(strokes, path, max_points)
    count = next((len(point) for point in points if type(point) is list), 2)
    errors = [
        FieldError(path_of_point(k), _point_message(point, count))
        for k, point in enumerate(points)
        if not _is_point(point, count)
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)
    values: list[Any] = []
    for point in points:
        values += (point["x"], point["y"]) if type(point) is dict else point[:2]
    return Coordinates(values, ends, path_of_number)


def _unwrap(stroke: Any, path: FieldPath) -> list[Any]:
    """Return the points of a stroke that is an object."""
    if type(stroke) is dict and POINTS in stroke:
        path, stroke = (*path, POINTS), stroke[POINTS]
    if type(stroke) is not list or not stroke:
        raise InvalidRequest.for_field(path, f"{_EXPECTED_STROKE}, got {describe_value(stroke)}")
    return stroke


def _is_point(point: Any, count: int) -> bool:
    """Return whether a point is an object, or a list of `count` numbers as the first point."""
    if type(point) is dict:
        return "x" in point and "y" in point
    return type(point) is list and len(point) == count and 2 <= count <= MAX_POINT_NUMBERS


def _point_message(point: Any, count: int) -> str:
    is_first_kind = type(point) is not list or len(point) == count
    expected = _EXPECTED_POINT if is_first_kind else f"expected {count} numbers as in other points"
    return f"{expected}, got {describe_value(point)}"


def _is_by_column(strokes: list[Any]) -> bool:
    """Return whether all strokes are two, or all three, lists of the same length each."""
    if {type(stroke) for stroke in strokes} != {list}:
        return False
    return {len(stroke) for stroke in strokes} in ({2}, {3}) and all(
        {type(row) for row in stroke} == {list}
        and len({len(row) for row in stroke}) == 1
        and stroke[0]
        for stroke in strokes
    )


def _flatten_columns(
    strokes: list[list[list[Any]]], path: FieldPath, max_points: int
) -> Coordinates:
    lengths = [len(stroke[0]) for stroke in strokes]
    length, rows = lengths[0], len(strokes[0])
    if set(lengths) == {length} and 2 <= length <= MAX_POINT_NUMBERS:
        raise InvalidRequest.for_field(
            path,
            f"Strokes of {rows} lists of {length} numbers may be {rows} points, or {length} by "
            f'column. Send each point as [x, y] or {{"x": x, "y": y}}.',
        )
    ends = list(itertools.accumulate(lengths))
    _check_count(ends[-1], path, max_points)
    values: list[Any] = []
    for x, y, *_ in strokes:
        values += itertools.chain.from_iterable(zip(x, y, strict=True))

    def path_of_number(k: int) -> FieldPath:
        stroke = bisect.bisect_right(ends, k // 2)
        return (*path, stroke, k % 2, k // 2 - ends[stroke] + lengths[stroke])

    return Coordinates(values, ends, path_of_number)


def _check_count(count: int, path: FieldPath, max_points: int) -> None:
    if count > max_points:
        raise InvalidRequest.for_field(path, f"expected at most {max_points} points, got {count}")

"""Parser for digits of UNIPEN data sets: components in one file, segments of them in another.

The UNIPEN format (Guyon et al., "UNIPEN project of on-line data exchange and recognizer
benchmarks", 1994) keeps the pen's path apart from what was written. A data file has components,
each a pen-down or a pen-up movement, with x and y in the tablet's units and y pointing up:

    .WRITER_ID jones
    .PEN_DOWN
     267  333
     267  336
    .PEN_UP

A segment file says which components are which character:

    .INCLUDE app/data/app00/app0032.dat
    .SEGMENT CHARACTER 3-4,7 OK "5"

Components are counted from 0. A movement without points does not count; a pen-up movement with
points does, although it leaves no ink. Free text may follow any other keyword.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.data.data_file import DatasetError

Component = NDArray[np.float64] | None
"""Points x, y of a pen-down movement, shape (n, 2), y pointing down; None for a pen-up movement."""

_PEN = {".PEN_DOWN", ".PEN_UP"}
_WITHIN_A_MOVEMENT = {".DT"}
_SEGMENT = re.compile(r'^\.SEGMENT\s+CHARACTER\s+([\d,-]+)\s+\S+\s+"([0-9])"\s*$', re.MULTILINE)
_INCLUDE = re.compile(r"^\.INCLUDE\s+(\S+\.dat)\s*$", re.MULTILINE)
_WRITER = re.compile(r"^\.WRITER_ID\s+(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Segment:
    """The components of one digit.

    Attributes
    ----------
    components : tuple of int
        Numbers of the components.
    label : int
        0 to 9.
    """

    components: tuple[int, ...]
    label: int


def included_file(text: str) -> str | None:
    """Return the path of the data file that a segment file includes, or None."""
    match = _INCLUDE.search(text)
    return match[1] if match else None


def writer_id(text: str) -> str | None:
    """Return the identifier of the writer in a data file, or None."""
    match = _WRITER.search(text)
    return match[1] if match else None


def parse_segments(text: str) -> list[Segment]:
    """Return the digits of a segment file; other characters and levels are left out."""
    return [Segment(_numbers(match[1]), int(match[2])) for match in _SEGMENT.finditer(text)]


def parse_components(text: str) -> list[Component]:
    """Return the components of a data file that count, in order."""
    movements: list[tuple[bool, list[tuple[float, float]]]] = []
    reading = False
    for line in text.splitlines():
        words = line.split()
        if not words or words[0] in _WITHIN_A_MOVEMENT:
            continue
        if words[0].startswith("."):
            reading = words[0] in _PEN
            if reading:
                movements.append((words[0] == ".PEN_DOWN", []))
        elif reading:
            try:
                movements[-1][1].append((float(words[0]), -float(words[1])))
            except (ValueError, IndexError):
                reading = False  # free text
    return [np.array(points) if is_down else None for is_down, points in movements if points]


def strokes_of(
    segment: Segment, components: list[Component], source: str
) -> tuple[NDArray[np.float64], ...]:
    """Return the strokes of a segment.

    Raises
    ------
    DatasetError
        If the data file has no such components; the message gives `source`.
    """
    try:
        selected = [components[number] for number in segment.components]
    except IndexError:
        raise DatasetError(
            f"{source}: expected components up to {max(segment.components)}, "
            f"got {len(components)} of them"
        ) from None
    return tuple(points for points in selected if points is not None)


def _numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a list of ranges such as 3-4,7."""
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return tuple(numbers)

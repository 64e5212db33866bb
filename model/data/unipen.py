"""Parser for pen strokes in the UNIPEN format, as far as the pen digits data set uses it.

A digit looks like this, with x and y in the tablet's units and y pointing up:

    .SEGMENT DIGIT    0 ? "8"
    .COMMENT 8 12  224            label, writer, sample
    .PEN_DOWN
     267  333
     267  336
    .PEN_UP
    .DT 100
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.data.data_file import DatasetError

IGNORED = frozenset({".INCLUDE", ".LEXICON", ".HIERARCHY", ".SEGMENT", ".DT"})


@dataclass(frozen=True, eq=False)
class Sample:
    """One digit by one writer.

    Attributes
    ----------
    strokes : tuple of arrays of float64, shape (n, 2)
        The points x, y of each stroke in drawing order, y pointing down.
    label : int
        0 to 9.
    writer : int
        Number of the writer.
    sample : int
        Number of the sample in the file.
    """

    strokes: tuple[NDArray[np.float64], ...]
    label: int
    writer: int
    sample: int


@dataclass
class _Parser:
    """State of the parser, and its grammar."""

    source: str
    box: float
    samples: list[Sample] = field(default_factory=list)
    line: int = 0
    head: tuple[int, int, int] | None = None  # label, writer, sample
    strokes: list[NDArray[np.float64]] = field(default_factory=list)
    points: list[tuple[float, float]] | None = None  # of the stroke that the pen is drawing

    def parse_line(self, words: list[str]) -> None:
        """Parse one line, split into its words."""
        match words:
            case [".PEN_DOWN"] if self.head and self.points is None:
                self.points = []
            case [".PEN_UP"] if self.points:
                points = np.array(self.points)
                points[:, 1] = self.box - points[:, 1]  # up becomes down
                self.strokes.append(points)
                self.points = None
            case [".COMMENT", *numbers] if self.points is None:
                self.end_sample()
                self.begin_sample(numbers)
            case [keyword, *_] if keyword in IGNORED and self.points is None:
                pass
            case [x, y] if self.points is not None and not x.startswith("."):
                self.points.append((self.parse_coordinate(x), self.parse_coordinate(y)))
            case _:
                raise self.error(self.expected(), words)

    def end_sample(self) -> None:
        """Append the digit that has ended, if there is one."""
        if self.points is not None or (self.head and not self.strokes):
            raise self.error(self.expected(), ["the end of the digit"])
        if self.head:
            self.samples.append(Sample(tuple(self.strokes), *self.head))
        self.head, self.strokes = None, []

    def expected(self) -> str:
        """Describe what may stand on the next line."""
        if self.points:
            return "two numbers or .PEN_UP"
        if self.points is not None:
            return "two numbers"
        return ".PEN_DOWN or the next digit" if self.head else ".COMMENT with digit, writer, sample"

    def begin_sample(self, numbers: list[str]) -> None:
        """Begin a digit with its label, writer and sample."""
        if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
            raise self.error("digit, writer and sample after .COMMENT", numbers)
        label, writer, sample = map(int, numbers)
        self.head = label, writer, sample
        if label > 9:
            raise self.error("a digit from 0 to 9 after .COMMENT", numbers)

    def parse_coordinate(self, word: str) -> float:
        """Parse a coordinate inside the box."""
        try:
            value = float(word)
        except ValueError:
            raise self.error(self.expected(), [word]) from None
        if not 0 <= value <= self.box:  # also rejects NaN and infinity
            raise self.error(f"a coordinate from 0 to {self.box:g}", [word])
        return value

    def error(self, expected: str, got: list[str]) -> DatasetError:
        """Return the error for the current line."""
        writer = f", writer {self.head[1]}" if self.head else ""
        line = " ".join(got)[:40]
        return DatasetError(
            f"{self.source}, line {self.line}{writer}: expected {expected}, got {line!r}"
        )


def parse(content: bytes, source: str, box: float) -> list[Sample]:
    """Parse all digits of a UNIPEN file, in order.

    Parameters
    ----------
    content : bytes
        The content of the file.
    source : str
        The path or URL that an error names.
    box : float
        Side of the tablet's box in its units; y becomes ``box - y``.

    Returns
    -------
    list of Sample

    Raises
    ------
    DatasetError
        If a line is invalid; the message gives its number and, if known, the writer.
    """
    parser = _Parser(source, box)
    for number, line in enumerate(content.splitlines(), 1):
        parser.line = number
        if words := line.decode("ascii", "backslashreplace").split():
            parser.parse_line(words)
    parser.end_sample()
    return parser.samples

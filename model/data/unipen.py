"""Parse pen strokes in the UNIPEN format, as far as the data set of pen digits uses it.

A digit is written like this, x and y in the tablet's units with y pointing up:

    .SEGMENT DIGIT    0 ? "8"
    .COMMENT 8 12  224            the digit, its writer, its number
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
        The points x, y of each stroke in the order of writing, y pointing down.
    label : int
        The digit, 0 to 9.
    writer : int
        Who wrote it.
    sample : int
        The file's own number for it.
    """

    strokes: tuple[NDArray[np.float64], ...]
    label: int
    writer: int
    sample: int


@dataclass
class _Reader:
    """What has been read so far, and the rules for what may come next."""

    source: str
    box: float
    samples: list[Sample] = field(default_factory=list)
    line: int = 0
    head: tuple[int, int, int] | None = None  # label, writer, sample
    strokes: list[NDArray[np.float64]] = field(default_factory=list)
    points: list[tuple[float, float]] | None = None  # of the stroke that the pen is drawing

    def read(self, words: list[str]) -> None:
        """Take the words of one line that is not empty."""
        match words:
            case [".PEN_DOWN"] if self.head and self.points is None:
                self.points = []
            case [".PEN_UP"] if self.points:
                points = np.array(self.points)
                points[:, 1] = self.box - points[:, 1]  # up becomes down
                self.strokes.append(points)
                self.points = None
            case [".COMMENT", *numbers] if self.points is None:
                self.finish()
                self.read_head(numbers)
            case [keyword, *_] if keyword in IGNORED and self.points is None:
                pass
            case [x, y] if self.points is not None and not x.startswith("."):
                self.points.append((self.parse_coordinate(x), self.parse_coordinate(y)))
            case _:
                raise self.error(self.expected(), words)

    def finish(self) -> None:
        """Keep the digit that has just ended, if there is one."""
        if self.points is not None or (self.head and not self.strokes):
            raise self.error(self.expected(), ["the end of the digit"])
        if self.head:
            self.samples.append(Sample(tuple(self.strokes), *self.head))
        self.head, self.strokes = None, []

    def expected(self) -> str:
        """Say what may stand on the next line."""
        if self.points:
            return "two numbers or .PEN_UP"
        if self.points is not None:
            return "two numbers"
        return ".PEN_DOWN or the next digit" if self.head else ".COMMENT with digit, writer, sample"

    def read_head(self, numbers: list[str]) -> None:
        """Take label, writer and sample of the digit that begins."""
        if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
            raise self.error("digit, writer and sample after .COMMENT", numbers)
        label, writer, sample = map(int, numbers)
        self.head = label, writer, sample
        if label > 9:
            raise self.error("a digit from 0 to 9 after .COMMENT", numbers)

    def parse_coordinate(self, word: str) -> float:
        """Return a coordinate inside the box."""
        try:
            value = float(word)
        except ValueError:
            raise self.error(self.expected(), [word]) from None
        if not 0 <= value <= self.box:  # also catches what is not finite
            raise self.error(f"a coordinate from 0 to {self.box:g}", [word])
        return value

    def error(self, expected: str, got: list[str]) -> DatasetError:
        """Return the error for the current line."""
        writer = f", writer {self.head[1]}" if self.head else ""
        found = " ".join(got)[:40]
        return DatasetError(
            f"{self.source}, line {self.line}{writer}: expected {expected}, got {found!r}"
        )


def parse(content: bytes, source: str, box: float) -> list[Sample]:
    """Return every digit of a UNIPEN file in its order.

    Parameters
    ----------
    content : bytes
        The file.
    source : str
        Its path or address, which an error names.
    box : float
        Side of the tablet's box: a point's y becomes ``box - y``.

    Raises
    ------
    DatasetError
        If a line is not what may stand there; the message gives the line and, once one is known,
        the writer.
    """
    reader = _Reader(source, box)
    for number, line in enumerate(content.splitlines(), 1):
        reader.line = number
        if words := line.decode("ascii", "backslashreplace").split():
            reader.read(words)
    reader.finish()
    return reader.samples

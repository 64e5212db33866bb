"""Digits of one hand, to compose numbers of."""

from model.data.synthesis.writer_styles import WriterStyle
from tests.support import handwriting

STYLES = [[WriterStyle("a", {d: [handwriting.digit(d, 80)] for d in range(10)})]]
"""One data set with one writer style."""

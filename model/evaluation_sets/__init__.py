"""The drawings that models are judged by: named sets, each the same on every machine.

    mnist             28 x 28 pixels as they are
    pen_4 .. pen_22   pen strokes of unseen writers, 200 px on a canvas of 280, by width of the pen
    corner_4 .. _22   the same at a quarter of the size in a corner, the pen a quarter as wide too
    mouse             the same as thin lines of 2 px on a picture of 1050 x 800
    scan              MNIST as bilevel scans with ragged edges and specks

`sets` says what each set is, `sources` which digits of a data set are unseen, `drawings` puts a
whole set before a network, and `picture` draws one digit of a set again. `folder` and `archive`
read sets of the user's own.
"""

from model.evaluation_sets.drawings import Drawings, load
from model.evaluation_sets.sets import SETS, EvaluationSet, find, picture
from model.evaluation_sets.sources import HeldOut, Part, SourceName

__all__ = [
    "SETS",
    "Drawings",
    "EvaluationSet",
    "HeldOut",
    "Part",
    "SourceName",
    "find",
    "load",
    "picture",
]

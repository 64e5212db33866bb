"""The drawings that models are judged by: named sets, each the same on every machine.

    mnist             28 x 28 pixels as they are
    pen_4 .. pen_22   pen strokes of unseen writers, 200 px on a canvas of 280, by width of the pen
    corner_4 .. _22   the same at a quarter of the size in a corner, the pen a quarter as wide too
    mouse             the same as thin lines of 2 px on a picture of 1050 x 800
    photo             strokes of unseen writers on grey paper, photographed
    photo_ruled       the same on ruled or squared paper
    scan              MNIST as bilevel scans with ragged edges and specks

Other sets are of what is no digit, see `no_digits`.

`sets` says what each set is, `sources` which digits of a data set are unseen, `drawings` puts a
whole set before a network, and `picture` draws one digit of a set again. `folder` and `archive`
read sets of the user's own.
"""

from model.evaluation.sets.catalog import SETS, EvaluationSet, find, picture
from model.evaluation.sets.held_out import HeldOut, Part, SourceName
from model.evaluation.sets.loader import Drawings, load
from model.evaluation.sets.non_digits import NO_DIGITS, NoDigitSet

__all__ = [
    "NO_DIGITS",
    "SETS",
    "Drawings",
    "EvaluationSet",
    "HeldOut",
    "NoDigitSet",
    "Part",
    "SourceName",
    "find",
    "load",
    "picture",
]

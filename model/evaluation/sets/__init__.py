"""Sets of drawings that models are evaluated on, each the same on every machine.

    mnist             MNIST images of 28 x 28 pixels, unmodified
    pen_4 .. pen_22   pen strokes of held-out writers, 200 px on a canvas of 280, by stroke width
    corner_4 .. _22   the same in a corner at a quarter of the size and stroke width
    unipen            pen strokes of held-out writers of UNIPEN, of many devices
    mouse             the pen strokes of the first sets, 2 px wide on an image of 1050 x 800
    photo             simulated photographs of strokes of held-out writers on grey paper
    photo_ruled       the same on ruled or squared paper
    scan              MNIST as bilevel scans with rough edges and specks
    webdigits         drawings on a web page, as they were sent
    fonts             printed digits of held-out fonts

`non_digits` has the sets of drawings that are not digits.

`catalog` defines the sets, `held_out` selects the digits that a model was not trained on, `loader`
renders and preprocesses a whole set, and `render_digit` renders one digit again. `image_folder` and
`npz_archive` read the user's own files.
"""

from model.evaluation.sets.catalog import DIGIT_SETS, EvaluationSet, find, render_digit
from model.evaluation.sets.held_out import HeldOut, SourceName, Split
from model.evaluation.sets.loader import Drawings, load
from model.evaluation.sets.non_digits import NON_DIGIT_SETS, NonDigitSet

__all__ = [
    "DIGIT_SETS",
    "NON_DIGIT_SETS",
    "Drawings",
    "EvaluationSet",
    "HeldOut",
    "NonDigitSet",
    "SourceName",
    "Split",
    "find",
    "load",
    "render_digit",
]

"""The parameters of /explain and /explain/check."""

from app.explanation.check_entry import EPSILON
from app.http import array_encoding
from app.parsing.explain_request import LABEL
from app.parsing.parameters import Parameter, choice, integer, number, text
from model.explanation.common_mistakes import MISTAKES

MAX_STEPS = 100

TRUE_DIGIT = integer(
    LABEL,
    0,
    9,
    "The true digit. Without it there is no loss, and only the forward pass is explained.",
)
TRUE_DIGIT_NEEDED = integer(LABEL, 0, 9, "The true digit.", required=True)

MODEL = text("model", "Name of the model to ask, one of /models; else the default.")
ARRAYS = choice(
    "arrays",
    array_encoding.FORMS,
    "How arrays are sent: nested lists, or base64 of little-endian float32, row after row.",
    "lists",
)
MISTAKE = choice(
    "mistake",
    MISTAKES,
    "A classic mistake to make on purpose: the sigmoid's derivative taken for a factor of the "
    "matrix product, or the wrong rows of the next weights kept.",
)

EXPLAIN: tuple[Parameter, ...] = (
    MODEL,
    ARRAYS,
    number("learning_rate", 0, 100, "How far one step goes.", 0.5, above=True),
    integer("steps", 0, MAX_STEPS, "How many steps of gradient descent to take on a copy.", 0),
    MISTAKE,
)
CHECK: tuple[Parameter, ...] = (
    MODEL,
    text("matrix", "The matrix of the weight: W1, W2, ...", required=True),
    integer("row", 0, None, "Its row, from 0; row 0 is the bias.", required=True),
    integer("column", 0, None, "Its column, from 0.", required=True),
    number("epsilon", 1e-8, 1e-1, "How far the weight is moved up and down.", EPSILON),
    MISTAKE,
)

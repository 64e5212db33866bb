"""Sentences about mistakes, in the names and the orientation of a convention."""

from model.explanation.conventions.code import without_bias
from model.explanation.conventions.convention import Mean
from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.names import LAYER_OFFSET
from model.explanation.submitted_code.environment import SMALL_BATCH, Environment
from model.explanation.submitted_code.mistakes import Diagnosis, Finding


def explain(finding: Finding, target: str, environment: Environment) -> str:
    """Explain a mistake and the correct line, in a sentence or two.

    Parameters
    ----------
    finding : Finding
    target : str
        The name of the gradient whose line has the mistake.
    environment : Environment
    """
    layer = finding.layer or environment.targets[target].layer
    layer = max(1, min(layer, environment.layers - 1))  # that of a slope: the last hidden one
    mean = environment.convention.mean
    sentence = _SENTENCES_BY_MEAN.get((finding.mistake, mean)) or _SENTENCES[finding.mistake]
    return sentence.format(**_words(layer, environment))


def explain_bias(target: str, environment: Environment) -> str:
    """Explain the gradient of a bias, for a result of another shape."""
    return (
        "The gradient of a bias is the error signal summed over the samples, one number for each "
        f"unit: {environment.right_line(target)}."
    )


def explain_operator(written: str, right: str) -> str | None:
    """Name the one operator that must be another; None if it is not one.

    Parameters
    ----------
    written, right : str
        The operators ``@`` and ``*`` of the line and of the corrected line, from the left.
    """
    changed = [i for i, pair in enumerate(zip(written, right, strict=False)) if len({*pair}) > 1]
    if len(written) != len(right) or len(changed) != 1:
        return None
    [i] = changed
    operator = written[i]
    position, count = written[: i + 1].count(operator), written.count(operator)
    if count > 1 and 1 < position < count:
        return f"From the left, {operator} number {position} must be {right[i]}."
    which = "The" if count == 1 else "The first" if position == 1 else "The last"
    return f"{which} {operator} must be {right[i]}."


def _words(k: int, environment: Environment) -> dict[str, object]:
    """Return names, slices and lines of the convention, for the slope of layer `k`."""
    convention, last = environment.convention, environment.layers
    following = min(k + 1, last)
    W, dW, delta = (Symbol(kind, following) for kind in ("W", "dW", "delta"))
    whole = environment.name(W)
    used = f"[{without_bias(int(convention.has_columns))}]" if convention.is_folded else ""
    back = f"{environment.name(delta)} @ {whole}{used}.T"
    if convention.has_columns:
        back = f"{whole}{used}.T @ {environment.name(delta)}"
    return {
        "k": k + LAYER_OFFSET[convention.notation],
        "H": environment.name(Symbol("H", k)),
        "z": environment.name(Symbol("z", k)),
        "W": whole,
        "used": whole + used,
        "update": f"{whole} - rate * {environment.name(dW)}",
        "row": "column" if convention.has_columns else "row",
        "Row": "Column" if convention.has_columns else "Row",
        "axis": 0 if convention.has_columns else 1,
        "P": environment.name(Symbol("P")),
        "Y": environment.name(Symbol("Y")),
        "N": environment.name(Symbol("N")),
        "delta_line": environment.right_line(environment.name(Symbol("delta", last))),
        "gradient_line": environment.right_line(environment.name(dW)),
        "back": back,
    }


_SENTENCES: dict[Diagnosis, str] = {
    "matrix-product": (
        "A matrix product stands where an elementwise product belongs, or the other way round. The "
        "sigmoid acts on each unit alone, so its derivative {H} * (1 - {H}) multiplies "
        "elementwise; a product @ with it sums over units that are separate results. Only the "
        "inputs of a layer and its weights are joined by @."
    ),
    "bias-row-kept": (
        "{Row} 0 of {W} holds the biases. Their input is the constant 1, behind which there is "
        "nothing to propagate a gradient to, so leave the {row} out: {used}, not {W}."
    ),
    "wrong-row-dropped": (
        "The biases are {row} 0 of {W}, the first {row}: {used} leaves it out. With another "
        "{row} left out, each unit gets its neighbour's gradient."
    ),
    "missing-slope": (
        "The derivative of the sigmoid is missing, or half of it: in layer {k} the error signal is "
        "multiplied by {H} * (1 - {H})."
    ),
    "slope-twice": (
        "The derivative of the sigmoid is applied twice. {H} is sigmoid({z}) already, so the "
        "derivative is {H} * (1 - {H}), once; sigmoid({H}) is the sigmoid of a sigmoid."
    ),
    "extra-output-slope": (
        "The output layer has no factor {P} * (1 - {P}): that belongs to the squared error with a "
        "sigmoid. With softmax and cross-entropy it cancels, and {P} - {Y} is left."
    ),
    "missing-mean": (
        "The division by {N} is missing: the loss is the mean over the batch, so {delta_line}. "
        "For one sample, {N} = 1, it makes no difference."
    ),
    "mean-twice": (
        "The gradient is divided by {N} twice. The mean is taken in the loss, so {N} appears once, "
        "in {delta_line}; the matrix product sums over the samples and needs no further mean. For "
        "{N} = 1 it makes no difference."
    ),
    "sign": (
        "The sign is reversed: the gradient is {P} - {Y}, not {Y} - {P}. The minus belongs to the "
        "update, {update}."
    ),
    "factor-order": (
        "The factors are transposed or in the wrong order. The index that is summed over stands in "
        "the middle: {gradient_line} sums over the samples, and {back} over the units of the next "
        "layer."
    ),
    "updated-weights": (
        "The weights were updated before the backward pass had used them. All gradients are taken "
        "at the weights of the forward pass; update after the last one."
    ),
    "softmax-axis": (
        "The softmax is taken over the wrong axis. Each {row} is a sample, and its ten "
        "probabilities sum to 1: axis={axis}."
    ),
}

_SENTENCES_BY_MEAN: dict[tuple[Diagnosis, Mean], str] = {
    ("missing-mean", "mean-at-dw"): (
        "The division by {N} is missing: the loss is the mean over the batch, and {N} divides the "
        "gradients of the weights: {gradient_line}. For one sample, {N} = 1, it makes no "
        "difference."
    ),
    ("mean-twice", "mean-at-dw"): (
        "The division by {N} is in the wrong place, or there twice. {N} appears once, in "
        "{gradient_line}; {delta_line} has none. For {N} = 1 it makes no difference."
    ),
    ("mean-twice", "mean-at-update"): (
        "The division by {N} belongs to the update: the gradients are sums over the batch, and "
        "{delta_line}. For {N} = 1 it makes no difference."
    ),
}

GROUPING = (
    "In a batch, {first} @ sums over the samples, and NumPy reads the line from the left: it sums "
    "before the factors that belong to each sample are multiplied. Put all that follows {first} @ "
    "in parentheses; for one sample it makes no difference."
)
"""Explanation of the mistake in ``A.T @ E @ W.T * S``, where `first` is A.T."""

GROUPING_OF_PRODUCT = (
    "NumPy reads the line from the left: it multiplies elementwise before {product} is computed, "
    "whose sum comes first. Put {product} in parentheses; for one sample it makes no difference."
)
"""What is wrong with ``S * W.T @ E @ A.T``, where `product` is ``W.T @ E``."""

ONE_SAMPLE_ONLY = (
    f"right for one sample only: with {SMALL_BATCH} samples the line does not give the gradient"
)

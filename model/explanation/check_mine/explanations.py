"""Sentences about mistakes, and the right line of each gradient."""

from model.explanation.check_mine.environment import SMALL_BATCH
from model.explanation.check_mine.mistakes import Diagnosis, Finding, layer_of


def right_line(target: str, layers: int) -> str:
    """Return the line that computes a gradient.

    Parameters
    ----------
    target : str
        "delta2", "dW2", ...
    layers : int
        The number of weight matrices.
    """
    k = layer_of(target)
    if target.startswith("dW"):
        return f"dW{k} = A{k - 1}.T @ delta{k}"
    if k == layers:
        return f"delta{k} = (P - Y) / N"
    return f"delta{k} = (delta{k + 1} @ W{k + 1}[1:].T) * H{k} * (1 - H{k})"


def explain(finding: Finding, target: str, layers: int) -> str:
    """Return what a mistake is, and why the right line is right, in a sentence or two."""
    layer = finding.layer or layer_of(target)
    layer = max(1, min(layer, layers - 1))  # that of a slope: the last hidden one at most
    return _SENTENCES[finding.mistake].format(k=layer, next=layer + 1, last=layers)


_SENTENCES: dict[Diagnosis, str] = {
    "matrix-product": (
        "A matrix product stands where an elementwise product belongs, or the other way round. The "
        "sigmoid acts on each unit alone, so its derivative H{k} * (1 - H{k}) multiplies "
        "elementwise; a product @ with it sums over units that are separate results. Only A and W "
        "are joined by @."
    ),
    "bias-row-kept": (
        "Row 0 of W{next} holds the biases. Their input is the constant 1, behind which there is "
        "nothing to propagate a gradient to, so leave the row out: W{next}[1:], not W{next}."
    ),
    "wrong-row-dropped": (
        "The biases are row 0 of W{next}, the first row: W{next}[1:] leaves it out. With another "
        "row left out, each unit gets its neighbour's gradient."
    ),
    "missing-slope": (
        "The derivative of the sigmoid is missing, or half of it: in layer {k} the error signal is "
        "multiplied by H{k} * (1 - H{k})."
    ),
    "slope-twice": (
        "The derivative of the sigmoid is applied twice. H{k} is sigmoid(z{k}) already, so the "
        "derivative is H{k} * (1 - H{k}), once; sigmoid(H{k}) is the sigmoid of a sigmoid."
    ),
    "extra-output-slope": (
        "The output layer has no factor P * (1 - P): that belongs to the squared error with a "
        "sigmoid. With softmax and cross-entropy it cancels, and P - Y is left."
    ),
    "missing-mean": (
        "The division by N is missing: the loss is the mean over the batch, so delta{last} = "
        "(P - Y) / N. For one sample, N = 1, it makes no difference."
    ),
    "mean-twice": (
        "The gradient is divided by N twice. The mean is taken in the loss, so N appears once, in "
        "delta{last} = (P - Y) / N; the product with A.T sums over the samples and needs no "
        "further mean. For N = 1 it makes no difference."
    ),
    "sign": (
        "The sign is reversed: the gradient is P - Y, not Y - P. The minus belongs to the update, "
        "W - rate * dW."
    ),
    "factor-order": (
        "The factors are transposed or in the wrong order. The index that is summed over stands in "
        "the middle: dW = A.T @ delta sums over the samples, and delta @ W[1:].T over the units of "
        "the next layer."
    ),
    "updated-weights": (
        "The weights were updated before the backward pass had used them. All gradients are taken "
        "at the weights of the forward pass; update after the last one."
    ),
    "softmax-axis": (
        "The softmax is taken over the wrong axis. Each row is a sample, and its ten probabilities "
        "sum to 1: axis=1."
    ),
}

ONE_SAMPLE_ONLY = (
    f"right for one sample only: with {SMALL_BATCH} samples the line does not give the gradient"
)

"""Sentences about mistakes, and the right line of each gradient."""

from model.explanation.check_mine.mistakes import Diagnosis, Finding, layer_of
from model.explanation.check_mine.world import SMALL_BATCH


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
        "A matrix product and an elementwise product are exchanged. The sigmoid acts on each unit "
        "alone, so its slope H{k} * (1 - H{k}) multiplies elementwise: a product @ with it adds up "
        "units that are separate results. Only W and A are joined by @."
    ),
    "bias-row-kept": (
        "Row 0 of W{next} is the bias. Nothing lies before the constant one that it multiplies, so "
        "it takes no part in the way back: W{next}[1:], not W{next}."
    ),
    "wrong-row-dropped": (
        "The bias is row 0 of W{next}, the first: drop it with W{next}[1:]. With another row "
        "dropped each unit gets the gradient of its neighbour."
    ),
    "missing-slope": (
        "The slope of the sigmoid is missing, or half of it: on its way through layer {k} the "
        "error signal is multiplied by H{k} * (1 - H{k})."
    ),
    "slope-twice": (
        "The slope of the sigmoid is taken twice. H{k} is the sigmoid of z{k} already, so its "
        "slope is H{k} * (1 - H{k}), once; sigmoid(H{k}) would be the sigmoid of a sigmoid."
    ),
    "extra-output-slope": (
        "The output has no slope P * (1 - P) of its own: that belongs to the squared error. With "
        "softmax and cross-entropy it cancels, and P - Y is left."
    ),
    "missing-mean": (
        "The division by N is missing: the loss is the mean over the batch, so delta{last} = "
        "(P - Y) / N. For one sample, N = 1, it makes no difference."
    ),
    "mean-twice": (
        "The division by N is made twice: it belongs to the loss, once, in delta{last} = (P - Y) / "
        "N. The product with A.T adds up the samples, and needs no mean. For N = 1 it makes no "
        "difference."
    ),
    "sign": (
        "The sign is turned: the gradient points uphill, P - Y and not Y - P. The minus comes with "
        "the update, W - rate * dW."
    ),
    "factor-order": (
        "Factors are in the other order, or transposed. An index that is summed stands in the "
        "middle: dW = A.T @ delta sums over the samples, and delta @ W[1:].T over the units of the "
        "next layer."
    ),
    "updated-weights": (
        "The weights were updated before they were used on the way back. All gradients are taken "
        "at the same weights, those of the forward pass; update after the last one."
    ),
    "softmax-axis": (
        "The softmax is taken over the wrong axis. Each row is a sample, and its ten probabilities "
        "sum to 1: axis=1."
    ),
}

ONE_SAMPLE_ONLY = (
    f"Right for one sample, and for one only: with {SMALL_BATCH} of them the same line does not "
    "give the gradient"
)

"""Conventions in which backpropagation is written, with those of three well-known sources.

Nielsen, "Neural Networks and Deep Learning", chapters 2 and 3; Ng, "Neural Networks and Deep
Learning" (deeplearning.ai), weeks 3 and 4; Karpathy et al., "CS231n: Convolutional Neural Networks
for Visual Recognition", notes on backpropagation and the case study of a minimal network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

Samples = Literal["rows", "columns"]
"""Samples are rows and z = X W, or columns and z = W X."""

Bias = Literal["bias-folded", "bias-apart"]
"""The bias is row 0 of W (column 0 if samples are columns), or an array b of its own."""

Mean = Literal["mean-at-loss", "mean-at-delta", "mean-at-dw", "mean-at-update"]
"""Where 1/N is written: in the loss, which the first delta inherits; at that delta; at the
gradient of the weights; or in the update, so that gradients are sums over the batch."""

Notation = Literal["inkling", "nielsen", "ng", "cs231n"]

NOTATIONS: tuple[Notation, ...] = get_args(Notation)


@dataclass(frozen=True)
class Convention:
    """A convention; as text, its notation and the differences, such as "ng,rows".

    Attributes
    ----------
    samples, bias, mean, notation : str
    """

    samples: Samples = "rows"
    bias: Bias = "bias-folded"
    mean: Mean = "mean-at-loss"
    notation: Notation = "inkling"

    def __str__(self) -> str:
        preset = PRESETS[self.notation]
        choices = (self.samples, self.bias, self.mean)
        usual = (preset.samples, preset.bias, preset.mean)
        changes = [word for word, other in zip(choices, usual, strict=True) if word != other]
        return ",".join([self.notation, *changes])

    @property
    def has_columns(self) -> bool:
        """Whether samples are columns."""
        return self.samples == "columns"

    @property
    def is_folded(self) -> bool:
        """Whether the bias is a row or column of W."""
        return self.bias == "bias-folded"

    @property
    def sums_deltas(self) -> bool:
        """Whether delta is the gradient of the summed loss, N times that of the mean."""
        return self.mean in {"mean-at-dw", "mean-at-update"}

    @property
    def sums_gradients(self) -> bool:
        """Whether dW is the gradient of the summed loss."""
        return self.mean == "mean-at-update"


PRESETS: dict[Notation, Convention] = {
    "inkling": Convention(),
    "nielsen": Convention("columns", "bias-apart", "mean-at-update", "nielsen"),
    "ng": Convention("columns", "bias-apart", "mean-at-dw", "ng"),
    "cs231n": Convention("rows", "bias-apart", "mean-at-delta", "cs231n"),
}
INKLING = PRESETS["inkling"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "samples": get_args(Samples),
    "bias": get_args(Bias),
    "mean": get_args(Mean),
}
"""Words that may follow the notation, by the attribute that they set."""

_EXPECTED = (
    f"expected one of {', '.join(NOTATIONS)}, and after commas any of "
    f"{', '.join(word for words in CHOICES.values() for word in words)}, one of each kind"
)
PATTERN = (
    f"^({'|'.join(NOTATIONS)})"
    f"(,({'|'.join(word for words in CHOICES.values() for word in words)})){{0,{len(CHOICES)}}}$"
)
"""Pattern of a convention as text."""


def parse_convention(text: str) -> Convention:
    """Return the convention of a text such as "ng" or "ng,rows,mean-at-loss".

    Raises
    ------
    ValueError
        If a word is unknown, or two are of one kind.
    """
    notation, *words = text.split(",")
    changes: dict[str, str] = {}
    for word in words:
        kind = next((kind for kind, known in CHOICES.items() if word in known), None)
        if kind is None or kind in changes:
            raise ValueError(f"{_EXPECTED}, got {text!a:.60}")
        changes[kind] = word
    preset = next((PRESETS[name] for name in NOTATIONS if name == notation), None)
    if preset is None:
        raise ValueError(f"{_EXPECTED}, got {text!a:.60}")
    return replace(preset, **changes)  # type: ignore[arg-type]  # words of the attributes' types

"""Field types and base class of the parts of an evaluation report."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from model.network import CLASSES

JSON_DECIMALS = 6

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Loss = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]
PositiveCount = Annotated[int, Field(gt=0)]
Index = Annotated[int, Field(ge=0, lt=2**31)]
Digit = Annotated[int, Field(ge=0, lt=CLASSES)]
CellKey = Annotated[str, Field(pattern="^[0-9],[0-9]$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
PerClass = Field(min_length=CLASSES, max_length=CLASSES)
Shares = Annotated[tuple[Share, ...], PerClass]
Counts = Annotated[tuple[Count, ...], PerClass]


class ReportModel(BaseModel):
    """Base class of the models that a report is made of, immutable."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    def to_json(self) -> dict[str, Any]:
        """Return the fields that were set in values of JSON types, numbers to six decimals."""
        rounded: dict[str, Any] = _rounded(
            self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        )
        return rounded


def _rounded(value: Any) -> Any:
    """Return JSON values with every number rounded to six decimals."""
    if isinstance(value, float):
        return round(value, JSON_DECIMALS)
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return value

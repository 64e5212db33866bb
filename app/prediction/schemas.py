"""Replies of /predict, as /openapi.json describes them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.openapi.schemas import ModelReference
from app.prediction.predict import PredictionResult
from model.serialization.model_file import Model

HINT = "the drawing shows several digits; POST it to /numbers to read them as a number"


EXAMPLE: JsonDict = {
    "digit": 7,
    "confidence": 0.998,
    "probabilities": [0.0, 0.001, 0.0, 0.0, 0.0, 0.0, 0.0, 0.998, 0.0, 0.001],
    "certain": True,
    "digits_found": 1,
    "model": {"name": "seed", "version": "0123456789ab"},
}


class StageImage(BaseModel):
    """One step of preprocessing."""

    name: str
    title: str
    width: int = Field(description="of the image, in pixels")
    height: int = Field(description="of the image, in pixels")
    image: str = Field(description="PNG as a data: URL, dark ink on white paper")


class Prediction(BaseModel):
    """The prediction for one drawing."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    digit: int | None = Field(ge=0, le=9, description="null if several digits were found")
    confidence: float | None = Field(ge=0, le=1, description="probability of the digit")
    probabilities: list[float] = Field(
        min_length=10, max_length=10, description="of the digits 0 to 9; they sum to 1"
    )
    certain: bool = Field(description="whether the prediction is accepted as reliable")
    digits_found: int = Field(ge=1, description="number of digits side by side in the drawing")
    model: ModelReference
    hint: str | None = Field(None, description="with several digits: where to send the drawing")
    input: list[float] | None = Field(
        None, description="with include=input: the 784 numbers of the network's input"
    )
    stages: list[StageImage] | None = Field(
        None, description="with include=stages: each step of preprocessing; none for pixels"
    )


class Predictions(BaseModel):
    """One prediction for each instance, in their order."""

    predictions: list[Prediction]


def to_document(
    model: Model, result: PredictionResult, included: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return a result as `Prediction` describes it.

    Parameters
    ----------
    model : Model
    result : PredictionResult
    included : frozenset of {"input", "stages"}
        Optional fields to include.
    """
    document: dict[str, Any] = {
        "digit": result.digit,
        "confidence": result.confidence,
        "probabilities": result.probabilities,
        "certain": result.certain,
        "digits_found": result.digits_found,
        "model": {"name": model.name, "version": model.version},
    }
    if result.digits_found > 1:
        document["hint"] = HINT
    if "input" in included:
        document["input"] = result.vector.tolist()
    if "stages" in included:
        document["stages"] = [
            {"name": s.name, "title": s.title, "width": s.width, "height": s.height, "image": s.url}
            for s in result.stages
        ]
    return document

"""A labelled drawing and the answer of a model to it, as one correction."""

from app.corrections.record import NewCorrection, SentDrawing
from app.parsing.correction_request import CorrectionRequest
from app.prediction.predict import predict
from model.serialization.model_file import Model


def label_prediction(model: Model, correction: CorrectionRequest) -> NewCorrection:
    """Return the correction of a model's answer to a drawing.

    Raises
    ------
    app.http.problems.Problem
        If the drawing is blank or damaged.
    """
    [result] = predict(model, [correction.drawing])
    return NewCorrection(
        drawing=SentDrawing(
            correction.form, correction.content, result.vector.astype("<f4").tobytes()
        ),
        label=correction.label,
        note=correction.note,
        model=model.name,
        version=model.version,
        answer=result.digit,
        confidence=result.confidence,
    )

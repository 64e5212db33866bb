"""Parts of a report about the constructed scenes, with small pictures of some of them."""

from pydantic import Base64Bytes, Field

from model.evaluation.report_fields import Count, Digit, Name, PositiveCount, ReportModel


class SceneAnswer(ReportModel):
    """Answer to a picture of a scene."""

    digit: Digit | None = Field(description="null for a blank picture, or several digits")
    certain: bool


class SceneExample(ReportModel):
    """A picture of a scene with a model's prediction."""

    label: Digit | None = Field(description="null if the picture shows no digit")
    as_drawn: SceneAnswer = Field(description="without the choice of the ink")
    answer: SceneAnswer
    picture: Base64Bytes = Field(description="WebP in base64, at most 128 px wide and high")


class SceneCounts(ReportModel):
    """Numbers of answers; one that is wrong and certain is in `certain_errors` alone."""

    correct: Count = Field(
        description="correct answers, certain or not; without a digit, pictures called blank"
    )
    certain_errors: Count = Field(description="answers that are certain but wrong")
    uncertain: Count = Field(description="answers that are not certain, or blank")


class SceneResult(SceneCounts):
    """Answers to the pictures of one scene."""

    name: Name
    title: str
    has_digit: bool
    count: PositiveCount
    as_drawn: SceneCounts = Field(description="the same without the choice of the ink")
    examples: tuple[SceneExample, ...] = ()

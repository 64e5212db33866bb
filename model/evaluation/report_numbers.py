"""Parts of a report about whole numbers, with small pictures of some mistakes."""

from typing import Annotated

from pydantic import Base64Bytes, Field

from model.evaluation.report_fields import Count, Name, PositiveCount, ReportModel, Share
from model.evaluation.wilson import wilson_interval
from model.reliability import Bin

Text = Annotated[str, Field(pattern="^[0-9 ]*$", max_length=80)]


class NumberMistake(ReportModel):
    """A number that was read as another."""

    written: Text
    read: Text = Field(description="numbers beside one another are separated by a space")
    confidence: Share = Field(description="of the reading; 0 if there are several numbers or none")
    certain: bool
    source: Name = Field(description="data set of its digits")
    picture: Base64Bytes = Field(description="WebP in base64, at most 192 px wide and 64 px high")


class NumberCounts(ReportModel):
    """Answers to numbers; `certain_errors` are among those that are not correct."""

    count: PositiveCount
    correct: Count = Field(description="numbers of which all digits are right and none is missing")
    certain_errors: Count = Field(description="answers that are certain but wrong")
    uncertain: Count = Field(description="answers that are not certain")

    @property
    def accuracy(self) -> float:
        """The share of correct answers."""
        return self.correct / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return wilson_interval(self.accuracy, self.count)


class WriterNumbers(NumberCounts):
    """Numbers by the hand of one writer."""

    name: str = Field(max_length=40, description="data set, and a number for the writer")


class NumbersResult(NumberCounts):
    """Answers to one set of numbers."""

    name: Name
    title: str
    description: str
    right_length: Count = Field(description="answers with as many digits as were written")
    ece: Share = Field(description="expected calibration error of the confidence")
    calibration: tuple[Bin, ...] = ()
    sources: dict[str, NumberCounts] = Field({}, description="by data set")
    writers: tuple[WriterNumbers, ...] = Field(
        (), description="by writer, of data sets that name them; the most errors first"
    )
    mistakes: tuple[NumberMistake, ...] = Field(
        (), description="the most confident first, perhaps not all"
    )

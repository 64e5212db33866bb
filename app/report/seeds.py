"""What runs of the same recipe with other seeds reached: ``<model>/*.json`` beside the reports."""

from collections import defaultdict
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.report.schema import ReportError, Share
from model.evaluation.seed_spread import Spread, spread


class _SeedSet(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    part: Literal["test", "validation"]
    accuracy: Share


class _SeedReport(BaseModel):
    model_config = ConfigDict(frozen=True)

    sets: tuple[_SeedSet, ...] = Field(min_length=1)


def read_spreads(folder: Path, name: str) -> dict[str, Spread]:
    """Return how far the accuracy on each set spreads over the seeds, by the set's key.

    Sets that fewer than two runs were judged on are left out.

    Raises
    ------
    ReportError
        If one of the files cannot be read or is no report.
    """
    found: defaultdict[str, list[float]] = defaultdict(list)
    for path in sorted((folder / name).glob("*.json")):
        try:
            report = _SeedReport.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            place = f"{name}/{path.name}"
            raise ReportError(f"{place}: expected the report of another seed, got none") from error
        for each in report.sets:
            found[f"{each.name}-{each.part}"].append(each.accuracy)
    spreads = {key: spread(scores) for key, scores in found.items()}
    return {key: each for key, each in spreads.items() if each is not None}

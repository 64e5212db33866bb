"""Model card of the bundled models, generated from their metadata and evaluation reports.

Every figure comes from a file. The text is in the template ``model_card.md`` beside this module,
with a placeholder for each part that is generated here.
"""

import shlex
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from string import Template
from typing import Any

from model.evaluation.hard_examples import HARD_EXAMPLES
from model.evaluation.report import FOLDER
from model.evaluation.report_schema import RejectionResult, Report, read_report
from model.evaluation.seed_spread import seed_spread
from model.evaluation.sets import DIGIT_SETS, NON_DIGIT_SETS
from model.preprocessing.pipeline import preprocess
from model.serialization import atomic_write, model_file
from model.serialization.model_file import BUNDLED, Model
from model.training.recipe import FORMER_SOURCES, SOURCES

PATH = Path("docs/model-card.md")
IMAGES = "images/hard"
"""Folder of the hand-made drawings, relative to the card."""

MAX_CONFUSIONS = 6

_TEMPLATE = Path(__file__).with_suffix(".md")


class ModelCardError(ValueError):
    """A model has no report, or one about other weights."""


def write(path: Path = PATH, models: Path = BUNDLED, reports: Path = FOLDER) -> None:
    """Write the card to `path`, and its drawings beside it.

    Raises
    ------
    ModelCardError
        If a model in the folder `models` has no report in `reports`, or an old one.
    """
    text = render(models, reports)
    for example in HARD_EXAMPLES:
        atomic_write.write(path.parent / IMAGES / f"{example.name}.svg", example.svg().encode())
    atomic_write.write(path, text.encode())


def render(models: Path = BUNDLED, reports: Path = FOLDER) -> str:
    """Return the card in Markdown; the same files give the same text."""
    loaded = [model_file.load(path) for path in model_file.list_models(models).values()]
    report_of = {model.name: _report(model, reports / f"{model.name}.json") for model in loaded}
    seed_reports = {
        model.name: [read_report(path) for path in sorted((reports / model.name).glob("*.json"))]
        for model in loaded
    }
    names = [model.name for model in loaded]
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        models=_models(loaded),
        hashes=_hashes(loaded),
        recipes="\n".join(_recipe(model) for model in loaded),
        scores="\n".join(_scores(name, report_of[name], seed_reports[name]) for name in names),
        digit_sets=_digit_sets(),
        rejection="\n".join(_rejection(name, report_of[name]) for name in names),
        non_digit_sets=_non_digit_sets(),
        writers="\n".join(_writers(name, report_of[name]) for name in names),
        confusions="\n".join(_confusions(name, report_of[name]) for name in names),
        examples=_examples(loaded),
    )


def _report(model: Model, path: Path) -> Report:
    command = f"inkling evaluate --report --model {model.name} --output {shlex.quote(str(path))}"
    if not path.is_file():
        raise ModelCardError(f"{path}: expected the report of {model.name}; write it by {command}")
    report = read_report(path)
    if report.model.version != model.version:
        raise ModelCardError(
            f"{path}: expected a report about version {model.version}, got one about "
            f"{report.model.version}; write it again by {command}"
        )
    return report


def _models(models: Sequence[Model]) -> str:
    rows = []
    for model in models:
        sizes = "-".join(map(str, model.sizes))
        parameters, date = f"{model.parameters:,}", str(model.metadata.get("date", "unknown"))
        rows.append([f"`{model.name}`", sizes, parameters, f"`{model.version}`", date])
    return _table(["model", "units", "parameters", "version", "trained"], rows)


def _hashes(models: Sequence[Model]) -> str:
    hashes: dict[str, str] = {}
    for model in models:
        hashes |= model.metadata.get("data", {})
    return _table(["file", "SHA-256"], [[f"`{k}`", f"`{v}`"] for k, v in sorted(hashes.items())])


def _recipe(model: Model) -> str:
    recipe = model.metadata.get("recipe", {})
    flat: dict[str, Any] = {}
    for name, value in recipe.items():
        members = value.items() if isinstance(value, dict) else ()
        flat |= {f"{name}.{k}": v for k, v in members} if members else {name: value}
    rows = [
        [_setting(name), f"`{value}`"]
        for name, value in sorted(flat.items())
        if value not in ("", {})
    ]
    calibration = model.metadata.get("calibration", {})
    rows += [[f"fitted {name}", f"`{value:.4g}`"] for name, value in sorted(calibration.items())]
    return f"### `{model.name}`\n\n{_table(['setting', 'value'], rows)}"


def _setting(name: str) -> str:
    """Return the name of a recipe's setting, with the title of a training source."""
    group, _, source = name.partition(".")
    if group != "sources":
        return name
    return f"{name} ({SOURCES[FORMER_SOURCES.get(source, source)]})"


def _scores(name: str, report: Report, seed_reports: Sequence[Report]) -> str:
    rows = []
    for result in report.sets:
        same_set = [seed_report.find(result.key) for seed_report in seed_reports]
        spread = seed_spread([scores.accuracy for scores in same_set if scores])
        rows.append(
            [
                result.title,
                result.part,
                f"{result.count:,}",
                _percent(result.accuracy),
                f"{100 * spread.mean:.2f} ± {100 * spread.deviation:.2f} %" if spread else "",
                f"{result.loss:.4f}",
                _percent(result.ece),
                "" if result.certain is None else _percent(result.certain),
            ]
        )
    headings = ["set", "part", "drawings", "accuracy", "over seeds", "loss", "ECE", "certain"]
    seeds = sorted({str(seed_report.model.seed) for seed_report in seed_reports})
    note = f"Over seeds: mean and standard deviation over the seeds {', '.join(seeds)}.\n"
    return f"### `{name}`\n\n{_table(headings, rows)}" + (f"\n{note}" if len(seeds) > 1 else "")


def _digit_sets() -> str:
    """Return a list of the sets of digits: title, name, origin and description."""
    data_sets = {"mnist": "MNIST", "pendigits": "pen strokes"}
    return "".join(
        f"- **{dataset.title}** (`{dataset.name}`, {data_sets[dataset.data_set]}): "
        f"{dataset.description}\n"
        for dataset in DIGIT_SETS.values()
    )


def _non_digit_sets() -> str:
    """Return a list of the sets of non-digits: title, name, size and description."""
    return "".join(
        f"- **{dataset.title}** (`{dataset.name}`, {dataset.count}): {dataset.description}\n"
        for dataset in NON_DIGIT_SETS.values()
    )


def _rejection(name: str, report: Report) -> str:
    """Return a row for each set of non-digits, and one for the digits that are rejected most."""
    rows = [
        [
            result.title,
            f"{result.count:,}",
            _percent(result.uncertain),
            _accepted_letters(result),
        ]
        for result in report.no_digits
    ]
    candidates = [(result.certain, result) for result in report.sets if result.certain is not None]
    if candidates:
        certain, worst = min(candidates, key=lambda pair: pair[0])
        title = f"digits, highest rate: {worst.title}, {worst.part}"
        rows.append([title, f"{worst.count:,}", _percent(1 - certain), ""])
    headings = ["set", "drawings", "uncertain", "letters mostly accepted"]
    return f"### `{name}`\n\n{_table(headings, rows)}"


def _accepted_letters(result: RejectionResult) -> str:
    """Return the letters more than half of whose drawings are accepted as a digit."""
    return ", ".join(letter for letter, count in result.kinds.items() if count.uncertain < 0.5)


def _writers(name: str, report: Report) -> str:
    """Return a row for each writer: the mean accuracy over the sets, and the lowest of a set."""
    writers_of = [
        (result, result.groups["writer"]) for result in report.sets if "writer" in result.groups
    ]
    names = sorted({writer for _, writers in writers_of for writer in writers}, key=int)
    rows = []
    for writer in names:
        accuracies = {
            result.title: writers[writer].accuracy
            for result, writers in writers_of
            if writer in writers
        }
        lowest = min(accuracies, key=lambda title: accuracies[title])
        worst_set = f"{_percent(accuracies[lowest])} ({lowest})"
        rows.append([writer, _percent(mean(accuracies.values())), worst_set])
    headings = ["writer", "mean accuracy over the sets", "lowest accuracy"]
    return f"### `{name}`\n\n{_table(headings, rows)}"


def _confusions(name: str, report: Report) -> str:
    """Return a row for each of the most frequent confusions, in the set where it is worst."""
    confusions = [
        (count / sum(row), label, answer, result.title, count, sum(row))
        for result in report.sets
        for label, row in enumerate(result.confusion)
        for answer, count in enumerate(row)
        if count and label != answer
    ]
    confusions.sort(key=lambda item: (-item[0], *item[1:4]))
    worst: dict[tuple[int, int], list[str]] = {}
    for share, label, answer, title, count, total in confusions:
        row = [f"{label} as {answer}", f"{count} of {total} ({_percent(share)})", title]
        worst.setdefault((label, answer), row)
    rows = list(worst.values())[:MAX_CONFUSIONS]
    return f"### `{name}`\n\n{_table(['confusion', 'highest frequency', 'set'], rows)}"


def _examples(models: Sequence[Model]) -> str:
    rows = []
    for example in HARD_EXAMPLES:
        X = preprocess(example.image()).vector[None]  # (1, 784)
        answers = []
        for model in models:
            p = model.predict(X)[0]
            answers.append(f"{p.argmax()} ({100 * p.max():.0f} %)")
        image = f"![{example.title}]({IMAGES}/{example.name}.svg)"
        rows.append([image, example.title, str(example.label), *answers])
    headings = ["drawing", "description", "label", *(f"`{model.name}`" for model in models)]
    return _table(headings, rows)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""Model card of the bundled models, generated from their metadata and evaluation reports.

Every figure comes from a file. The text is in the template ``model_card.md`` beside this module,
with a placeholder for each part that is generated here.
"""

import shlex
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from model.evaluation import report_tables, unseen_groups
from model.evaluation.answers import answer_image
from model.evaluation.hard_examples import HARD_EXAMPLES
from model.evaluation.report import FOLDER
from model.evaluation.report_schema import Report, read_report
from model.evaluation.report_tables import markdown_table
from model.evaluation.sets import DIGIT_SETS, NON_DIGIT_SETS
from model.serialization import atomic_write, model_file
from model.serialization.model_file import BUNDLED, Model
from model.training.sources import source_title

PATH = Path("docs/model-card.md")
IMAGES = "images/hard"
"""Folder of the hand-made drawings, relative to the card."""

CALIBRATION_TERMS = {"evidence": "rejection threshold"}
"""Terms for the fields of a model's calibration, where their names are others."""

_TEMPLATE = Path(__file__).with_suffix(".md")

_QUICK = (
    "These networks were trained with a tenth of the epochs of the recipe and without its\n"
    "teacher, so the final one is probably better."
)


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
        scores="\n".join(
            report_tables.scores(name, report_of[name], seed_reports[name]) for name in names
        ),
        digit_sets=_digit_sets(),
        unseen=_unseen(names),
        rejection="\n".join(report_tables.rejection(name, report_of[name]) for name in names),
        non_digit_sets=_non_digit_sets(),
        risk_coverage=report_tables.risk_coverage(report_of),
        scenes="\n".join(report_tables.scenes(name, report_of[name]) for name in names),
        writers="\n".join(report_tables.writers(name, report_of[name]) for name in names),
        confusions="\n".join(report_tables.confusions(name, report_of[name]) for name in names),
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
    return markdown_table(["model", "units", "parameters", "version", "trained"], rows)


def _unseen(names: Sequence[str]) -> str:
    """Return the section about groups left out, with a table for each recipe, or nothing."""
    results = unseen_groups.read()
    sections = []
    for name in names:
        if name in results:
            summary = unseen_groups.summarize(results[name])
            note = f"{_QUICK}\n\n" if summary.is_quick else ""
            sections.append(f"### `{name}`\n\n{note}{report_tables.unseen_groups(summary)}")
    if not sections:
        return ""
    introduction = _TEMPLATE.with_name("model_card_unseen.md").read_text(encoding="utf-8")
    return introduction + "\n".join(sections) + "\n"


def _hashes(models: Sequence[Model]) -> str:
    hashes: dict[str, str] = {}
    for model in models:
        hashes |= model.metadata.get("data", {})
    return markdown_table(
        ["file", "SHA-256"], [[f"`{k}`", f"`{v}`"] for k, v in sorted(hashes.items())]
    )


def _recipe(model: Model) -> str:
    recipe = model.metadata.get("recipe", {})
    flat: dict[str, Any] = {}
    for name, value in recipe.items():
        members = value.items() if isinstance(value, dict) else ()
        flat |= {f"{name}.{k}": v for k, v in members} if members else {name: value}
    rows = [
        [_setting(name), f"`{value}`"]
        for name, value in sorted(flat.items())
        if value not in ("", {}, [])
    ]
    calibration = model.metadata.get("calibration", {})
    rows += [
        [f"fitted {CALIBRATION_TERMS.get(name, name)}", f"`{value:.4g}`"]
        for name, value in sorted(calibration.items())
    ]
    return f"### `{model.name}`\n\n{markdown_table(['setting', 'value'], rows)}"


def _setting(name: str) -> str:
    """Return the name of a recipe's setting, with the title of a training source."""
    group, _, source = name.partition(".")
    if group != "sources":
        return name
    return f"{name} ({source_title(source)})"


def _digit_sets() -> str:
    """Return a list of the sets of digits: title, name, origin and description."""
    data_sets = {
        "mnist": "MNIST",
        "pendigits": "pen strokes",
        "unipen": "UNIPEN",
        "webdigits": "web drawings",
        "fonts": "fonts",
    }
    return "".join(
        f"- **{evaluation_set.title}** (`{evaluation_set.name}`, "
        f"{data_sets[evaluation_set.dataset]}): {evaluation_set.description}\n"
        for evaluation_set in DIGIT_SETS.values()
    )


def _non_digit_sets() -> str:
    """Return a list of the sets of non-digits: title, name, size and description."""
    return "".join(
        f"- **{non_digit_set.title}** (`{non_digit_set.name}`, {non_digit_set.count}): "
        f"{non_digit_set.description}\n"
        for non_digit_set in NON_DIGIT_SETS.values()
    )


def _examples(models: Sequence[Model]) -> str:
    rows = []
    for example in HARD_EXAMPLES:
        answers = []
        for model in models:
            answer = answer_image(model, example.image())
            answers.append(f"{answer.digit} ({100 * answer.confidence:.0f} %)")
        image = f"![{example.title}]({IMAGES}/{example.name}.svg)"
        rows.append([image, example.title, str(example.label), *answers])
    headings = ["drawing", "description", "label", *(f"`{model.name}`" for model in models)]
    return markdown_table(headings, rows)

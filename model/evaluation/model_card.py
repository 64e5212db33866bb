"""The model card: a page about the models that ship, written from their metadata and reports.

Every figure in it comes from a file. The prose stands in ``model_card.md`` beside this module, with
a place for each part that is generated here.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from string import Template
from typing import Any

from model.evaluation import set_descriptions
from model.evaluation.hard_examples import HARD_DRAWINGS
from model.evaluation.report import FOLDER
from model.evaluation.seed_spread import spread
from model.preprocessing.pipeline import preprocess
from model.serialization import atomic_write, model_file
from model.serialization.model_file import BUNDLED, Model

PATH = Path("docs/model-card.md")
PICTURES = "images/hard"
"""Where the drawings of our own making go, seen from the card."""

CONFUSIONS_SHOWN = 6

_PROSE = Path(__file__).with_suffix(".md")

Json = dict[str, Any]


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
    for drawing in HARD_DRAWINGS:
        atomic_write.write(path.parent / PICTURES / f"{drawing.name}.svg", drawing.svg().encode())
    atomic_write.write(path, text.encode())


def render(models: Path = BUNDLED, reports: Path = FOLDER) -> str:
    """Return the card; the same files give the same text."""
    every = [model_file.load(path) for path in model_file.list_models(models).values()]
    read = {model.name: _report(model, reports / f"{model.name}.json") for model in every}
    seeds = {
        model.name: [_read(path) for path in sorted((reports / model.name).glob("*.json"))]
        for model in every
    }
    return Template(_PROSE.read_text(encoding="utf-8")).substitute(
        models=_models(every),
        hashes=_hashes(every),
        recipes="\n".join(_recipe(model) for model in every),
        scores="\n".join(_scores(m.name, read[m.name], seeds[m.name]) for m in every),
        digit_sets=set_descriptions.digits(),
        no_digits="\n".join(_no_digits(m.name, read[m.name]) for m in every),
        no_digit_sets=set_descriptions.no_digits(),
        writers="\n".join(_writers(m.name, read[m.name]) for m in every),
        confusions="\n".join(_confusions(m.name, read[m.name]) for m in every),
        drawings=_drawings(every),
    )


def _report(model: Model, path: Path) -> Json:
    command = f"inkling evaluate --report --model {model.name}"
    if not path.is_file():
        raise ModelCardError(f"{path}: expected the report of {model.name}; write it by {command}")
    report = _read(path)
    if report["model"]["version"] != model.version:
        raise ModelCardError(
            f"{path}: expected a report about version {model.version}, got one about "
            f"{report['model']['version']}; write it anew by {command}"
        )
    return report


def _read(path: Path) -> Json:
    report: Json = json.loads(path.read_text(encoding="utf-8"))
    return report


def _models(models: Sequence[Model]) -> str:
    rows = []
    for model in models:
        sizes = "-".join(map(str, model.sizes))
        parameters, date = f"{model.parameters:,}", str(model.metadata.get("date", "unknown"))
        rows.append([f"`{model.name}`", sizes, parameters, f"`{model.version}`", date])
    return _table(["model", "units", "parameters", "version", "trained"], rows)


def _hashes(models: Sequence[Model]) -> str:
    found: dict[str, str] = {}
    for model in models:
        found |= model.metadata.get("data", {})
    return _table(["file", "SHA-256"], [[f"`{k}`", f"`{v}`"] for k, v in sorted(found.items())])


def _recipe(model: Model) -> str:
    recipe = model.metadata.get("recipe", {})
    flat: Json = {}
    for name, value in recipe.items():
        members = value.items() if isinstance(value, dict) else ()
        flat |= {f"{name}.{k}": v for k, v in members} if members else {name: value}
    rows = [[name, f"`{value}`"] for name, value in sorted(flat.items()) if value not in ("", {})]
    calibration = model.metadata.get("calibration", {})
    rows += [[f"fitted {name}", f"`{value:.4g}`"] for name, value in sorted(calibration.items())]
    return f"### `{model.name}`\n\n{_table(['setting', 'value'], rows)}"


def _scores(name: str, report: Json, seeds: Sequence[Json]) -> str:
    rows = []
    for each in report["sets"]:
        others = [_same_set(seed, each) for seed in seeds]
        found = spread([other["accuracy"] for other in others if other])
        rows.append(
            [
                each["title"],
                each["part"],
                f"{each['count']:,}",
                _percent(each["accuracy"]),
                f"{100 * found.mean:.2f} ± {100 * found.deviation:.2f} %" if found else "",
                f"{each['loss']:.4f}",
                _percent(each["ece"]),
                "" if each["certain"] is None else _percent(each["certain"]),
            ]
        )
    headings = ["set", "part", "drawings", "right", "by seeds", "loss", "ECE", "certain"]
    numbers = sorted({str(seed["model"].get("seed")) for seed in seeds})
    note = f"By seeds: mean and standard deviation over the seeds {', '.join(numbers)}.\n"
    return f"### `{name}`\n\n{_table(headings, rows)}" + (f"\n{note}" if len(numbers) > 1 else "")


def _same_set(report: Json, wanted: Json) -> Json | None:
    key = (wanted["name"], wanted["part"])
    return next((s for s in report["sets"] if (s["name"], s["part"]) == key), None)


def _no_digits(name: str, report: Json) -> str:
    """Return one row a set of what is no digit, and one of the digits that are doubted most."""
    rows = [
        [each["title"], f"{each['count']:,}", _percent(each["uncertain"]), _passing(each)]
        for each in report.get("no_digits", [])
    ]
    known = [each for each in report["sets"] if each["certain"] is not None]
    if known:
        least = min(known, key=lambda each: float(each["certain"]))
        title = f"digits, at most: {least['title']}, {least['part']}"
        rows.append([title, f"{least['count']:,}", _percent(1 - least["certain"]), ""])
    return f"### `{name}`\n\n{_table(['set', 'drawings', 'uncertain', 'mostly passing'], rows)}"


def _passing(no_digits: Json) -> str:
    """Return the letters more than half of whose drawings are taken for a digit."""
    kinds = no_digits["kinds"].items()
    return ", ".join(letter for letter, kind in kinds if kind["uncertain"] < 0.5)


def _writers(name: str, report: Json) -> str:
    """Return one row a writer: the mean over all sets that know writers, and the worst of them."""
    known = [each for each in report["sets"] if each["groups"].get("writer")]
    names = sorted({w for each in known for w in each["groups"]["writer"]}, key=int)
    rows = []
    for writer in names:
        shares = {
            each["title"]: each["groups"]["writer"][writer]["accuracy"]
            for each in known
            if writer in each["groups"]["writer"]
        }
        worst = min(shares, key=lambda title: shares[title])
        rows.append(
            [writer, _percent(mean(shares.values())), f"{_percent(shares[worst])} ({worst})"]
        )
    return f"### `{name}`\n\n{_table(['writer', 'right, mean of the sets', 'worst set'], rows)}"


def _confusions(name: str, report: Json) -> str:
    found = [
        (count / sum(row), label, answer, each["title"], count, sum(row))
        for each in report["sets"]
        for label, row in enumerate(each["confusion"])
        for answer, count in enumerate(row)
        if count and label != answer
    ]
    found.sort(key=lambda item: (-item[0], *item[1:4]))
    worst: dict[tuple[int, int], list[str]] = {}
    for share, label, answer, title, count, total in found:
        row = [f"a {label} read as {answer}", f"{count} of {total} ({_percent(share)})", title]
        worst.setdefault((label, answer), row)
    rows = list(worst.values())[:CONFUSIONS_SHOWN]
    return f"### `{name}`\n\n{_table(['mistake', 'how often at worst', 'set'], rows)}"


def _drawings(models: Sequence[Model]) -> str:
    rows = []
    for drawing in HARD_DRAWINGS:
        X = preprocess(drawing.picture()).vector[None]  # (1, 784)
        answers = []
        for model in models:
            p = model.predict(X)[0]
            answers.append(f"{p.argmax()} ({100 * p.max():.0f} %)")
        picture = f"![{drawing.title}]({PICTURES}/{drawing.name}.svg)"
        rows.append([picture, drawing.title, str(drawing.label), *answers])
    return _table(["drawing", "what", "is", *(f"`{model.name}`" for model in models)], rows)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

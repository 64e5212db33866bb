"""Tables of an evaluation report in Markdown, for the model card."""

import sys
from collections.abc import Mapping, Sequence
from statistics import mean

from model.evaluation.report_schema import RejectionResult, Report, RiskCoverage
from model.evaluation.seed_spread import seed_spread
from model.evaluation.unseen_groups import SHOWN_COVERAGES, Summary

MAX_CONFUSIONS = 6

COVERAGES = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
"""Shares of accepted answers for which the risk is stated, here and on `/report`."""


def scores(name: str, report: Report, seed_reports: Sequence[Report]) -> str:
    """Return the scores on each set of digits, with their spread over training seeds."""
    rows = []
    for result in report.sets:
        same_set = [seed_report.find(result.key) for seed_report in seed_reports]
        spread = seed_spread([evaluated.accuracy for evaluated in same_set if evaluated])
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
    return f"### `{name}`\n\n{markdown_table(headings, rows)}" + (
        f"\n{note}" if len(seeds) > 1 else ""
    )


def unseen_groups(summary: Summary) -> str:
    """Return the answers about groups left out of the training, and of non-digits beside them."""
    groups = [
        [
            group.group,
            f"{group.count:,}",
            _with_interval(group.accuracy, group.interval),
            _with_interval(group.wrong_but_certain / group.count, group.wrong_but_certain_interval),
            _with_interval(group.uncertain / group.count, group.uncertain_interval),
        ]
        for group in summary.groups
    ]
    headings = ["left out", "digits", "accuracy", "wrong but certain", "uncertain"]
    accepted = [f"{100 * coverage:.0f} %" for coverage in SHOWN_COVERAGES]
    wrong = [_percent(summary.risk_at(coverage)) for coverage in SHOWN_COVERAGES]
    others = [
        [s.kind, f"{s.count:,}", f"{s.auroc:.4f}", _percent(s.false_accept_rate)]
        for s in summary.separations
    ]
    other_headings = ["non-digits", "drawings", "AUROC", "false-accept rate"]
    return "\n".join(
        (
            markdown_table(headings, groups),
            markdown_table(["accepted", *accepted], [["wrong", *wrong]]),
            markdown_table(other_headings, others),
        )
    )


def _with_interval(share: float, interval: tuple[float, float]) -> str:
    return f"{_percent(share)} ({100 * interval[0]:.2f} to {100 * interval[1]:.2f})"


def rejection(name: str, report: Report) -> str:
    """Return the rejection rate of each set of non-digits, and of the digits rejected most."""
    rows = [
        [
            result.title,
            f"{result.count:,}",
            _percent(result.uncertain),
            "" if result.auroc is None else f"{result.auroc:.4f}",
            "" if result.false_accept_rate is None else _percent(result.false_accept_rate),
            _accepted_letters(result),
        ]
        for result in report.non_digits
    ]
    candidates = [(result.certain, result) for result in report.sets if result.certain is not None]
    if candidates:
        certain, worst = min(candidates, key=lambda pair: pair[0])
        title = f"digits, highest rate: {worst.title}, {worst.part}"
        rows.append([title, f"{worst.count:,}", _percent(1 - certain), "", "", ""])
    headings = [
        *("set", "drawings", "uncertain", "AUROC", "false accepts at 95 %"),
        "letters mostly accepted",
    ]
    return f"### `{name}`\n\n{markdown_table(headings, rows)}"


def risk_coverage(reports: Mapping[str, Report]) -> str:
    """Return the risk at some coverages, with a column for each model that has a curve."""
    curves = {name: report.risk_coverage for name, report in reports.items()}
    known_curves = {name: curve for name, curve in curves.items() if curve}
    rows = []
    for coverage in COVERAGES:
        risks = [_risk_at(curve, coverage) for curve in known_curves.values()]
        rows.append([f"{100 * coverage:.0f} %", *map(_percent, risks)])
    rows.append(
        [
            "certain",
            *(
                f"{_percent(curve.certain_risk)} of {_percent(curve.certain)}"
                for curve in known_curves.values()
            ),
        ]
    )
    return markdown_table(["answers accepted", *(f"`{name}`" for name in known_curves)], rows)


def _risk_at(curve: RiskCoverage, coverage: float) -> float:
    points = zip(curve.coverage, curve.risk, strict=True)
    return min(points, key=lambda point: abs(point[0] - coverage))[1]


def scenes(name: str, report: Report) -> str:
    """Return the answers to each scene, as drawn and as served."""
    rows = [
        [
            scene.title,
            f"{scene.count:,}",
            f"{scene.as_drawn.correct} / {scene.as_drawn.certain_errors}",
            f"{scene.correct} / {scene.certain_errors}",
            f"{scene.uncertain}",
        ]
        for scene in report.scenes
    ]
    headings = ["scene", "pictures", "as drawn", "as served", "not certain"]
    return f"### `{name}`\n\n{markdown_table(headings, rows)}"


def writers(name: str, report: Report) -> str:
    """Return the mean accuracy of each writer over the sets, and the lowest on one set."""
    writers_of = [
        (result, result.groups["writer"]) for result in report.sets if "writer" in result.groups
    ]
    names = sorted({writer for _, writers in writers_of for writer in writers}, key=_by_number)
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
    return f"### `{name}`\n\n{markdown_table(headings, rows)}"


def _by_number(writer: str) -> tuple[int, str]:
    """Return a sort key: writers with a number by that, then the others by name."""
    return (int(writer), "") if writer.isdecimal() else (sys.maxsize, writer)


def confusions(name: str, report: Report) -> str:
    """Return the most frequent confusions, each in the set where it is most frequent."""
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
    return f"### `{name}`\n\n{markdown_table(['confusion', 'highest frequency', 'set'], rows)}"


def _accepted_letters(result: RejectionResult) -> str:
    """Return the letters more than half of whose drawings are accepted as a digit."""
    return ", ".join(letter for letter, count in result.kinds.items() if count.uncertain < 0.5)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

"""The features of a data-quality report: verdicts, distributions over each other, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.deploy import plots
from generator.deploy.found import besides, findings
from generator.deploy.markup import anchor, marks, table, text
from generator.deploy.shapes import shape
from generator.parameters import MODEL_MONITOR
from lambda_src.analyzer.report import EXACT
from lambda_src.responder.distances import NUMBERS
from lambda_src.responder.findings import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.deploy.awsclient import Json
    from generator.deploy.fetched import Report, Run
    from generator.deploy.shapes import Shape

SUMMARY = {"lowest": "min", "mean": "mean", "highest": "max", "standard deviation": "std_dev"}
NAMES = {EXACT: "exact", MODEL_MONITOR: "Model Monitor"}
NO_VERDICT = '<i class="mark"></i>no data, or no verdict'
LONGEST = 80  # letters of a value
MANY = 60  # features: of more, only those with findings show their history


def features(report: Report) -> str:
    """Show each feature: those with findings open, the others folded below."""
    drift = {each["feature"]: each for each in report.drift["features"]}
    before = {
        each["name"]: each for each in report.baseline.get("statistics", {}).get("features", [])
    }
    bad: dict[str, list[str]] = {}
    for name, words in findings(report) + besides(report):
        bad.setdefault(name, []).append(words)
    now = {each["name"]: each for each in report.contents["statistics"]["features"]}
    brief = len(now) > MANY
    order = sorted(now, key=lambda name: (name not in bad, -_distance(drift.get(name))))
    shown = [
        _feature(
            report,
            name,
            (before.get(name, {}), now[name]),
            drift.get(name),
            bad.get(name, []),
            remembers=name in bad or not brief,
        )
        for name in order
    ]
    return _key() + "".join(shown)


def _key() -> str:
    sides = (("--base", "baseline"), ("--current", "this run"), ("--limit", "threshold"))
    return f'<p class="key">{marks(sides)}</p>'


def _distance(own: Json | None) -> float:
    return float(own["distance"]) if own else 0.0


def _feature(
    report: Report,
    name: str,
    sides: tuple[Json, Json],
    own: Json | None,
    bad: list[str],
    *,
    remembers: bool,
) -> str:
    """Show a feature: verdicts, distributions over each other, history, figures as a table."""
    found = shape(*sides)
    panels = []
    if found:
        drawn = (
            plots.steps(found.edges, found.base, found.current)
            if len(found.edges)
            else plots.bars(found.names, found.base, found.current)
        )
        panels.append(f"<div><p>Share of rows</p>{drawn}</div>")
    if remembers and len(report.history) > 1:
        panels.append(_history(name, report.history, own))
    figure = (
        f'<figure><div class="panels">{"".join(panels)}</div>'
        f"<figcaption>{text(_caption(name, sides, own))}</figcaption>"
        f"{_as_table(sides, found)}</figure>"
    )
    content = f"{_verdicts(own, report.verdict) if own else ''}{figure}"
    place = anchor(report.monitor, name)
    if bad:
        words = f"<p>{'<br>'.join(map(text, bad))}</p>"
        title = f"<h3>{text(name)} <small>{text(sides[1]['inferred_type'])}</small></h3>"
        return f'<article id="{place}">{title}{words}{content}</article>'
    said = f"distance {own['distance']:.3f}" if own else "not compared"
    summary = f'<summary><b>{text(name)}</b><span class="soft">{said}</span></summary>'
    return f'<details class="feature" id="{place}">{summary}{content}</details>'


def _verdicts(own: Json, verdict: str) -> str:
    """Show both verdicts, and which is in force."""
    theirs = own["modelMonitor"]
    rows = []
    for who, one, more in (
        (EXACT, own, (f"p {own['p']:.2g}", f"± {own['error']:.3f}" if own["error"] else "none")),
        (MODEL_MONITOR, theirs, ("", "")),
    ):
        says = "drifted" if one["drifted"] else "no drift"
        name = f"{NAMES[who]}{' (in force)' * (who == verdict)}"
        cells = (name, says, f"{one['distance']:.3f}", f"{one['threshold']:g}", *more)
        rows.append(("bad" if one["drifted"] else "", cells))
    headings = ("Verdict", "Says", "Distance", "Threshold", "Significance", "Error")
    return table(headings, rows)


def _history(name: str, runs: Sequence[Run], own: Json | None) -> str:
    exact, theirs = (
        [run.distances.get(name, (None, None))[side] for run in runs] for side in (0, 1)
    )
    lines = ((plots.BASE, theirs), (plots.CURRENT, exact))
    drawn = plots.history([run.hour for run in runs], lines, own["threshold"] if own else None)
    key = marks((("--current", "exact"), ("--base", "Model Monitor")))
    key += NO_VERDICT * bool(plots.blank(lines))
    return f'<div><p class="key">Distance by run {key}</p>{drawn}</div>'


def _caption(name: str, sides: tuple[Json, Json], own: Json | None) -> str:
    """Say in words what the figure shows."""
    if not sides[0]:
        return f"{name}: the baseline has no such feature."
    if (NUMBERS in sides[0]) != (NUMBERS in sides[1]):
        return (
            f"{name}: {sides[0]['inferred_type']} in the baseline, {sides[1]['inferred_type']} now."
        )
    far = f", at a distance of {own['distance']:.3f}" if own else ""
    return f"{name}: baseline and this run over each other{far}."


def _as_table(sides: tuple[Json, Json], found: Shape | None) -> str:
    """Give the figure's content as a table: of numbers their summary, of values their shares."""
    rows: list[tuple[str, Sequence[object]]] = [
        ("", ("missing", *(f"{_missing(side):.1%}" for side in sides)))
    ]
    if all(NUMBERS in side for side in sides):
        rows += [
            ("", (words, *(_figure(side[NUMBERS][figure]) for side in sides)))
            for words, figure in SUMMARY.items()
        ]
    if found and not len(found.edges):
        shares = zip(found.names, found.base, found.current, strict=True)
        rows += [("", (name[:LONGEST], f"{old:.1%}", f"{new:.1%}")) for name, old, new in shares]
    shown = table(("", "Baseline", "This run"), rows)
    return f"<details><summary>Figures as a table</summary>{shown}</details>"


def _figure(value: float | str) -> str:
    """Write a figure; one that JSON cannot have is the text "NaN" in ``statistics.json``."""
    return value if isinstance(value, str) else number(value)


def _missing(side: Json) -> float:
    part = side.get(NUMBERS) or side.get("string_statistics") or {"completeness": 0.0}
    return 1 - float(part["completeness"])

"""What a report has found, in words for a person: drift by the verdict in force, and violations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.deploy.fetched import TOO_FEW
from generator.parameters import MODEL_MONITOR
from lambda_src.analyzer.report import EXACT
from lambda_src.responder.distances import DRIFT
from lambda_src.responder.findings import number, of_report

if TYPE_CHECKING:
    from generator.deploy.awsclient import Json
    from generator.deploy.fetched import Report

VERDICTS = {EXACT: "the exact verdict", MODEL_MONITOR: "Model Monitor's verdict"}
# What our analyzer and Model Monitor say of a metric.
_METRIC = re.compile(r"Metric \S+ with (\S+) .*was (Less|Greater)ThanThreshold '(\S+)'")

Findings = list[tuple[str, str]]


def in_force(each: Json, verdict: str) -> bool:
    """Tell whether a feature has drifted by a verdict; by ``""``, whether either says so."""
    exact, theirs = bool(each["drifted"]), bool(each["modelMonitor"]["drifted"])
    return {EXACT: exact, MODEL_MONITOR: theirs}.get(verdict, exact or theirs)


def findings(report: Report) -> Findings:
    """Give what a person must see first: subject and words, the farthest drift first.

    Drift is what the verdict in force says; where neither is in force, either counts.
    """
    found = [
        (each["feature"], _moved(each, report.verdict))
        for each in _judged(report)
        if in_force(each, report.verdict)
    ]
    compared = {each["feature"] for each in report.drift["features"]}
    for each in report.violations:
        name = each.get("feature_name") or each.get("metric_name") or "?"
        if each["constraint_check_type"] != DRIFT or name not in compared:
            found.append((name, _violated(each)))
    return found


def besides(report: Report) -> Findings:
    """Give the drift that the other verdict sees alone, which raises no alarm."""
    return [
        (each["feature"], _moved(each, ""))
        for each in _judged(report)
        if in_force(each, "") and not in_force(each, report.verdict)
    ]


def _judged(report: Report) -> list[Json]:
    """Give the features on which there is a verdict, the farthest first."""
    if report.status == TOO_FEW:
        return []
    return sorted(report.drift["features"], key=lambda each: -each["distance"])


def _violated(each: Json) -> str:
    """Say what violates a constraint, in few digits; of a metric in plainer words than theirs."""
    [one] = of_report({"violations": [each]}).values()
    if said := _METRIC.match(each["description"]):
        value, threshold = (number(float(said[place])) for place in (1, 3))
        return f"{value} is {'less' if said[2] == 'Less' else 'more'} than the {threshold} allowed"
    words: str = one["line"].removeprefix(f"{one['feature']}: ")
    return words


def _moved(each: Json, verdict: str) -> str:
    """Say how far a feature has moved: first by the verdict in force, or the one that sees it."""
    sides = {EXACT: each, MODEL_MONITOR: each["modelMonitor"]}
    first = verdict or (EXACT if each["drifted"] else MODEL_MONITOR)
    (other,) = sides.keys() - {first}
    said = f"drift by {VERDICTS[first]}: {sides[first]['distance']:.3f}"
    also = "sees it, too" if sides[other]["drifted"] else "does not see it"
    return (
        f"{said}, threshold {sides[first]['threshold']:g};"
        f" {VERDICTS[other]} {also}: {sides[other]['distance']:.3f}"
    )

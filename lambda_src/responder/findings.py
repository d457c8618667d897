"""What is wrong, said by a report or by an alarm: findings, each under a key of its own.

A finding is ``{"topic", "feature", "line", "distance", "threshold"}``. ``topic`` chooses its words
in ``messages``; ``feature`` is a column, a model quality metric, or '' where an alarm speaks for
itself; ``line`` is for people; ``distance`` and ``threshold`` are numbers, for machines.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]
    Findings: TypeAlias = dict[str, Json]

QUALITY = "model-quality"
# Alarms that a report explains. They share one cause, so the second of them is no news.
REPORTED = "DriftedFeatures", "ConstraintViolations"
# The name of the drift check in Model Monitor's constraint_violations.json.
DRIFT = "baseline_drift_check"
UNITS = {
    "ModelLatency": (0.001, " ms"),
    "Invocation5XXErrors": (100, " %"),
    "HoursSinceLastReport": (1, " h"),
}
NUMBER = re.compile(r"-?\b\d+(?:\.\d+)?(?:[eE]-?\d+)?")


def number(value: float, /) -> str:
    """Write a figure as a person does: 0.313, 1,234."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def plain(text: str, /) -> str:
    """Round a description's 17 digits, and say its operators in words: LessThanThreshold."""
    text = text.replace("ThanThreshold", " than")
    return NUMBER.sub(lambda figure, /: number(float(figure[0])), text)


def of_report(report: Json, monitor: str, /) -> Findings:
    """Give the findings of a report by key, the worst drift first; {} of a clean or missing one.

    A description's first figure is what was seen, its last the threshold. For model quality,
    ``distance`` is how far the metric lies beyond its threshold.
    """
    found: Findings = {}

    def add(feature: str, check: str, far: float, limit: float, text: str, /) -> None:
        topic = REPORTED[check != DRIFT]
        if monitor == QUALITY:
            topic, far = QUALITY, abs(far - limit)
        finding = {"topic": topic, "feature": feature, "distance": far, "threshold": limit}
        found.setdefault(f"{feature}: {check}", finding | {"line": f"{feature}: {text}"})

    drifted = [item for item in report.get("features", []) if item["drifted"]]
    for item in sorted(drifted, key=lambda item, /: -item["distance"]):
        far, limit = item["distance"], item["threshold"]
        add(
            item["feature"], DRIFT, far, limit, f"distance {number(far)}, threshold {number(limit)}"
        )
    for item in report.get("violations", []):
        # Ours; else Model Monitor's own for a column, or for a model quality metric.
        feature = item.get("feature") or item.get("feature_name") or item.get("metric_name") or "?"
        check = item.get("check") or item["constraint_check_type"]
        text = item["description"]
        seen = [float(figure) for figure in NUMBER.findall(text)] or [0.0]
        add(feature, check, seen[0], seen[-1], f"{check.replace('_', ' ')}: {plain(text)}")
    return found


def of_alarm(detail: Json, /) -> tuple[str, str, str]:
    """Read an alarm's event: (monitor, metric, the worst of its newest figures in words).

    An alarm without a ``Monitor`` dimension stands on a metric of the endpoint itself.
    ``reasonData`` is JSON text, absent when a person has set the state; ``ModelLatency`` counts
    microseconds; the average of ``Invocation5XXErrors`` is a share of the requests. Sources: the
    CloudWatch user guide, "Alarm events and EventBridge"; the SageMaker developer guide, "Monitor
    SageMaker AI with CloudWatch".
    """
    metric = detail["configuration"]["metrics"][0]["metricStat"]["metric"]
    name, line = metric["name"], detail["state"]["reason"]
    data = json.loads(detail["state"].get("reasonData") or "{}")
    if "threshold" in data:
        scale, unit = UNITS.get(name, (1, ""))
        points = data.get("recentDatapoints")
        seen = number(max(points) * scale) + unit if points else "no data"
        line = f"{seen}, threshold {number(data['threshold'] * scale)}{unit}"
    return metric["dimensions"].get("Monitor", "endpoint"), name, f"{name}: {line}"

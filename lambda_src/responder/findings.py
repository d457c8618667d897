"""What is wrong, said by a report or by an alarm: findings, each under a key of its own. No I/O.

A finding is ``{"metric", "line", "feature", "distance", "threshold"}``. ``metric`` is that of the
alarm that stands for it; ``line`` is for people; the others are for machines, and missing where an
alarm speaks for itself. ``feature`` is a column, or a model quality metric.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]
    Findings: TypeAlias = dict[str, Json]

# Metrics of the alarms that a report explains.
REPORTED = "DriftedFeatures", "ConstraintViolations"


def number(value: float, /) -> str:
    """Write a figure as a person does: 0.313, 1,234."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def newest(alarm: Json, /) -> Any:
    """Give the figures for which an alarm changed; None when a person has set its state.

    ``StateReasonData`` is JSON text. Source: the CloudWatch API reference, MetricAlarm.
    """
    return json.loads(alarm.get("StateReasonData") or "{}").get("recentDatapoints")


def of_report(report: Json, /) -> Findings:
    """Give the findings of a report by key, drift and the farthest first; {} of a clean one.

    A description's first figure is what was seen, its last the threshold. ``distance`` is Model
    Monitor's own of a drift, and how far a model quality metric lies beyond its threshold.
    """
    found: Findings = {}
    for item in report.get("violations", []):
        # Model Monitor's name of a column, or of a model quality metric.
        name = item.get("feature_name") or item.get("metric_name") or "?"
        check = item["constraint_check_type"]
        # Text and figures in turn.
        parts = re.split(r"(-?\b\d+(?:\.\d+)?(?:[eE]-?\d+)?)", item["description"])
        seen = [*map(float, parts[1::2])]
        parts[1::2] = map(number, seen)  # instead of their 17 digits
        first, *_, last = seen * 2 or [0, 0]
        found[f"{name}: {check}"] = {
            "metric": REPORTED[check != DRIFT],
            "line": f"{name}: {''.join(parts)} ({check})",
            "feature": name,
            "distance": first if check == DRIFT else abs(first - last),
            "threshold": last,
        }
    return dict(
        sorted(
            found.items(),
            key=lambda pair, /: (pair[1]["metric"], pair[1]["distance"]),
            reverse=True,
        )
    )

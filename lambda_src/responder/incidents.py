"""Incidents: everything that is wrong with one endpoint as one monitor sees it. No I/O.

An incident opens with the first alarm, is joined by what newly appears in a report while an alarm
lasts, and is over when no alarm lasts. A report alone opens nothing: alarms do, after as many runs
in a row as they are told to wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.responder.findings import REPORTED, newest, number, of_report

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from lambda_src.responder.findings import Findings

    Json: TypeAlias = dict[str, Any]
    News: TypeAlias = tuple[str, Findings]


def news(alarms: list[Json], report: Json, told: list[str], /) -> News | None:
    """Give what is to be told: ``opened``, ``update`` or ``recovered``, and of which findings.

    ``told`` takes up the keys of what is told. An alarm without data says nothing: what was wrong
    has not been seen to be right. Nor does one that rings for want of figures: that is the alarm on
    silence, and whoever calls here has just published its figure.
    """
    ringing = [alarm for alarm in alarms if alarm["StateValue"] == "ALARM" and newest(alarm) != []]
    found: Findings = {}
    for alarm in ringing:
        metric, figures = alarm["MetricName"], newest(alarm)
        if metric in REPORTED:
            found |= of_report(report)
        # An alarm outlives the report that it rang for, until a clean one has been counted.
        if metric not in REPORTED or not (found or told):
            worst = number(max(figures)) if figures else "no data"
            line = f"{metric}: {worst}, threshold {number(alarm['Threshold'])}"
            found[metric] = {"metric": metric, "line": line}
    if new := {key: item for key, item in found.items() if key not in told}:
        kind = "update" if told else "opened"
        told += new
        return kind, new
    if told and not ringing and "OK" in [alarm["StateValue"] for alarm in alarms]:
        over: Findings = {key: {"line": key} for key in told}
        told.clear()
        return "recovered", over
    return None

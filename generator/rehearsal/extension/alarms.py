"""Alarms as CloudWatch evaluates them, and the event that tells EventBridge of a change.

MiniStack 1.5.33 leaves out dimensions, periods in a row and missing data, and puts no event on the
bus. Sources: the CloudWatch user guide, "Configuring how alarms treat missing data" and "Alarm
events and EventBridge".
"""

from __future__ import annotations

import datetime as dt
import json
import operator
import time
from typing import Any

from ministack.services import cloudwatch, eventbridge

Json = dict[str, Any]
_OPERATORS = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_HISTORY = 7  # periods before the newest ones that missing data may be filled from


def install() -> None:
    """Put the evaluation in MiniStack's place."""
    cloudwatch._evaluate_alarm = evaluate  # noqa: SLF001 - a patch
    original = cloudwatch._record_history  # noqa: SLF001

    def record(name: str, old: str, new: str, reason: str, *rest: Any, **more: Any) -> None:
        original(name, old, new, reason, *rest, **more)
        if old != new and name in cloudwatch._alarms:  # noqa: SLF001
            tell(cloudwatch._alarms[name], old, new, reason)  # noqa: SLF001

    cloudwatch._record_history = record  # noqa: SLF001


def evaluate(alarm: Json) -> None:
    """Bring an alarm on one metric up to date."""
    wanted = alarm["EvaluationPeriods"]
    missing = alarm.get("TreatMissingData", "missing")
    points = _periods(alarm)
    considered: list[float | None] = points[:wanted]
    if missing in ("ignore", "missing"):
        considered = list[float | None](one for one in points if one is not None)[:wanted]
        if len(considered) < wanted:
            return
    breaches = [
        missing == "breaching" if point is None else _breach(alarm, point) for point in considered
    ]
    needed = alarm.get("DatapointsToAlarm") or wanted
    new, old = "ALARM" if sum(breaches) >= needed else "OK", alarm["StateValue"]
    if new == old:
        return
    reason = f"Threshold Crossed: {considered} against the threshold {alarm['Threshold']}"
    alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], old, new, reason)  # noqa: SLF001
    cloudwatch._dispatch_alarm_actions(alarm, old, new, reason)  # noqa: SLF001


def _breach(alarm: Json, point: float) -> bool:
    return bool(_OPERATORS[alarm["ComparisonOperator"]](point, float(alarm["Threshold"])))


def _periods(alarm: Json) -> list[float | None]:
    """Give the statistic of the newest periods, the newest first; None for a period without data.

    The newest is the one in which the newest value lies, or the running one where data are missing.
    """
    names = {one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])}
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(names))  # noqa: SLF001
    found: dict[int, list[Json]] = {}
    for point in cloudwatch._metrics.get(key, []):  # noqa: SLF001
        found.setdefault(int(point["Timestamp"] // alarm["Period"]), []).append(point)
    newest = int(time.time() // alarm["Period"])
    return [
        _statistic(alarm, found[index]) if index in found else None
        for index in range(newest, newest - alarm["EvaluationPeriods"] - _HISTORY, -1)
    ]


def _statistic(alarm: Json, points: list[Json]) -> float:
    """Give a period's statistic, of the values that were published last at each time."""
    stats = cloudwatch._calc_stats(points)  # noqa: SLF001
    value: float = cloudwatch._stat_value(stats, alarm.get("Statistic", "Average"), points)  # noqa: SLF001
    return value


def tell(alarm: Json, old: str, new: str, reason: str) -> None:
    """Put the event of an alarm's change on the default bus."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    metric = {
        "namespace": alarm["Namespace"],
        "name": alarm["MetricName"],
        "dimensions": {one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])},
    }
    stat = {"metric": metric, "period": alarm["Period"], "stat": alarm.get("Statistic")}
    detail = {
        "alarmName": alarm["AlarmName"],
        "state": {"value": new, "reason": reason, "timestamp": now},
        "previousState": {"value": old, "timestamp": now},
        "configuration": {
            "description": alarm.get("AlarmDescription", ""),
            "metrics": [{"id": "m1", "metricStat": stat, "returnData": True}],
        },
    }
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Detail": json.dumps(detail),
        "Resources": [alarm["AlarmArn"]],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)  # noqa: SLF001

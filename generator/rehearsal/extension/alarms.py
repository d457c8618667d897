"""Alarms as CloudWatch evaluates them, and the event that tells EventBridge of a change.

MiniStack 1.5.33 leaves out dimensions, periods in a row and missing data, and puts no event on the
bus. Sources: the CloudWatch user guide, "Configuring how alarms treat missing data" and "Alarm
events and EventBridge".
"""

from __future__ import annotations

import json
import operator
import time
from typing import TYPE_CHECKING, Any

from ministack.services import cloudwatch, eventbridge

if TYPE_CHECKING:
    import datetime as dt

    from generator.rehearsal.extension.clock import Clock

Json = dict[str, Any]
_OPERATORS = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
# Seconds for which a state that a person has set stays: CloudWatch looks at an alarm by the minute
# [API reference, SetAlarmState].
_BY_HAND = 3
_HISTORY = 7  # periods before the newest ones that missing data may be filled from


def install(clock: Clock) -> None:
    """Put the evaluation in MiniStack's place."""
    cloudwatch._evaluate_alarm = lambda alarm: evaluate(alarm, clock.now())  # noqa: SLF001 - a patch
    original = cloudwatch._record_history  # noqa: SLF001

    def record(name: str, old: str, new: str, reason: str, *rest: Any, **more: Any) -> None:
        original(name, old, new, reason, *rest, **more)
        if old != new and name in cloudwatch._alarms:  # noqa: SLF001
            state = {"value": new, "reason": reason}
            if data := more.get("reason_data"):
                state["reasonData"] = data
            tell(cloudwatch._alarms[name], old, state, clock.now())  # noqa: SLF001

    cloudwatch._record_history = record  # noqa: SLF001


def evaluate(alarm: Json, now: dt.datetime) -> None:
    """Bring an alarm on one metric up to date.

    Periods without data count only where too few in the range have some.
    """
    if _set_by_hand(alarm):
        return
    wanted = alarm["EvaluationPeriods"]
    missing = alarm.get("TreatMissingData", "missing")
    points = _periods(alarm, now)
    known = [one for one in points if one is not None][:wanted]
    considered: list[float | None] = [*known]
    if len(known) < wanted:
        if missing in ("ignore", "missing"):
            return
        considered = points[:wanted]
    breaches = [
        missing == "breaching" if point is None else _breach(alarm, point) for point in considered
    ]
    needed = alarm.get("DatapointsToAlarm") or wanted
    new, old = "ALARM" if sum(breaches) >= needed else "OK", alarm["StateValue"]
    if new == old:
        return
    reason = f"Threshold Crossed: {considered} against the threshold {alarm['Threshold']}"
    data = json.dumps({"recentDatapoints": known, "threshold": float(alarm["Threshold"])})
    alarm.update(
        StateValue=new,
        StateReason=reason,
        StateReasonData=data,
        StateUpdatedTimestamp=int(now.timestamp()),
    )
    cloudwatch._record_history(alarm["AlarmName"], old, new, reason, reason_data=data)  # noqa: SLF001
    cloudwatch._dispatch_alarm_actions(alarm, old, new, reason)  # noqa: SLF001


def _set_by_hand(alarm: Json) -> bool:
    """Tell whether a person has set the state just now: its reason is none of an evaluation."""
    evaluated = "recentDatapoints" in alarm.get("StateReasonData", "recentDatapoints")
    return not evaluated and time.time() - alarm["StateUpdatedTimestamp"] < _BY_HAND


def _breach(alarm: Json, point: float) -> bool:
    return bool(_OPERATORS[alarm["ComparisonOperator"]](point, float(alarm["Threshold"])))


def _periods(alarm: Json, now: dt.datetime) -> list[float | None]:
    """Give the statistic of the newest periods, the newest first; None for a period without data.

    The newest is the one in which the newest value lies, or the running one where data are missing.
    """
    names = {one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])}
    key = (alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(names))  # noqa: SLF001
    found: dict[int, list[Json]] = {}
    for point in cloudwatch._metrics.get(key, []):  # noqa: SLF001
        found.setdefault(int(point["Timestamp"] // alarm["Period"]), []).append(point)
    newest = int(now.timestamp() // alarm["Period"])
    return [
        _statistic(alarm, found[index]) if index in found else None
        for index in range(newest, newest - alarm["EvaluationPeriods"] - _HISTORY, -1)
    ]


def _statistic(alarm: Json, points: list[Json]) -> float:
    """Give a period's statistic, of the values that were published last at each time."""
    stats = cloudwatch._calc_stats(points)  # noqa: SLF001
    value: float = cloudwatch._stat_value(stats, alarm.get("Statistic", "Average"), points)  # noqa: SLF001
    return value


def tell(alarm: Json, old: str, state: dict[str, str], now: dt.datetime) -> None:
    """Put the event of an alarm's change on the default bus."""
    at = now.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    metric = {
        "namespace": alarm["Namespace"],
        "name": alarm["MetricName"],
        "dimensions": {one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])},
    }
    stat = {"metric": metric, "period": alarm["Period"], "stat": alarm.get("Statistic")}
    detail = {
        "alarmName": alarm["AlarmName"],
        "state": {**state, "timestamp": at},
        "previousState": {"value": old, "timestamp": at},
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

"""How often a metric gets a value, in seconds, where that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.rules._clock import monitoring_interval
from generator.rules._links import existing, given, linked
from generator.rules._metrics import interval
from generator.rules._pieces import Assumptions, merge
from generator.rules._walk import named, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path
    from generator.rules._reader import Reader

_HOUR = 3600
_BASIC_MONITORING = 300
_EVERY_MINUTE = "StatusCheckFailed"
"""Status checks have a value a minute without detailed monitoring, too [EC2 user guide, "View
available CloudWatch metrics for your instances"]."""
_BY_SCHEDULE = ("aws/sagemaker/endpoints/", "aws/sagemaker/modelmonitor")
"""Model Monitor's namespaces, real and invented: a value a run of a schedule, hourly at most."""

Interval = tuple[Assumptions, int]
"""Seconds between two values, and what that assumes."""


def intervals(
    reader: Reader, namespace: str, metric: str, dimensions: tuple[Path, Any]
) -> list[Interval]:
    """Give the metric's intervals; none where nobody knows. `dimensions` come with their path."""
    if namespace.lower().startswith(_BY_SCHEDULE):
        return list(_of_schedules(reader)) or [((), _HOUR)]
    if namespace == "AWS/EC2" and not metric.startswith(_EVERY_MINUTE):
        return list(_of_instances(reader, *dimensions))
    known = interval(namespace, metric)
    return [((), known)] if known else []


def shortest(found: list[Interval], assumed: Assumptions) -> Iterator[int]:
    """Yield the shortest interval in each case that the assumptions leave open."""
    for case, _ in found:
        both = merge(assumed, case)
        if both is not None:
            yield min(seconds for more, seconds in found if merge(both, more) is not None)


def _of_schedules(reader: Reader) -> Iterator[Interval]:
    for name, _, properties in resources(reader.template, "AWS::SageMaker::MonitoringSchedule"):
        for path, value in named(properties, root(name), ["ScheduleExpression"]):
            for reading in reader.read(value, path):
                hours = monitoring_interval(str(reading)) or 1
                for made in existing(reader, name):
                    if (both := merge(reading.assumed, made)) is not None:
                        yield both, hours * _HOUR


def _of_instances(reader: Reader, path: Path, dimensions: Any) -> Iterator[Interval]:
    """Yield five minutes for an instance of this template without detailed monitoring."""
    rows = dimensions if isinstance(dimensions, list) else []
    values = [row["Value"] for row in rows if isinstance(row, dict) and "Value" in row]
    for _, hole in linked(reader, values, path, "AWS::EC2::Instance"):
        if not hole.attribute and "Monitoring" not in given(reader, hole.name):
            yield (), _BASIC_MONITORING

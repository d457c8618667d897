"""E9113: an alarm that looks more often than its metric gets a value."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import items
from generator.rules._periods import intervals, shortest
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_WORDS = {86400: "a day", 43200: "half a day", 3600: "an hour", 60: "a minute"}
_EFFECT = {
    "breaching": "the periods between count as breaching, and it alarms for nothing",
    "notBreaching": "the periods between count as good: it is OK again at once, or never alarms",
    "missing": "the periods between are empty, and it falls to INSUFFICIENT_DATA",
    "ignore": "several values in a row are needed and most periods are empty: it alarms too late",
}


class AlarmPeriod(Check):
    """Compares each alarm's period with how often the metric is published."""

    id = "E9113"
    shortdesc = "An alarm's period is shorter than the time between two values of its metric"
    description = (
        "A metric that is published hourly or daily has no value in most of an alarm's shorter "
        "periods; the alarm then flaps, or never fires. TreatMissingData ignore with one datapoint "
        "keeps the state and is let through"
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "alarms-and-missing-data.html"
    )
    tags: ClassVar[list[str]] = ["resources", "cloudwatch", "alarms"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every period that is too short for its metric."""
        for name, _, alarm in resources(reader.template, "AWS::CloudWatch::Alarm"):
            missing = _texts(reader, alarm, "TreatMissingData", root(name)) or ["missing"]
            if missing != ["ignore"] or _wants_several(reader, alarm, root(name)):
                for path, metric, period in _watched(reader, alarm, root(name)):
                    yield from _too_short(reader, (path, metric), period, missing[0])


def _texts(reader: Reader, node: Mapping[str, Any], key: str, path: Place) -> list[str]:
    return [str(reading) for reading in reader.read(node.get(key), (*path, key))]


def _wants_several(reader: Reader, alarm: Mapping[str, Any], path: Place) -> bool:
    """Say whether more than one breaching datapoint is needed, as far as that is plain."""
    key = "DatapointsToAlarm" if "DatapointsToAlarm" in alarm else "EvaluationPeriods"
    numbers = [text for text in _texts(reader, alarm, key, path) if text.isdigit()]
    return bool(numbers) and all(int(number) > 1 for number in numbers)


def _watched(
    reader: Reader, alarm: Mapping[str, Any], path: Place
) -> Iterator[tuple[Place, Mapping[str, Any], Any]]:
    """Yield each metric of an alarm: the path of what holds its period, the metric, the period."""
    yield path, alarm, alarm.get("Period")
    for where, _, row in items(reader, alarm.get("Metrics"), (*path, "Metrics")):
        stat = row.get("MetricStat") if isinstance(row, Mapping) else None
        if isinstance(stat, Mapping) and isinstance(stat.get("Metric"), Mapping):
            yield (*where, "MetricStat"), stat["Metric"], stat.get("Period")


def _too_short(
    reader: Reader, metric: tuple[Place, Mapping[str, Any]], period: Any, missing: str
) -> Iterator[Problem]:
    path, node = metric
    dimensions = ((*path, "Dimensions"), node.get("Dimensions"))
    for namespace in _texts(reader, node, "Namespace", path):
        for name in _texts(reader, node, "MetricName", path):
            found = intervals(reader, namespace, name, dimensions)
            for reading in reader.read(period, (*path, "Period")) if found else ():
                text = reading.literal or ""
                for least in shortest(found, reading.assumed) if text.isdigit() else ():
                    if int(text) < least:
                        yield Problem(
                            reading.path, _words(f"{namespace} {name}", text, least, missing)
                        )


def _words(metric: str, period: str, least: int, missing: str) -> str:
    every = _WORDS.get(least, f"{least // 60} minutes")
    return (
        f"{metric} gets a value once in {every} at the most, and this alarm looks every {period} "
        f"seconds: {_EFFECT.get(missing, _EFFECT['missing'])}. Set Period to {least} or more"
    )

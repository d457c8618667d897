"""E9107: a monitoring job that may run longer than its schedule allows."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._clock import monitoring_interval
from generator.rules._pieces import Assumptions, merge
from generator.rules._walk import named, references, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_HOUR = 3600
_HALF_HOURLY = ("ModelQuality", "ModelBias")
_DEFINITION = "JobDefinition"
_SERVICE_DEFAULT = 3600


class RunTimeBeyondFrequency(Check):
    """Follows each schedule to its job definition and compares run time with frequency."""

    id = "E9107"
    shortdesc = "MaxRuntimeInSeconds beyond what the schedule's frequency allows"
    description = (
        "A monitoring job may not run longer than its schedule's interval: 3600 seconds for hourly "
        "data quality and explainability, 1800 for hourly model quality and bias"
    )
    source_url = (
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
        "API_MonitoringStoppingCondition.html"
    )
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "schedule"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every run time that is too long for a schedule that uses it."""
        for name, _, given in resources(reader.template, "AWS::SageMaker::MonitoringSchedule"):
            for assumed, hours in _intervals(reader, given, root(name)):
                for path, job, kind in _jobs(reader, given, root(name)):
                    yield from _too_long(reader, job, path, (kind, hours, assumed))


def _intervals(
    reader: Reader, given: Mapping[str, Any], path: Place
) -> Iterator[tuple[Assumptions, int]]:
    for where, value in named(given, path, ["ScheduleExpression"]):
        for reading in reader.read(value, where):
            hours = monitoring_interval(str(reading))
            if hours is not None:
                yield reading.assumed, hours


def _jobs(
    reader: Reader, given: Mapping[str, Any], path: Place
) -> Iterator[tuple[Place, Mapping[str, Any], str]]:
    """Yield what the schedule runs: its path, its properties, and what it monitors."""
    for _, value in named(given, path, ["MonitoringJobDefinitionName"]):
        mentioned = {name for _, name, _ in references(value, ())}
        for name, kind, job in resources(reader.template, "AWS::SageMaker::"):
            if _DEFINITION in kind and (name in mentioned or job.get("JobDefinitionName") == value):
                yield (
                    root(name),
                    job,
                    kind.removeprefix("AWS::SageMaker::").removesuffix(_DEFINITION),
                )
    for where, job in named(given, path, ["MonitoringJobDefinition"]):
        kinds = [str(kind) for _, kind in named(given, path, ["MonitoringType"])]
        yield where, job, next(iter(kinds), "DataQuality")


def _too_long(
    reader: Reader,
    job: Mapping[str, Any],
    path: Place,
    schedule: tuple[str, int, Assumptions],
) -> Iterator[Problem]:
    kind, hours, assumed = schedule
    limit = 1800 if kind in _HALF_HOURLY and hours == 1 else hours * _HOUR
    limits = list(named(job, path, ["MaxRuntimeInSeconds"]))
    if not limits and limit < _SERVICE_DEFAULT:
        yield Problem(
            path, _words(kind, f"{_SERVICE_DEFAULT} (the service's default)", hours, limit)
        )
    for where, value in limits:
        for reading in reader.read(value, where):
            text = reading.literal or ""
            if text.isdigit() and int(text) > limit and merge(assumed, reading.assumed) is not None:
                yield Problem(reading.path, _words(kind, text, hours, limit))


def _words(kind: str, text: str, hours: int, limit: int) -> str:
    every = "hour" if hours == 1 else f"{hours} hours"
    return (
        f"this {kind} job may run {text} seconds, and its schedule runs every {every}: the service "
        f"refuses more than {limit}. Set StoppingCondition.MaxRuntimeInSeconds to {limit} or less"
    )

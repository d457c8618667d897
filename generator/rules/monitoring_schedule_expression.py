"""E9105: a schedule that SageMaker refuses for monitoring."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._clock import MONITORING_FORMS, monitoring_objection
from generator.rules._defaults import settled, text, with_defaults
from generator.rules._walk import at, named, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_WINDOW = ("DataAnalysisStartTime", "DataAnalysisEndTime")


class MonitoringScheduleExpression(Check):
    """Finds monitoring schedules other than hourly, daily, every n hours and NOW."""

    id = "E9105"
    shortdesc = "A schedule expression that SageMaker refuses"
    description = (
        "CreateMonitoringSchedule takes four forms only; EventBridge's other cron and rate "
        "expressions fail the stack"
    )
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ScheduleConfig.html"
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "schedule"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every expression that is refused, and NOW without its window."""
        for name, _, given in resources(reader.template, "AWS::SageMaker::MonitoringSchedule"):
            for path, value in named(given, root(name), ["ScheduleExpression"]):
                for reading in reader.read(value, path):
                    known = text(settled(reader, reading))
                    words = monitoring_objection(known) if known is not None else ""
                    if words:
                        yield Problem(reading.origin, _refused(words + with_defaults(reading)))
                    elif known == "NOW" and not _has_window(reader.template, path):
                        yield Problem(reading.origin, _windowless())


def _has_window(template: Mapping[str, Any], path: Place) -> bool:
    config = at(template, path[: path.index("ScheduleExpression")])
    return all(name in config for name in _WINDOW)


def _refused(words: str) -> str:
    return (
        f"{words}. CreateMonitoringSchedule fails, and the stack says only "
        f"'GeneralServiceException'. Write {MONITORING_FORMS}"
    )


def _windowless() -> str:
    return (
        "'NOW' runs once over a window, and none is given: the service refuses it. Give "
        "DataAnalysisStartTime and DataAnalysisEndTime, such as -PT1H and -PT0H"
    )

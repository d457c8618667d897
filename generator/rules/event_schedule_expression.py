"""E9106: a schedule that EventBridge refuses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._clock import rule_objection, scheduler_objection
from generator.rules._defaults import settled, text, with_defaults
from generator.rules._serverless import passed_on
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_JUDGES = {
    "AWS::Events::Rule": rule_objection,
    "AWS::Scheduler::Schedule": scheduler_objection,
}
_OF_SAM = (
    ({"Schedule": "Schedule"}, rule_objection),
    ({"ScheduleV2": "ScheduleExpression"}, scheduler_objection),
)


class EventScheduleExpression(Check):
    """Finds wrong `rate`, `cron` and `at` expressions of rules and of EventBridge Scheduler."""

    id = "E9106"
    shortdesc = "A schedule expression that EventBridge refuses"
    description = (
        "rate() wants a singular unit for 1 and a plural one above; cron() wants six fields, of "
        "which exactly one of day of month and day of week is '?'; at() is the Scheduler's alone"
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"
    )
    tags: ClassVar[list[str]] = ["resources", "events", "scheduler", "schedule"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every expression that is refused, with parameters' allowed values or defaults."""
        for path, value, objection in _expressions(reader):
            for reading in reader.read(value, path):
                known = text(settled(reader, reading))
                words = objection(known) if known else ""
                if words:
                    yield Problem(
                        reading.origin, f"{words}{with_defaults(reading)}. The stack fails on it"
                    )


def _expressions(reader: Reader) -> Iterator[tuple[Place, Any, Callable[[str], str]]]:
    for name, kind, given in resources(reader.template, *_JUDGES):
        if kind in _JUDGES:
            value = given.get("ScheduleExpression")
            yield (*root(name), "ScheduleExpression"), value, _JUDGES[kind]
    for places, objection in _OF_SAM:
        for path, value in passed_on(reader.template, places):
            yield path, value, objection

"""E9140: a composite alarm whose rule is malformed, or names no alarm."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._alarm_rules import AlarmRule, parse_rule
from generator.rules._check import Check, Problem
from generator.rules._walk import at, references, resources, root, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Reading
    from generator.rules._reader import Reader

_COMPOSITE = "AWS::CloudWatch::CompositeAlarm"
_ALARMS = ("AWS::CloudWatch::Alarm", _COMPOSITE)


class CompositeAlarmRule(Check):
    """Parses each composite alarm's rule and looks its alarms up in the template."""

    id = "E9140"
    shortdesc = "A composite alarm's rule that is malformed or names no alarm"
    description = (
        "An AlarmRule is ALARM(), OK() and INSUFFICIENT_DATA() of alarms' names or ARNs, joined by "
        "AND, OR and NOT; the alarms must exist when the composite alarm is made"
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
        "API_PutCompositeAlarm.html"
    )
    tags: ClassVar[list[str]] = ["resources", "cloudwatch", "alarms"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield what CloudWatch refuses in a rule, and names that are none of the template's."""
        kinds = types(reader.template)
        named = _alarm_names(reader)
        for name, _, given in resources(reader.template, _COMPOSITE):
            path = (*root(name), "AlarmRule")
            for reading in reader.read(given.get("AlarmRule"), path):
                if words := _an_alarm_alone(reading, kinds):
                    yield Problem(reading.path, words)
                elif reading.only_hole is None:
                    rule = parse_rule(reading)
                    for words in _objections(rule, kinds, named, _before(reader, name)):
                        yield Problem(reading.path, words)


def _an_alarm_alone(reading: Reading, kinds: Mapping[str, str]) -> str:
    hole = reading.only_hole
    if hole is None or kinds.get(hole.name) not in _ALARMS:
        return ""
    return (
        f"{hole} is an alarm, and a rule says in which state: PutCompositeAlarm refuses it, and "
        f"the stack fails. Write !Sub 'ALARM({hole})'"
    )


def _objections(
    rule: AlarmRule, kinds: Mapping[str, str], named: Mapping[str, list[str]], before: set[str]
) -> Iterator[str]:
    if rule.complaint:
        yield (
            f"this is no rule: {rule.complaint}. PutCompositeAlarm refuses it, and the stack "
            'fails. Write it like ALARM("a") AND NOT (OK("b") OR ALARM("c"))'
        )
    elif rule.constant == "TRUE":
        yield (
            "this rule names no alarm: it is TRUE for ever, and the composite alarm tells nothing. "
            "Name the alarms that it is made of"
        )
    for name in dict.fromkeys(rule.names):
        words = _of_name(name, kinds, named, before)
        if words:
            yield words


def _of_name(
    name: str, kinds: Mapping[str, str], named: Mapping[str, list[str]], before: set[str]
) -> str:
    target = name.removeprefix("${").removesuffix("}").removesuffix(".Arn")
    if target != name and target in kinds and kinds[target] not in _ALARMS:
        return (
            f"{name} is of the type {kinds[target]}, which is no alarm: PutCompositeAlarm finds no "
            "alarm of that name and refuses the rule. Refer to an alarm"
        )
    if name not in named and kinds.get(name) in _ALARMS:
        return (
            f"'{name}' is the logical id of an alarm, and its name is another: PutCompositeAlarm "
            f"finds no alarm of that name and refuses the rule. Write ${{{name}}} in an Fn::Sub"
        )
    if name in named and not before.intersection(named[name]):
        child = named[name][0]
        return (
            f"the alarm '{name}' is {child} of this template, and nothing makes CloudFormation "
            "create it first: PutCompositeAlarm may find that it does not exist. "
            f"Write ${{{child}}} in an Fn::Sub, or DependsOn: {child}"
        )
    return ""


def _alarm_names(reader: Reader) -> dict[str, list[str]]:
    """Give the logical ids of the alarms that the template gives a name, by that name."""
    found: dict[str, list[str]] = {}
    for name, _, given in resources(reader.template, *_ALARMS):
        for reading in reader.read(given.get("AlarmName"), root(name)):
            if reading.only_hole is None:
                found.setdefault(str(reading), []).append(name)
    return found


def _before(reader: Reader, name: str) -> set[str]:
    """Name what CloudFormation makes before a resource, step by step."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        resource = at(reader.template, ("Resources", ahead.pop()))
        told = resource.get("DependsOn", []) if isinstance(resource, dict) else []
        direct = {
            each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str)
        }
        direct |= {target for _, target, _ in references(resource, ())}
        ahead += direct - found
        found |= direct
    return found

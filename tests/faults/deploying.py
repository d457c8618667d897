"""What the embedded AWS makes of a template: it comes up, or what fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.checks_cfnlint import decode
from generator.rehearsal import EmbeddedAws, StackFailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOT_IMITATED = "are rehearsed"
_SILENT = "timed out"
_COMPOSITE = "AWS::CloudWatch::CompositeAlarm"


def deployment(aws: EmbeddedAws, text: str, parameters: Mapping[str, str]) -> str:
    """Create a stack, and say in a few words what failed; '' if it came up.

    The embedded AWS knows composite alarms by their own call alone: they are made after the stack.
    """
    aws.reset()
    content, _ = decode(text)
    template = json.loads(json.dumps(content))
    rules = {
        name: template["Resources"].pop(name)["Properties"]["AlarmRule"]["Fn::Sub"]
        for name, resource in list(template["Resources"].items())
        if resource["Type"] == _COMPOSITE
    }
    try:
        aws.deploy(json.dumps(template), parameters)
        _make(aws, rules)
    except StackFailedError as error:
        return _words(error.events[0])
    except ClientError as error:
        return "`Either` fails" if error.operation_name == "PutCompositeAlarm" else "refused"
    return ""


def _words(event: str) -> str:
    resource, _, reason = event.partition(": ")
    if _NOT_IMITATED in reason:
        return "not imitated"
    if _SILENT in reason:
        return "hangs"
    return "refused" if resource == "monitor" else f"`{resource}` fails"


def _make(aws: EmbeddedAws, rules: Mapping[str, str]) -> None:
    found: list[dict[str, Any]] = aws.client("cloudformation").describe_stack_resources(
        StackName="monitor"
    )["StackResources"]
    for name, rule in rules.items():
        for each in found:
            rule = rule.replace(f"${{{each['LogicalResourceId']}}}", each["PhysicalResourceId"])  # noqa: PLW2901 - step by step
        aws.client("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule=rule)

"""E9134: a service that calls a function, and may not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._functions import SERVICES, calls, permissions
from generator.rules._walk import as_written, references, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._functions import Call
    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_OPEN = ("lambda:invokefunction", "lambda:*", "lambda:invoke*")
_KINDS = {
    "sns": ("AWS::SNS::Topic",),
    "events": ("AWS::Events::Rule",),
    "s3": ("AWS::S3::Bucket",),
    "lambda.alarms.cloudwatch": ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
    "logs": ("AWS::Logs::LogGroup",),
    "config": ("AWS::Config::ConfigRule",),
    "secretsmanager": ("AWS::SecretsManager::Secret",),
    "iot": ("AWS::IoT::TopicRule",),
}
"""Which types a permission's `SourceArn` may refer to, for each service."""
_LOUD = ("s3", "logs", "config", "secretsmanager")
"""Services that try the permission when they are set up; the others find out at each call."""


class MissingInvokePermission(Check):
    """Matches each call of a function with the Lambda permissions of the template."""

    id = "E9134"
    shortdesc = "A service calls a function without a permission that fits"
    description = (
        "SNS, EventBridge rules, S3, alarms, log subscriptions, Config, rotations and IoT rules "
        "call a function only if its own policy lets them: an AWS::Lambda::Permission with their "
        "principal, and with their ARN where it names a source"
    )
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
    tags: ClassVar[list[str]] = ["resources", "lambda", "permissions"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every call that no permission covers."""
        if not as_written(reader.template):
            return
        kinds = types(reader.template)
        granted = list(permissions(reader))
        for call in calls(reader):
            mine = [(given, path) for meant, given, path in granted if call.function in meant]
            fitting = [each for each in mine if _fits(reader, *each, SERVICES[call.kind])]
            if not any(_covers(given, call, kinds) for given, _ in fitting):
                yield Problem(call.path, _words(call, elsewhere=bool(fitting)))


def _fits(reader: Reader, given: Mapping[str, Any], path: Place, service: str) -> bool:
    action = [str(each).lower() for each in reader.read(given.get("Action"), (*path, "Action"))]
    return any(each in _OPEN or "${" in each for each in action) and any(
        reading.literal == "*" or reading.only_hole or str(reading).startswith(service + ".")
        for reading in reader.read(given.get("Principal"), (*path, "Principal"))
    )


def _covers(given: Mapping[str, Any], call: Call, kinds: Mapping[str, str]) -> bool:
    """Say whether a permission's source may be the caller: it names that, or nothing we know."""
    service = SERVICES[call.kind]
    mentioned = {name for _, name, _ in references(given.get("SourceArn"), ())}
    others = {name for name in mentioned if kinds.get(name) in _KINDS[service]}
    stated = str(given.get("SourceArn", "")).split(":")
    if stated[0] == "arn" and len(stated) > 2 and "${" not in stated[2]:  # noqa: PLR2004 - arn, partition, service
        return stated[2] == service.rpartition(".")[2]
    return not others or not call.source or call.source in others


def _words(call: Call, *, elsewhere: bool) -> str:
    service = f"{SERVICES[call.kind]}.amazonaws.com"
    why = (
        f"its permission for {service} names another source"
        if elsewhere
        else f"no AWS::Lambda::Permission lets {service} invoke it"
    )
    loud = SERVICES[call.kind] in _LOUD
    then = "The stack fails on it" if loud else "The stack is made, and every call is lost"
    source = f" and SourceArn: the ARN of {call.source}" if call.source else ""
    return (
        f"{call.function} is never called from here: {why}. {then}. Add a permission with Action: "
        f"lambda:InvokeFunction, FunctionName: !Ref {call.function}, Principal: {service}{source}"
    )

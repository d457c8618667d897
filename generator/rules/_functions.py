"""Lambda functions of a template: who calls them, and who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.rules._walk import at, expressions, named, references, resources, root, types

if TYPE_CHECKING:
    from generator.rules._pieces import Path, Reading
    from generator.rules._reader import Reader

_FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
_POINTERS = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
SERVICES = {
    "AWS::SNS::Subscription": "sns",
    "AWS::SNS::Topic": "sns",
    "AWS::Events::Rule": "events",
    "AWS::S3::Bucket": "s3",
    "AWS::CloudWatch::Alarm": "lambda.alarms.cloudwatch",
    "AWS::CloudWatch::CompositeAlarm": "lambda.alarms.cloudwatch",
    "AWS::Logs::SubscriptionFilter": "logs",
    "AWS::Config::ConfigRule": "config",
    "AWS::SecretsManager::RotationSchedule": "secretsmanager",
    "AWS::IoT::TopicRule": "iot",
}
"""What calls functions, and the start of the service principal that it calls them as."""
_PLACES = {
    "AWS::SNS::Subscription": ("Endpoint",),
    "AWS::SNS::Topic": ("Endpoint",),
    "AWS::Events::Rule": ("Arn",),
    "AWS::S3::Bucket": ("Function",),
    "AWS::CloudWatch::Alarm": ("AlarmActions", "OKActions", "InsufficientDataActions"),
    "AWS::CloudWatch::CompositeAlarm": ("AlarmActions", "OKActions", "InsufficientDataActions"),
    "AWS::Logs::SubscriptionFilter": ("DestinationArn",),
    "AWS::Config::ConfigRule": ("SourceIdentifier",),
    "AWS::SecretsManager::RotationSchedule": ("RotationLambdaARN",),
    "AWS::IoT::TopicRule": ("FunctionArn",),
}
_SOURCES = {
    "AWS::SNS::Subscription": "TopicArn",
    "AWS::Logs::SubscriptionFilter": "LogGroupName",
    "AWS::SecretsManager::RotationSchedule": "SecretId",
}


@dataclass(frozen=True)
class Call:
    """A service that calls a function: where that is written, and the logical ids of both ends.

    `source` is '' where the source is not in the template.
    """

    path: Path
    kind: str
    source: str
    function: str


def functions(reader: Reader) -> dict[str, str]:
    """Give the logical id of the function behind each function, alias and version."""
    kinds = types(reader.template)
    found = {name: name for name, kind in kinds.items() if kind in _FUNCTIONS}
    for name, _, given in resources(reader.template, *_POINTERS):
        for _, target, _ in references(given.get("FunctionName"), ()):
            if target in found:
                found[name] = target
    return found


def calls(reader: Reader) -> Iterator[Call]:
    """Yield each call of a function of the template by a service of the template.

    A rule's target with a role of its own needs no permission, and is left out.
    """
    known = functions(reader)
    for name, kind, given in resources(reader.template, *_PLACES):
        for where, value in named(given, root(name), _PLACES.get(kind, ())):
            beside = at(reader.template, where[:-1])
            if isinstance(beside, Mapping) and "RoleArn" in beside:
                continue
            for path, target in expressions(value, where):
                for reading in reader.read(target, path):
                    for function in {known[h.name] for h in reading.holes if h.name in known}:
                        yield Call(reading.path, kind, _source(kind, name, given), function)


def _source(kind: str, name: str, given: Mapping[str, Any]) -> str:
    if kind not in _SOURCES:
        return name
    return next((target for _, target, _ in references(given.get(_SOURCES[kind]), ())), "")


def permissions(reader: Reader) -> Iterator[tuple[set[str], Mapping[str, Any], Path]]:
    """Yield functions, properties and path of each Lambda permission.

    The functions are those that its `FunctionName` may mean; all, where only AWS knows.
    """
    known = functions(reader)
    for name, _, given in resources(reader.template, "AWS::Lambda::Permission"):
        path = root(name)
        meant: set[str] = set()
        for reading in reader.read(given.get("FunctionName"), (*path, "FunctionName")):
            meant |= _meant(reader, reading, known)
        yield meant, given, path


def _meant(reader: Reader, reading: Reading, known: Mapping[str, str]) -> set[str]:
    referred = {known[hole.name] for hole in reading.holes if hole.name in known}
    if referred:
        return referred
    called = {
        known[name]
        for name in known
        for own in reader.read(at(reader.template, (*root(name), "FunctionName")), ())
        if str(own) in str(reading)
    }
    return called or (set(known.values()) if reading.holes else set())

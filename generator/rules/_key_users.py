"""Which services of AWS have to use the key of a log group, a topic or a queue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.rules._links import existing, given, kind, linked, readings
from generator.rules._pieces import Assumptions, merge
from generator.rules._walk import at, named, resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Path
    from generator.rules._reader import Reader

KEYS = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")
_ALIAS = "AWS::KMS::Alias"
_KEY_OF = {
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
}
"""What is encrypted, and where its key stands."""
_ALARM = ("AlarmActions", "OKActions", "InsufficientDataActions")
_SENDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::CloudWatch::Alarm": ("cloudwatch", _ALARM),
    "AWS::CloudWatch::CompositeAlarm": ("cloudwatch", _ALARM),
    "AWS::Events::Rule": ("events", ("Arn",)),
    "AWS::S3::Bucket": ("s3", ("Topic", "Queue")),
    "AWS::SNS::Subscription": ("sns", ("Endpoint", "deadLetterTargetArn")),
    "AWS::SNS::Topic": ("sns", ("Endpoint",)),
    "AWS::Budgets::Budget": ("budgets", ("Address",)),
    "AWS::CodeStarNotifications::NotificationRule": ("codestar-notifications", ("TargetAddress",)),
}
"""What sends to topics and queues under a service's principal: which, and where they stand."""


@dataclass(frozen=True)
class Use:
    """A service that has to use a key of the template.

    `path` is where `encrypted` (a logical id) names the key, `sender` the resource that sends
    there; a log group's is itself.
    """

    path: Path
    key: str
    encrypted: str
    service: str
    sender: str


def uses(reader: Reader) -> Iterator[Use]:
    """Yield each use once, with the first sender that needs it."""
    found: dict[tuple[str, str, str], Use] = {}
    senders = list(_senders(reader))
    for path, key, encrypted, assumed in _encrypted(reader):
        own = kind(reader, encrypted) == "AWS::Logs::LogGroup"
        for target, service, sender, more in (
            [(encrypted, "logs", encrypted, ())] if own else senders
        ):
            if target == encrypted and _together(reader, assumed, more, encrypted, sender):
                use = Use(path, key, encrypted, service, sender)
                found.setdefault((key, encrypted, service), use)
    yield from found.values()


def _together(reader: Reader, one: Assumptions, other: Assumptions, *names: str) -> bool:
    """Say whether both may be so at once, where all of the resources exist."""
    ways = [both for both in [merge(one, other)] if both is not None]
    for name in names:
        ways = [
            both
            for way in ways
            for when in existing(reader, name)
            if (both := merge(way, when)) is not None
        ]
    return bool(ways)


def _encrypted(reader: Reader) -> Iterator[tuple[Path, str, str, Assumptions]]:
    """Yield place, key, what is encrypted with it, and what that assumes."""
    for name, type_, body in resources(reader.template, *_KEY_OF):
        where = _KEY_OF.get(type_, "")
        for reading in readings(reader, body.get(where), (*root(name), where)):
            for hole in reading.holes:
                for key in _keys(reader, hole.name):
                    yield reading.path, key, name, reading.assumed


def _keys(reader: Reader, name: str) -> list[str]:
    """Give the key of that name, or the one behind an alias."""
    if kind(reader, name) in KEYS:
        return [name]
    if kind(reader, name) != _ALIAS:
        return []
    node, path = given(reader, name).get("TargetKeyId"), (*root(name), "TargetKeyId")
    return [hole.name for _, hole in linked(reader, node, path, *KEYS)]


def _senders(reader: Reader) -> Iterator[tuple[str, str, str, Assumptions]]:
    """Yield the topic or queue, the service and resource that send to it, and what is assumed."""
    for name, type_, body in resources(reader.template, *_SENDERS):
        service, keys = _SENDERS.get(type_, ("", ()))
        for path, value in named(body, root(name), keys):
            if _with_a_role(at(reader.template, path[:-1])):
                continue
            for reading, hole in linked(reader, value, path, "AWS::SNS::Topic", "AWS::SQS::Queue"):
                yield hole.name, service, name, reading.assumed


def _with_a_role(target: Any) -> bool:
    """Say whether a rule's target is sent to under a role, whose own rights then count."""
    return isinstance(target, Mapping) and "RoleArn" in target

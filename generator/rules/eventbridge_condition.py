"""E9115: a condition that keeps EventBridge from delivering."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import kind, linked
from generator.rules._statements import Statement, statements
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Reading
    from generator.rules._reader import Reader

_EVENTS = "events.amazonaws.com"
_SOURCES = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
_OF_PRINCIPALS = ("aws:principalorgid", "aws:principalorgpaths")
"""Keys that a request has where its principal is of an organization; a service is of none."""
_NEEDS_THE_KEY = re.compile(r"(ForAnyValue:)?(String|Arn)(Equals|Like|EqualsIgnoreCase)")
"""Operators that do not match where the key is missing (their ...IfExists and Not... do)."""
_RULE = re.compile(r"arn:[^:]*:events:[^:]*:[^:]*:(rule/|\*)|arn:\*|\*")
_NO_TRACE = (
    "The event is dropped, and nothing but the rule's metric FailedInvocations tells. "
    "Leave the condition out{}"
)


class EventBridgeCondition(Check):
    """Finds conditions that EventBridge's requests to topics, queues and functions never meet."""

    id = "E9115"
    shortdesc = "A condition that keeps EventBridge from delivering"
    description = (
        "For topics EventBridge supports no condition, for a topic's key none on the source; "
        "elsewhere aws:SourceArn is the rule's ARN. A rule whose target refuses says nothing"
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"
    )
    tags: ClassVar[list[str]] = ["resources", "events", "sns", "sqs", "kms", "iam"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every condition in a resource's policy that shuts EventBridge out."""
        keys = set(_keys_of_topics(reader))
        for statement in statements(reader, "AWS::SNS::", "AWS::KMS::", "AWS::SQS::"):
            if statement.allows and _EVENTS in statement.services(reader):
                yield from _shut_out(reader, statement, topic=statement.owner in keys)
        for name, _, given in resources(reader.template, "AWS::Lambda::Permission"):
            if given.get("Principal") == _EVENTS:
                for reading in reader.read(given.get("SourceArn"), (*root(name), "SourceArn")):
                    if _no_rule(reader, reading):
                        yield Problem(reading.path, _words_of_source(reading))


def _keys_of_topics(reader: Reader) -> Iterator[str]:
    for name, _, given in resources(reader.template, "AWS::SNS::Topic"):
        path = (*root(name), "KmsMasterKeyId")
        for _, hole in linked(reader, given.get("KmsMasterKeyId"), path, "AWS::KMS::Key"):
            yield hole.name


def _shut_out(reader: Reader, statement: Statement, *, topic: bool) -> Iterator[Problem]:
    of_topic = statement.kind.startswith("AWS::SNS::")
    for operator, key, path, values in statement.conditions(reader):
        if of_topic and statement.grants(reader, "sns:Publish"):
            words = (
                f"EventBridge publishes to a topic without what a condition compares with: "
                f"{operator} on {key} is never met. "
            )
            yield Problem(path, words + _NO_TRACE.format(", or put other principals' apart"))
        elif topic and key in _SOURCES:
            words = (
                f"{statement.owner} encrypts a topic, and KMS does not see {key} when EventBridge "
                "publishes to it. "
            )
            yield Problem(path, words + _NO_TRACE.format("; kms:ViaService may stay"))
        elif key in _OF_PRINCIPALS and _NEEDS_THE_KEY.fullmatch(operator):
            words = f"{key} is of an organization's principals, and EventBridge's service is none. "
            yield Problem(path, words + _NO_TRACE.format("; aws:SourceAccount names the account"))
        elif statement.kind.startswith("AWS::SQS::") and key == "aws:sourcearn":
            for reading in values:
                if _no_rule(reader, reading) or _literal_star(operator, reading):
                    yield Problem(reading.path, _words_of_source(reading, operator))


def _no_rule(reader: Reader, reading: Reading) -> bool:
    """Say whether this is certainly not the ARN of an EventBridge rule."""
    hole = reading.only_hole
    if hole is not None:
        return kind(reader, hole.name) not in ("", "AWS::Events::Rule")
    first = reading.pieces[0] if reading.pieces else ""
    known = isinstance(first, str) and first.startswith("arn:")
    return known and not _RULE.match(re.sub(r"\$\{[^}]*\}", "~", str(reading)))


def _literal_star(operator: str, reading: Reading) -> bool:
    return operator.rsplit(":", maxsplit=1)[-1].startswith("StringEquals") and "*" in str(reading)


def _words_of_source(reading: Reading, operator: str = "") -> str:
    if _literal_star(operator, reading):
        return (
            f"StringEquals takes the '*' in '{reading}' for a plain character, so no rule matches "
            "and the event is dropped without a word. Write ArnLike instead"
        )
    return (
        f"for EventBridge aws:SourceArn is the ARN of the rule, and '{reading}' is none: the "
        "event is dropped without a word. Write !GetAtt <Rule>.Arn"
    )

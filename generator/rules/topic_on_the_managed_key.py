"""E9114: a topic on the AWS-managed key that an AWS service publishes to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import linked
from generator.rules._pieces import Assumptions, merge
from generator.rules._walk import named, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_MANAGED = "alias/aws/sns"
_PUBLISHERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::CloudWatch::Alarm": ("CloudWatch", ("AlarmActions", "OKActions")),
    "AWS::CloudWatch::CompositeAlarm": ("CloudWatch", ("AlarmActions", "OKActions")),
    "AWS::Events::Rule": ("EventBridge", ("Arn",)),
    "AWS::S3::Bucket": ("S3", ("Topic",)),
    "AWS::Budgets::Budget": ("Budgets", ("Address",)),
    "AWS::CodeStarNotifications::NotificationRule": ("CodeStar", ("TargetAddress",)),
}
"""Services that publish under their own principal: who, and where the topic stands."""


class TopicOnTheManagedKey(Check):
    """Finds topics with `alias/aws/sns` behind alarms, rules and other services' notifications."""

    id = "E9114"
    shortdesc = "A topic on the AWS-managed key that alarms, rules or other services publish to"
    description = (
        "A service that publishes to an encrypted topic needs rights on its key. The policy of "
        "alias/aws/sns cannot be changed and gives them none: nothing is ever delivered"
    )
    source_url = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
    tags: ClassVar[list[str]] = ["resources", "sns", "kms", "alarms", "events"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every publisher of such a topic."""
        locked = _locked(reader)
        for name, kind, given in resources(reader.template, *_PUBLISHERS) if locked else ():
            who, keys = _PUBLISHERS.get(kind, ("", ()))
            for path, value in named(given, root(name), (*keys, "InsufficientDataActions")):
                for reading, hole in linked(reader, value, path, "AWS::SNS::Topic"):
                    if any(
                        merge(reading.assumed, one) is not None for one in locked.get(hole.name, ())
                    ):
                        yield Problem(reading.path, _words(who, hole.name))


def _locked(reader: Reader) -> dict[str, list[Assumptions]]:
    """Give what is assumed where each topic is on the AWS-managed key."""
    found: dict[str, list[Assumptions]] = {}
    for name, _, given in resources(reader.template, "AWS::SNS::Topic"):
        key = (*root(name), "KmsMasterKeyId")
        found[name] = [
            reading.assumed
            for reading in reader.read(given.get("KmsMasterKeyId"), key)
            if str(reading).endswith(_MANAGED)
        ]
    return found


def _words(who: str, topic: str) -> str:
    return (
        f"{who} publishes to {topic}, whose key is {_MANAGED}: AWS's own policy on that key lets "
        f"no service in, so nothing arrives, and nobody is told. Give {topic} a key of your own "
        "whose policy allows the service kms:Decrypt and kms:GenerateDataKey*, or no key"
    )

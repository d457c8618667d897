"""An onlooker on the default bus: keeps each ``Drift Detected`` event, as anyone's rule would."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.rehearsal.embedded import EmbeddedAws

_NAME = "rehearsal-onlooker"
_PATTERN = {"source": ["model-monitoring"], "detail-type": ["Drift Detected"]}


def arrive(aws: EmbeddedAws) -> None:
    """Make a rule on the event, and a queue for it."""
    sqs, events = aws.client("sqs"), aws.client("events")
    queue = sqs.create_queue(QueueName=_NAME)["QueueUrl"]
    rule = events.put_rule(Name=_NAME, EventPattern=json.dumps(_PATTERN))["RuleArn"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    may = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn["QueueArn"],
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    events.put_targets(Rule=_NAME, Targets=[{"Id": "queue", "Arn": arn["QueueArn"]}])


def events(aws: EmbeddedAws) -> list[str]:
    """Give the events that came since the last look, as JSON."""
    sqs = aws.client("sqs")
    queue = sqs.get_queue_url(QueueName=_NAME)["QueueUrl"]
    found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    for one in found:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"])
    return [one["Body"] for one in found]

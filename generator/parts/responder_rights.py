"""What the stack's function may do to record runs, and to tell what its alarms say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from awacs import (
    cloudwatch as cloudwatch_actions,
    events as events_actions,
    sagemaker as sagemaker_actions,
    sns as sns_actions,
)
from troposphere import Ref

from generator.iam import Grant, statement, unless
from generator.intrinsics import everywhere

if TYPE_CHECKING:
    from generator.parts.alerts import Topic


def responder_rights(topic: Topic) -> list[Any]:
    """List the rights; baselines, reports and state are in the bucket, which is the function's."""
    return [
        read_alarms(),
        tell_events(),
        send_mail(topic),
        count_requests(),
        unless("NoPipeline", start_retraining()),
    ]


@statement
def count_requests() -> Grant:
    """Count requests: the action knows no resource [Service Authorization Reference]."""
    return Grant([cloudwatch_actions.GetMetricStatistics], ["*"])


@statement
def read_alarms() -> Grant:
    """See which alarms of the stack ring: who asks by a prefix, asks for all alarms."""
    return Grant([cloudwatch_actions.DescribeAlarms], ["*"])


@statement
def tell_events() -> Grant:
    """Put events on the account's default bus."""
    return Grant([events_actions.PutEvents], [everywhere("events", "event-bus/default")])


@statement
def send_mail(topic: Topic) -> Grant:
    """Send an alert."""
    return Grant([sns_actions.Publish], [Ref(topic.topic)])


@statement
def start_retraining() -> Grant:
    """See which parameters the user's pipeline declares, and start it."""
    return Grant(
        [sagemaker_actions.DescribePipeline, sagemaker_actions.StartPipelineExecution],
        [Ref("RetrainingPipelineArn")],
    )

"""Alerts: the encrypted topic, and the responder that answers alarms and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import aws
from awacs import sns as sns_actions
from troposphere import Ref, Sub, awslambda, cloudwatch, events, sns, sqs

from generator.iam import arn_of, document
from generator.parts.alarms import undelivered
from generator.parts.base import Part
from generator.parts.functions import (
    FunctionLogs,
    accepts_dead_letters,
    function,
    invocable,
)

if TYPE_CHECKING:
    from troposphere import iam

    from generator.parts.encryption import Encryption
    from generator.parts.endpoint import Watched
    from generator.parts.storage import CleanUp

EVERY_MINUTES = 10
_TIMEOUT = 300  # seconds


@dataclass(frozen=True)
class Topic(Part):
    """The topic, who may publish to it, and the one subscriber."""

    TITLE: ClassVar[str] = "Alerts: one incident, one mail that opens it and one that closes it"
    topic: sns.Topic
    policy: sns.TopicPolicy
    subscription: sns.SubscriptionResource


def topic(encryption: Encryption) -> Topic:
    """Make the topic, on the stack's own key: alarms need its policy."""
    made = sns.Topic(
        "Topic",
        DisplayName=Sub("${ModelName} ${Environment} monitoring"),
        KmsMasterKeyId=Ref(encryption.key),
    )
    publish = aws.Statement(
        Sid="Publish",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", "cloudwatch.amazonaws.com"),
        Action=[sns_actions.Publish],
        Resource=[Ref(made)],
        Condition=aws.Condition(aws.StringEquals({"aws:SourceAccount": Ref("AWS::AccountId")})),
    )
    return Topic(
        topic=made,
        policy=sns.TopicPolicy(
            "TopicPolicy",
            Topics=[Ref(made)],
            PolicyDocument=document(publish, _publish_events(made)),
        ),
        subscription=sns.SubscriptionResource(
            "Subscription", TopicArn=Ref(made), Protocol="email", Endpoint=Ref("EmailAddress")
        ),
    )


def _publish_events(topic: sns.Topic) -> aws.Statement:
    """Let EventBridge rules publish, without a condition: the service supports none here.

    [EventBridge user guide, "Using resource-based policies", Amazon SNS permissions]
    """
    return aws.Statement(
        Sid="PublishEvents",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", "events.amazonaws.com"),
        Action=[sns_actions.Publish],
        Resource=[Ref(topic)],
    )


@dataclass(frozen=True)
class Alerts(Part):
    """Responder, the rule that calls it, and the alarm that tells when it failed."""

    responder: awslambda.Function
    rule: events.Rule
    permission: awslambda.Permission
    queue_policy: sqs.QueuePolicy
    undelivered: cloudwatch.Alarm


def alerts(
    work: iam.Role,
    storage: CleanUp,
    logs: FunctionLogs,
    topic: Topic,
    watched: Watched,
    dashboard_url: Sub,
) -> Alerts:
    """Make the responder.

    One rule calls it by the clock, to record finished runs, so that nothing depends on an event
    that may not arrive, and when an alarm changes [EventBridge API reference, PutRule: a rule may
    have a schedule and a pattern].
    """
    responder = function(
        "Responder",
        package="responder",
        role=work,
        shared=logs,
        timeout=_TIMEOUT,
        environment={
            "STACK": Ref("AWS::StackName"),
            "MODEL": Ref("ModelName"),
            "ENVIRONMENT": Ref("Environment"),
            "ENDPOINT": watched.attribute("EndpointName"),
            "VARIANT": watched.attribute("VariantName"),
            "BUCKET": storage.bucket,
            "PREFIX": Sub("${Storage.Prefix}"),
            "QUALITY": Ref("EnableModelQuality"),
            "MINIMUM_RECORDS": Ref("MinimumRecords"),
            "TOPIC": Ref(topic.topic),
            "DASHBOARD": dashboard_url,
            "PIPELINE": Ref("RetrainingPipelineArn"),
        },
    )
    rule = _rule(responder, logs)
    return Alerts(
        responder=responder,
        rule=rule,
        permission=invocable("ResponderPermission", responder, rule),
        queue_policy=accepts_dead_letters("DeadLettersPolicy", logs, rule),
        undelivered=undelivered(logs, topic),
    )


def _rule(responder: awslambda.Function, logs: FunctionLogs) -> events.Rule:
    """Make the rule: the clock, and the alarms, whose names begin with the stack's."""
    pattern: dict[str, Any] = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"alarmName": [{"prefix": Sub("${AWS::StackName}-")}]},
    }
    target = events.Target(
        Id="Responder",
        Arn=arn_of(responder),
        DeadLetterConfig=events.DeadLetterConfig(Arn=arn_of(logs.dead_letters)),
    )
    return events.Rule(
        "ResponderRule",
        ScheduleExpression=f"rate({EVERY_MINUTES} minutes)",
        EventPattern=pattern,
        Targets=[target],
    )

"""Alerts: the encrypted topic, and the responder that answers alarms and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import aws, sns as sns_actions
from troposphere import Ref, Sub, awslambda, cloudwatch, events, sns, sqs

from generator.iam import arn_of, document
from generator.parts.alarms import undelivered
from generator.parts.base import Part
from generator.parts.functions import FunctionLogs, accepts_dead_letters, function, invocable

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
    """Responder, the clock and the rule that call it, and the alarm that tells when it failed."""

    responder: awslambda.Function
    clock: events.Rule
    clock_permission: awslambda.Permission
    rule: events.Rule
    rule_permission: awslambda.Permission
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

    The clock calls it to record finished runs, so that nothing depends on an event that may not
    arrive; a rule calls it when an alarm changes.
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
            "PREFIX": storage.prefix,
            "QUALITY": Ref("EnableModelQuality"),
            "MINIMUM_RECORDS": Ref("MinimumRecords"),
            "TOPIC": Ref(topic.topic),
            "DASHBOARD": dashboard_url,
            "PIPELINE": Ref("RetrainingPipelineArn"),
        },
    )
    target = _target(responder, logs)
    clock = events.Rule(
        "Clock", ScheduleExpression=f"rate({EVERY_MINUTES} minutes)", Targets=[target]
    )
    rule = _rule(target)
    return Alerts(
        responder=responder,
        clock=clock,
        clock_permission=invocable("ClockPermission", responder, clock),
        rule=rule,
        rule_permission=invocable("AlarmRulePermission", responder, rule),
        queue_policy=accepts_dead_letters("DeadLettersPolicy", logs, clock, rule),
        undelivered=undelivered(logs, topic),
    )


def _rule(target: events.Target) -> events.Rule:
    """Make the rule on the stack's alarms, whose names CloudFormation begins with the stack's."""
    pattern: dict[str, Any] = {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"alarmName": [{"prefix": Sub("${AWS::StackName}-")}]},
    }
    return events.Rule("AlarmRule", EventPattern=pattern, Targets=[target])


def _target(function: awslambda.Function, logs: FunctionLogs) -> events.Target:
    """Give a rule's target; what cannot be delivered is put aside."""
    return events.Target(
        Id="Responder",
        Arn=arn_of(function),
        DeadLetterConfig=events.DeadLetterConfig(Arn=arn_of(logs.dead_letters)),
    )

"""Alerts: the encrypted topic, and the rule that calls the function to tell what is new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from awacs import aws, sns as sns_actions
from troposphere import Ref, Sub, awslambda, cloudwatch, events, sns, sqs

from generator.iam import Grant, arn_of, document, resource_statement
from generator.parts.alarms import undelivered
from generator.parts.base import Part
from generator.parts.functions import FunctionLogs, accepts_dead_letters, invocable

if TYPE_CHECKING:
    from generator.parts.encryption import Encryption
    from generator.parts.endpoint import Watched
    from generator.parts.function import Function
    from generator.parts.storage import CleanUp

EVERY_MINUTES = 10


@dataclass(frozen=True)
class Topic(Part):
    """The topic, who may publish to it, and the one subscriber."""

    TITLE: ClassVar[str] = "E-mail"
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
    publish = resource_statement(
        "Publish",
        aws.Principal("Service", "cloudwatch.amazonaws.com"),
        Grant(
            [sns_actions.Publish],
            [Ref(made)],
            {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}},
        ),
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
    service = aws.Principal("Service", "events.amazonaws.com")
    return resource_statement("PublishEvents", service, Grant([sns_actions.Publish], [Ref(topic)]))


@dataclass(frozen=True)
class Alerts(Part):
    """The rule that calls the function, and the alarm that tells when it failed."""

    TITLE: ClassVar[str] = "Clock, and alarms"
    rule: events.Rule
    permission: awslambda.Permission
    queue_policy: sqs.QueuePolicy
    undelivered: cloudwatch.Alarm


def alerts(
    function: Function,
    storage: CleanUp,
    logs: FunctionLogs,
    topic: Topic,
    watched: Watched,
    dashboard_url: Sub,
) -> Alerts:
    """Call the function by the clock, so that nothing depends on an event that may not arrive.

    And whenever an alarm of the stack changes, so that nobody waits for the clock. It is told for
    whom it works, and looks for itself at what is the case. A rule may have a schedule and a
    pattern, and triggers on both [EventBridge API reference, PutRule].
    """
    told = {
        "STACK": "${AWS::StackName}",
        "MODEL": "${ModelName}",
        "ENVIRONMENT": "${Environment}",
        "ENDPOINT": f"${{{watched.watched.title}.Name}}",
        "VARIANT": f"${{{watched.watched.title}.Variant}}",
        "BUCKET": f"${{{storage.storage.title}}}",
        "PREFIX": f"${{{storage.storage.title}.Prefix}}",
        "QUALITY": "${EnableModelQuality}",
        "RECORDS": "${MinimumRecords}",
        "TOPIC": f"${{{topic.topic.title}}}",
        "DASHBOARD": dashboard_url.data["Fn::Sub"],
        "PIPELINE": "${RetrainingPipelineArn}",
    }
    rule = events.Rule(
        "Rule",
        ScheduleExpression=f"rate({EVERY_MINUTES} minutes)",
        EventPattern={
            "source": ["aws.cloudwatch"],
            "detail": {"alarmName": [{"prefix": Sub("${AWS::StackName}-")}]},
        },
        Targets=[
            events.Target(
                Id="Function",
                Arn=arn_of(function.function),
                DeadLetterConfig=events.DeadLetterConfig(Arn=arn_of(logs.dead_letters)),
                Input=Sub(json.dumps(told, separators=(",", ":"))),
            )
        ],
    )
    return Alerts(
        rule=rule,
        permission=invocable("RulePermission", function.function, rule),
        queue_policy=accepts_dead_letters("DeadLettersPolicy", logs, rule),
        undelivered=undelivered(logs, topic),
    )

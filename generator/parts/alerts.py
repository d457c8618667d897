"""Alerts: the encrypted topic, and the rule that calls the function to tell what is new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from troposphere import Ref, Sub, awslambda, cloudwatch, events, sns

from generator.iam import arn_of
from generator.parts.alarms import undelivered
from generator.parts.base import Part
from generator.parts.functions import FunctionLogs, invocable
from lambda_src.responder import told

if TYPE_CHECKING:
    from generator.parts.encryption import Encryption
    from generator.parts.endpoint import Watched
    from generator.parts.function import Function
    from generator.parts.storage import CleanUp

EVERY_MINUTES = 10


@dataclass(frozen=True)
class Topic(Part):
    """The topic and the one subscriber.

    SNS's own policy lets the account's alarms publish [Amazon SNS developer guide, "Identity and
    access management": the default topic policy].
    """

    TITLE: ClassVar[str] = "E-mail"
    topic: sns.Topic
    subscription: sns.SubscriptionResource


def topic(encryption: Encryption) -> Topic:
    """Make the topic, on the stack's own key: alarms need its policy."""
    made = sns.Topic(
        "Topic",
        DisplayName=Sub("${ModelName} ${Environment} monitoring"),
        KmsMasterKeyId=Ref(encryption.key),
    )
    return Topic(
        topic=made,
        subscription=sns.SubscriptionResource(
            "Subscription", TopicArn=Ref(made), Protocol="email", Endpoint=Ref("EmailAddress")
        ),
    )


@dataclass(frozen=True)
class Alerts(Part):
    """The rule that calls the function, and the alarm that tells when it failed."""

    TITLE: ClassVar[str] = "Clock, and alarms"
    rule: events.Rule
    permission: awslambda.Permission
    undelivered: cloudwatch.Alarm


def alerts(
    function: Function,
    storage: CleanUp,
    mail: tuple[Topic, FunctionLogs],
    watched: Watched,
    dashboard_url: Sub,
    more: dict[int, str],
) -> Alerts:
    """Call the function by the clock, so that nothing depends on an event that may not arrive.

    And whenever an alarm of the stack changes, so that nobody waits for the clock. It is told for
    whom it works, ``more`` of it in this edition, and looks for itself at what is the case. A rule
    may have a schedule and a pattern, and triggers on both [EventBridge API reference, PutRule].
    What EventBridge cannot deliver within a day needs no dead letters: the next call does the same.
    """
    topic, logs = mail
    of = watched.watched.title
    by_place = {
        told.STACK: "${AWS::StackName}",
        told.MODEL: "${ModelName}",
        told.ENVIRONMENT: "${Environment}",
        told.ENDPOINT: f"${{{of}.Name}}",
        told.VARIANT: f"${{{of}.Variant}}",
        told.BUCKET: f"${{{storage.storage.title}}}",
        told.PREFIX: f"${{{storage.storage.title}.Prefix}}",
        told.QUALITY: "${EnableModelQuality}",
        told.TOPIC: f"${{{topic.topic.title}}}",
        told.DASHBOARD: dashboard_url.data["Fn::Sub"],
        told.PIPELINE: "${RetrainingPipelineArn}",
        **more,
    }
    given = json.dumps([by_place[place] for place in sorted(by_place)], separators=(",", ":"))
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
                Input=Sub(given),
            )
        ],
    )
    return Alerts(
        rule=rule,
        permission=invocable("RulePermission", function.function, rule),
        undelivered=undelivered(logs, topic),
    )

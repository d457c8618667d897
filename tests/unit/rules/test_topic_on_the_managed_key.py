from __future__ import annotations

import pytest

RULES = ("E9114",)
TEMPLATE = """
Parameters:
  Key: {Type: String, Default: alias/aws/sns, AllowedValues: [alias/aws/sns, alias/mine]}
Conditions:
  Managed: !Equals [!Ref Key, alias/aws/sns]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: %s}}
  Publisher: {Type: %s, Properties: %s}
"""
MANAGED = [
    "alias/aws/sns",
    "!Ref Key",
    "!If [Managed, alias/aws/sns, alias/mine]",
    "!Sub 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/sns'",
]
PUBLISHERS = [
    ("AWS::CloudWatch::Alarm", "{AlarmActions: [!Ref Topic]}"),
    ("AWS::CloudWatch::Alarm", "{AlarmActions: [], OKActions: !If [Managed, [!Ref Topic], []]}"),
    ("AWS::CloudWatch::CompositeAlarm", "{InsufficientDataActions: [!Ref Topic]}"),
    ("AWS::Events::Rule", "{Targets: [{Id: t, Arn: !GetAtt Topic.TopicArn}]}"),
    (
        "AWS::S3::Bucket",
        "{NotificationConfiguration: {TopicConfigurations: [{Event: 's3:*', Topic: !Ref Topic}]}}",
    ),
]


@pytest.mark.parametrize("key", MANAGED)
@pytest.mark.parametrize(("kind", "publisher"), PUBLISHERS)
def test_a_service_that_publishes_to_a_topic_on_awss_key_is_found(faults, key, kind, publisher):
    [(_, path, message)] = faults(TEMPLATE % (key, kind, publisher))
    assert path.startswith("Resources/Publisher/Properties/")
    assert "nothing arrives" in message


@pytest.mark.parametrize(
    ("key", "kind", "publisher"),
    [
        ("alias/mine", "AWS::CloudWatch::Alarm", "{AlarmActions: [!Ref Topic]}"),
        ("!Ref AWS::NoValue", "AWS::CloudWatch::Alarm", "{AlarmActions: [!Ref Topic]}"),
        ("alias/aws/sns", "AWS::CloudWatch::Alarm", "{AlarmActions: [!Ref Elsewhere]}"),
        ("alias/aws/sns", "AWS::SNS::Subscription", "{TopicArn: !Ref Topic}"),
        (
            "!If [Managed, alias/aws/sns, alias/mine]",
            "AWS::CloudWatch::Alarm",
            "{AlarmActions: !If [Managed, [], [!Ref Topic]]}",
        ),
    ],
)
def test_a_key_of_ones_own_or_none_passes(faults, key, kind, publisher):
    found = faults(TEMPLATE % (key, kind, publisher))
    assert found == []

from __future__ import annotations

import pytest
from botocore.session import get_session

from generator.rules._partitions import PARTITIONS

RULES = ("E9111",)
POLICY = """
Parameters:
  Given: {Type: String, Default: ''}
Conditions:
  Own: !Equals [!Ref Given, '']
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Topic: {Type: AWS::SNS::Topic}
  Secret: {Type: AWS::SecretsManager::Secret}
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: %s}]}
"""
PROPERTY = """
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {}}
  Topic: {Type: AWS::SNS::Topic}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: %s}
"""


@pytest.mark.parametrize(
    ("value", "instead"),
    [
        ("!Sub '${Bucket}/*'", "Write !Sub '${Bucket.Arn}/*'"),
        ("[!Ref Bucket]", "Write !Sub '${Bucket.Arn}'"),
        ("!Join ['/', [!Ref Bucket, '*']]", "Write !Sub '${Bucket.Arn}/*'"),
        ("!If [Own, !Ref Queue, '*']", "Write !Sub '${Queue.Arn}'"),
        ("my-bucket/*", "Write !Sub 'arn:${AWS::Partition}:s3:::my-bucket/*'"),
        ("!Sub 's3://${Bucket}/x'", "Write !Sub 'arn:${AWS::Partition}:s3:::${Bucket}/x'"),
        ("arn:aws:s3::bucket", "has 5 fields"),
        ("!Sub 'arn:${AWS::Partition}:s3::bucket'", "has 5 fields"),
        ("!Sub 'arn:aws:s3:${AWS::Region}:${AWS::AccountId}:b/*'", "names a region or an account"),
        ("!Sub 'arn:aws:iam:${AWS::Region}:${AWS::AccountId}:role/r'", "IAM has none"),
        ("!Sub 'arn:aws-us:s3:::${Bucket}'", "the partition aws-us, and AWS has none"),
    ],
)
def test_a_resource_of_a_policy_that_is_no_arn_is_found(faults, value, instead):
    [(_, path, message)] = faults(POLICY % value)
    assert path.startswith("Resources/Policy/Properties/PolicyDocument/Statement/0/Resource")
    assert instead in message


@pytest.mark.parametrize(
    "value",
    [
        "'*'",
        "!GetAtt Bucket.Arn",
        "!Sub '${Bucket.Arn}/*'",
        "[!Ref Topic, !Ref Secret, !Ref Given]",
        "!Sub 'arn:${AWS::Partition}:s3:::${Bucket}/*'",
        "!Sub 'arn:${Given}'",
        "!ImportValue x",
        "!Sub 'arn:*:s3:::*'",
        "'arn:aws*:s3:::*'",
        "arn:aws-iso-b:s3:::bucket",
        "!Sub 'arn:aws:s3:${AWS::Region}:${AWS::AccountId}:accesspoint/a'",
        "!Sub 'arn:aws:s3:${AWS::Region}:${AWS::AccountId}:${Given}'",
        "'{{resolve:ssm:/arn}}'",
        "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:*:*'",
    ],
)
def test_an_arn_and_what_only_aws_knows_pass(faults, value):
    assert faults(POLICY % value) == []


@pytest.mark.parametrize(
    "properties",
    [
        "{AlarmActions: [alerts]}",
        "{OKActions: [!GetAtt Topic.TopicName]}",
        "{RoleArn: !Ref Role}",
        "{PolicyArns: [AmazonS3ReadOnlyAccess]}",
    ],
)
def test_a_property_that_wants_an_arn_is_held_to_it(faults, properties):
    assert [rule for rule, _, _ in faults(PROPERTY % properties)] == ["E9111"]


@pytest.mark.parametrize(
    "properties",
    [
        "{AlarmActions: [!Ref Topic], RoleArn: !GetAtt Role.Arn}",
        "{KmsKeyArn: alias/mine}",
        "{Environment: {Variables: {TopicArn: none}}}",
        "{InputTransformer: {InputPathsMap: {detail-SourceArn: $.detail.SourceArn}}}",
        "{AlarmDescription: 'arn: what is one?'}",
    ],
)
def test_a_property_that_takes_more_than_arns_is_not(faults, properties):
    assert faults(PROPERTY % properties) == []


def test_every_partition_that_botocore_knows_is_one():
    assert {*get_session().get_available_partitions()} <= PARTITIONS


@pytest.mark.parametrize("value", ["my-function", "!Ref Function", "!GetAtt Function.Arn"])
def test_a_functions_url_takes_a_name_too(faults, value):
    template = """
Resources:
  Function: {{Type: AWS::Lambda::Function, Properties: {{}}}}
  Url: {{Type: AWS::Lambda::Url, Properties: {{AuthType: AWS_IAM, TargetFunctionArn: {} }}}}
"""
    assert faults(template.format(value)) == []

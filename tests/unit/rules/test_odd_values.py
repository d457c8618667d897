"""No rule breaks on a template in which something stands that does not belong there."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from cfnlint.decode import decode_str

from generator.checks_cfnlint import our_rules
from generator.rules._reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE = """
Parameters:
  Given: {Type: String, Default: d, AllowedValues: [a, b]}
Conditions:
  Own: !Equals [!Ref Given, a]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: alias/aws/sns, Subscription: []}}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmActions: [!Ref Topic]
      Metrics: [{MetricStat: {Metric: {Namespace: AWS/S3, MetricName: NumberOfObjects}, Period: 1}}]
  Talks:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sns:Publish
            Condition: {ArnLike: {aws:SourceArn: !Sub 'arn:aws:events:${AWS::Region}:1:rule/*'}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: r
      ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess']
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Environment: {Variables: {TOPIC: !Ref Topic}}
      Code: {ZipFile: !Join ['', ["import boto3;", "boto3.client('s3').put_object()"]]}
  Called:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Function.Arn}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: {Status: Enabled}
      LifecycleConfiguration: {Rules: [{Status: Enabled, Prefix: '', ExpirationInDays: 1}]}
  Model:
    Type: AWS::SageMaker::Model
    Properties: {ModelName: m, PrimaryContainer: {ModelDataUrl: !Sub 's3://${Bucket}/m'}}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties: {DataCaptureConfig: !If [Own, {CaptureOptions: []}, !Ref AWS::NoValue]}
  Endpoint: {Type: AWS::SageMaker::Endpoint, Properties: {EndpointConfigName: !Ref Config}}
  Job:
    Type: AWS::SageMaker::ModelQualityJobDefinition
    Properties: {ModelQualityJobInput: {EndpointInput: {EndpointName: !Ref Endpoint}}}
"""
TRUST = """
Conditions:
  Own: !Equals [a, b]
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement: [{Effect: Allow, Action: 'kms:*', Principal: {Service: [s3.amazonaws.com]}}]
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/a, TargetKeyId: !Ref Key}}
  Topic: {Type: AWS::SNS::Topic, Condition: Own, Properties: {KmsMasterKeyId: !Ref Alias}}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {KmsKeyId: !If [Own, !GetAtt Key.Arn, b]}}
  Rule: {Type: AWS::Events::Rule, Properties: {Targets: [{Id: t, Arn: !Ref Topic}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: [a, b]}}]}
      Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: ['*']}]}}]
  Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
"""
ODD: list[Any] = [
    None,
    True,
    [[]],
    {"Fn::If": True},
    {"Fn::If": ["Own", [None], {"Ref": "AWS::NoValue"}]},
    {"Fn::Sub": []},
    {"Fn::GetAtt": {"Ref": []}},
]


def steps(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key, value in node.items() if isinstance(node, dict) else enumerate(node or ()):
        if isinstance(value, (dict, list)):
            yield from steps(value, (*path, key))
        else:
            yield (*path, key)


def replaced(template: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = deepcopy(template)
    node = copy
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = deepcopy(value)
    return copy


@pytest.mark.parametrize("text", [TEMPLATE, TRUST], ids=["monitoring", "trust"])
@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_value_of_the_wrong_kind_breaks_no_rule(odd, text):
    template, errors = decode_str(text)
    assert not errors
    for path in steps(template):
        if len(path) > 2:
            reader = Reader(replaced(template, path, odd))
            for rule in our_rules().values():
                list(rule.problems(reader))

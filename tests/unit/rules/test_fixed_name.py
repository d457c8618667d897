from __future__ import annotations

import pytest

from generator.rules._replaced import create_only, name_property

RULES = ("W9118",)
TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev}
  Data: {Type: String, Default: s3://b/k}
Resources:
  Role: {Type: AWS::IAM::Role, Properties: %s}
  Model: {Type: AWS::SageMaker::Model, Properties: {PrimaryContainer: {ModelDataUrl: %s}}}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties: {ProductionVariants: [{ModelName: !GetAtt Model.ModelName}], %s}
  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: example.org}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Env, %s}}
  Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {DeliveryStreamName: s}}
"""
UNNAMED = "Tags: []"
IN_PLAIN_TEXT = "s3://b/k"
BY_PARAMETER = "!Ref Data"


def template(
    role: str = "{}", data: str = IN_PLAIN_TEXT, config: str = UNNAMED, group: str = UNNAMED
) -> str:
    return TEMPLATE % (role, data, config, group)


@pytest.mark.parametrize(
    ("given", "place", "words"),
    [
        (
            {"config": "EndpointConfigName: mine"},
            "Config/Properties/EndpointConfigName",
            "a change of ProductionVariants replaces this resource",
        ),
        (
            {"config": "EndpointConfigName: !Join ['-', [!Ref AWS::StackName, c]]"},
            "Config/Properties/EndpointConfigName",
            "a change of ProductionVariants replaces this resource",
        ),
        (
            {"config": "EndpointConfigName: !Sub '${AWS::StackName}-c'", "data": BY_PARAMETER},
            "Config/Properties/EndpointConfigName",
            "a change of Data replaces this resource, and EndpointConfigName stays the same",
        ),
        (
            {"config": "EndpointConfigName: !Sub '${Env}-c'", "data": "!Sub '${Data}/m.tar.gz'"},
            "Config/Properties/EndpointConfigName",
            "a change of Data replaces",
        ),
        ({"role": "{RoleName: mine}"}, "Role/Properties/RoleName", "in the whole account"),
        (
            {"group": "GroupName: g, GroupDescription: !Ref Env"},
            "Group/Properties/GroupName",
            "a change of Env replaces",
        ),
    ],
)
def test_a_name_that_stays_while_its_resource_is_replaced_is_found(faults, given, place, words):
    [(_, path, message)] = faults(template(**given))
    assert path == f"Resources/{place}"
    assert words in message
    assert "Leave" in message


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"data": BY_PARAMETER},
        {"config": "EndpointConfigName: !Sub '${Env}-c'"},
        {"config": "EndpointConfigName: !ImportValue c"},
        {"config": "EndpointConfigName: !Join ['-', [!Ref AWS::StackName, !ImportValue c]]"},
        {"config": "EndpointConfigName: !Sub 'c-${Data}'", "data": BY_PARAMETER},
        {"role": "{RoleName: !Sub '${AWS::StackName}-${AWS::Region}', Path: /}"},
        {"group": "GroupName: !Sub '${Env}-g', GroupDescription: d"},
    ],
)
def test_no_name_or_one_that_changes_with_the_rest_passes(faults, given):
    assert faults(template(**given)) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("AWS::SageMaker::Model", "ModelName"),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name"),
        ("AWS::RDS::DBInstance", "DBInstanceIdentifier"),
        ("AWS::SageMaker::MonitoringSchedule", ""),
        ("AWS::Route53::HostedZone", ""),
        ("AWS::No::Such", ""),
        ("Custom::Thing", ""),
    ],
)
def test_the_property_with_the_name_is_known_from_the_schema(kind, name):
    assert name_property(kind) == name


def test_what_is_deleted_before_it_is_made_anew_collides_with_nothing():
    assert create_only("AWS::SageMaker::ProcessingJob") == frozenset()


def test_the_key_of_a_table_replaces_it():
    assert ("KeySchema",) in create_only("AWS::DynamoDB::Table")
    assert ("Engine",) not in create_only("AWS::RDS::DBInstance")

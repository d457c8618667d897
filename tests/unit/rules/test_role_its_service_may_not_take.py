from __future__ import annotations

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from generator.rules._takers import TAKERS

RULES = ("E9145",)
TEMPLATE = """
Parameters:
  Given: {Type: String, Default: ''}
Conditions:
  Own: !Equals [!Ref Given, '']
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: %s
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [
        {Effect: Allow, Action: 'sts:*', Principal: {Service: lambda.amazonaws.com}}]}}]
  Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
  Taker: {Type: %s}
"""
FUNCTION = "AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}"
TAKEN = [
    (FUNCTION, "lambda"),
    (
        "AWS::Lambda::Function, Properties: {Role: !If [Own, !GetAtt Role.Arn, !Ref Given]}",
        "lambda",
    ),
    ("AWS::SageMaker::Model, Properties: {ExecutionRoleArn: !Sub '${Role.Arn}'}", "sagemaker"),
    (
        "AWS::SageMaker::DataQualityJobDefinition, Properties: {RoleArn: !GetAtt Role.Arn}",
        "sagemaker",
    ),
    ("AWS::SageMaker::NotebookInstance, Properties: {RoleArn: !GetAtt Role.Arn}", "sagemaker"),
    ("AWS::Scheduler::Schedule, Properties: {Target: {RoleArn: !GetAtt Role.Arn}}", "scheduler"),
    ("AWS::StepFunctions::StateMachine, Properties: {RoleArn: !GetAtt Role.Arn}", "states"),
    ("AWS::Events::Rule, Properties: {Targets: [{RoleArn: !GetAtt Role.Arn}]}", "events"),
    ("AWS::ECS::TaskDefinition, Properties: {TaskRoleArn: !GetAtt Role.Arn}", "ecs-tasks"),
]


def trust(principal: str, rest: str = "Effect: Allow, Action: sts:AssumeRole") -> str:
    return f"{{Statement: [{{Principal: {principal}, {rest}}}]}}"


@pytest.mark.parametrize(("taker", "service"), TAKEN)
def test_a_role_for_another_service_is_found(faults, taker, service):
    [(_, path, message)] = faults(TEMPLATE % (trust("{Service: a.amazonaws.com}"), taker))
    assert path.startswith("Resources/Taker/Properties/")
    assert message.split(": ", 1)[1].startswith(
        f"{service}.amazonaws.com may not take the role Role"
    )


@pytest.mark.parametrize(("taker", "service"), TAKEN)
@pytest.mark.parametrize("suffix", ["amazonaws.com", "${AWS::URLSuffix}", "${AWS::Region}.a"])
def test_a_role_that_trusts_the_service_passes(faults, taker, service, suffix):
    given = trust(f"{{Service: [a.amazonaws.com, !Sub '{service}.{suffix}']}}")
    assert faults(TEMPLATE % (given, taker)) == []


@pytest.mark.parametrize(
    "given",
    [
        trust("{AWS: !Ref AWS::AccountId}"),
        trust("{Federated: lambda.amazonaws.com}"),
        trust("{Service: lambda.amazonaws.com}", "Effect: Deny, Action: sts:AssumeRole"),
        trust("{Service: lambda.amazonaws.com}", "Effect: Allow, Action: sts:TagSession"),
        trust("{Service: edgelambda.amazonaws.com}"),
        "{Statement: []}",
    ],
)
def test_a_trust_policy_that_lets_the_service_in_nowhere_is_found(faults, given):
    assert [rule for rule, _, _ in faults(TEMPLATE % (given, FUNCTION))] == ["E9145"]


@pytest.mark.parametrize(
    "given",
    [
        trust("'*'"),
        trust("!Ref Given"),
        trust("{Service: !Ref Given}"),
        trust("{Service: !If [Own, a.amazonaws.com, lambda.amazonaws.com]}"),
        trust("{Service: lambda.amazonaws.com}", "Effect: Allow, Action: !Ref Given"),
        trust(
            "{Service: lambda.amazonaws.com}",
            "Effect: Allow, Action: 'sts:*', Condition: {StringEquals: {aws:SourceAccount: '1'}}",
        ),
        "!Ref Given",
        "{Statement: [!FindInMap [A, b, c]]}",
        "{'Fn::Transform': {Name: AWS::Include}}",
    ],
)
def test_a_trust_policy_that_may_let_the_service_in_passes(faults, given):
    assert faults(TEMPLATE % (given, FUNCTION)) == []


@pytest.mark.parametrize(
    "taker",
    [
        "AWS::Lambda::Function, Properties: {Role: !Ref Given}",
        "AWS::Lambda::Function, Properties: {Role: !Ref Missing}",
        "AWS::IAM::InstanceProfile, Properties: {Roles: [!Ref Role]}",
        "AWS::SageMaker::ModelPackage, Properties: {RoleArn: !GetAtt Role.Arn}",
        "AWS::Lambda::Function, Properties: {Environment: {Variables: {ROLE: !GetAtt Role.Arn}}}",
    ],
)
def test_a_role_that_is_not_known_or_not_given_passes(faults, taker):
    assert faults(TEMPLATE % (trust("{Service: a.amazonaws.com}"), taker)) == []


@pytest.mark.parametrize("kind", sorted(kind for kind in TAKERS if "Serverless" not in kind))
def test_every_type_of_the_table_has_such_a_property(kind):
    schema = str(PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema)
    assert any(f"'{name}'" in schema for name in TAKERS[kind][1])

from __future__ import annotations

import pytest

RULES = ("E9133",)
TEMPLATE = """
Parameters:
  Admin: {Type: String}
Conditions:
  Own: !Equals [!Ref Admin, '']
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {}}
  Key:
    Type: AWS::KMS::Key
    Properties: %s
"""
ROOT = "{AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}"


def key(*statements: str, rest: str = "") -> str:
    listed = ", ".join(f"{{Effect: Allow, Resource: '*', {each}}}" for each in statements)
    return TEMPLATE % f"{{KeyPolicy: {{Statement: [{listed}]}}{rest}}}"


SERVICE = "Action: 'kms:*', Principal: {Service: cloudwatch.amazonaws.com}"


@pytest.mark.parametrize(
    "statement",
    [
        SERVICE,
        f"Action: [kms:Encrypt, kms:Decrypt], Principal: {ROOT}",
        "Action: 'kms:*', Principal: {AWS: '*'}, "
        "Condition: {StringEquals: {kms:ViaService: s3.us-east-1.amazonaws.com}}",
        "Action: kms:Create*, Principal: {AWS: !GetAtt Role.Arn}",
    ],
)
def test_a_key_that_nobody_administers_is_found(faults, statement):
    [(rule, path, message)] = faults(key(SERVICE, statement))
    assert (rule, path) == ("E9133", "Resources/Key/Properties/KeyPolicy")
    assert "kms:PutKeyPolicy" in message


def test_a_statement_that_denies_administers_nothing(faults):
    text = key(f"Action: 'kms:*', Principal: {ROOT}").replace("Allow", "Deny")
    assert [rule for rule, _, _ in faults(text)] == ["E9133"]


@pytest.mark.parametrize(
    "statement",
    [
        f"Action: 'kms:*', Principal: {ROOT}",
        f"Action: '*', Principal: {ROOT}",
        f"Action: [kms:Describe*, kms:Put*], Principal: {ROOT}",
        "Action: KMS:PutKeyPolicy, Principal: {AWS: !GetAtt Role.Arn}",
        "Action: 'kms:*', Principal: {AWS: '123456789012'}",
        "Action: 'kms:*', Principal: {AWS: !Ref Admin}",
        "Action: 'kms:*', Principal: {AWS: !Ref Admin, Service: s3.amazonaws.com}",
        "Action: !If [Own, 'kms:*', kms:Decrypt], Principal: !If [Own, {AWS: a}, {AWS: b}]",
        f"NotAction: kms:Decrypt, Principal: {ROOT}",
        "Action: 'kms:*', Principal: '*', "
        "Condition: {StringEquals: {kms:CallerAccount: !Ref AWS::AccountId}}",
    ],
)
def test_a_key_that_someone_administers_passes(faults, statement):
    assert faults(key(SERVICE, statement)) == []


@pytest.mark.parametrize(
    "given",
    [
        "{}",
        "{KeyPolicy: !If [Own, {Statement: []}, !Ref AWS::NoValue]}",
        "{KeyPolicy: {Statement: {Fn::Transform: {Name: AWS::Include}}}}",
        "{KeyPolicy: {Statement: [], Fn::Transform: {Name: AWS::Include}}}",
        "{KeyPolicy: {Statement: [{Effect: Deny, Action: '*'}, !FindInMap [A, b, c]]}}",
    ],
)
def test_a_policy_that_is_not_written_out_is_left_alone(faults, given):
    assert faults(TEMPLATE % given) == []


def test_bypassing_the_check_makes_it_no_better(faults):
    text = key(SERVICE, rest=", BypassPolicyLockoutSafetyCheck: true")
    assert [rule for rule, _, _ in faults(text)] == ["E9133"]

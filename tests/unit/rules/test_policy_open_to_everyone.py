from __future__ import annotations

import pytest

RULES = ("E9132",)
POLICY = """
Parameters:
  Shared: {{Type: String, AllowedValues: ['*', '123456789012']}}
Resources:
  Policy:
    Type: AWS::{kind}
    Properties:
      PolicyDocument:
        Statement: {{Effect: Allow, Action: '{action}', Resource: '*', {rest}}}
"""
PERMISSION = """
Parameters:
  Shared: {Type: String, AllowedValues: ['*', '123456789012']}
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !Ref Fn, %s}
"""


def policy(rest: str, kind: str = "SNS::TopicPolicy", action: str = "sns:Publish") -> str:
    return POLICY.format(kind=kind, action=action, rest=rest)


@pytest.mark.parametrize(
    "rest",
    [
        "Principal: '*'",
        "Principal: {AWS: '*'}",
        "Principal: {AWS: [arn:aws:iam::123456789012:root, '*']}",
        "Principal: {AWS: !Ref Shared}",
        "Principal: {AWS: !Sub '*'}",
        "Principal: '*', Condition: {Bool: {aws:SecureTransport: 'true'}}",
        "Principal: '*', Condition: {StringLike: {aws:SourceAccount: '*'}}",
    ],
)
@pytest.mark.parametrize("kind", ["SNS::TopicPolicy", "SQS::QueuePolicy", "SNS::TopicInlinePolicy"])
def test_a_policy_that_lets_everyone_in_is_found(faults, kind, rest):
    [(rule, path, message)] = faults(policy(rest, kind))
    assert rule == "E9132"
    assert path == "Resources/Policy/Properties/PolicyDocument/Statement/Principal"
    assert "this topic" in message or "this queue" in message


@pytest.mark.parametrize(
    "rest",
    [
        "Principal: {Service: events.amazonaws.com}",
        "Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}",
        "Principal: '*', Condition: {StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}",
        "Principal: '*', Condition: {StringEquals: {AWS:SourceOwner: '123456789012'}}",
        "Principal: '*', Condition: {ArnLike: {aws:SourceArn: 'arn:aws:s3:*:*:b'}}",
        "Principal: '*', Condition: {StringEquals: {aws:PrincipalOrgID: o-1}}",
        "Principal: '*', Condition: !If [A, {}, {}]",
    ],
)
def test_a_policy_that_shuts_someone_out_passes(faults, rest):
    assert faults(policy(rest)) == []


def test_an_allowing_statement_for_all_but_some_lets_everyone_in(faults):
    text = policy("NotPrincipal: {AWS: '123456789012'}")
    [(_, path, message)] = faults(text)
    assert path.endswith("Statement/NotPrincipal")
    assert "NotPrincipal belongs to Deny" in message
    assert faults(text.replace("Allow", "Deny")) == []


def test_a_policy_that_is_json_text_is_read(faults):
    text = """
        Resources:
          Policy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              PolicyDocument: !Sub '{"Statement": {"Effect": "Allow", "Principal": %s,
                "Action": "sqs:*", "Resource": "${AWS::StackName}"}}'
    """
    [(_, path, _)] = faults(text % '"*"')
    assert path == "Resources/Policy/Properties/PolicyDocument"
    assert faults(text % '{"AWS": "${AWS::AccountId}"}') == []
    assert faults(text % "not json") == []


def test_a_statement_that_denies_everyone_passes(faults):
    assert faults(policy("Principal: '*'").replace("Allow", "Deny")) == []


def test_other_resources_policies_are_left_alone(faults):
    assert faults(policy("Principal: '*'", "S3::BucketPolicy", "s3:GetObject")) == []


@pytest.mark.parametrize("principal", ["'*'", "!Ref Shared"])
def test_a_function_that_everyone_may_invoke_is_found(faults, principal):
    text = PERMISSION % f"Action: lambda:InvokeFunction, Principal: {principal}"
    [(rule, path, message)] = faults(text)
    assert (rule, path) == ("E9132", "Resources/Permission/Properties/Principal")
    assert "this function" in message


@pytest.mark.parametrize(
    "given",
    [
        "Action: lambda:InvokeFunction, Principal: sns.amazonaws.com",
        "Action: lambda:InvokeFunction, Principal: '*', PrincipalOrgID: o-1",
        "Action: lambda:InvokeFunction, Principal: '*', SourceArn: 'arn:aws:sns:::t'",
        "Action: lambda:InvokeFunctionUrl, Principal: '*', FunctionUrlAuthType: NONE",
        "Action: lambda:InvokeFunction, Principal: '*', InvokedViaFunctionUrl: true",
    ],
)
def test_a_function_with_a_source_or_a_public_url_passes(faults, given):
    assert faults(PERMISSION % given) == []

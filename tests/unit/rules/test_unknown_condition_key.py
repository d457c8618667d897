from __future__ import annotations

import pytest

from generator.rules._condition_keys import prefixes

RULES = ("W9139",)
TEMPLATE = """
Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement:
          - {Effect: Allow, Action: '*', Resource: '*', Condition: {%s: {%s: x}}}
"""


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("aws:SourceAcount", "aws:SourceAccount"),
        ("aws:SourceARNs", "aws:SourceArn"),
        ("AWS:SourceAcount", "aws:SourceAccount"),
        ("SourceArn", "aws:SourceArn"),
        ("cloudwatch:namespaces", "cloudwatch:namespace"),
        ("iam:PassToService", "iam:PassedToService"),
        ("s3:prefixes", "s3:prefix"),
        ("aws:RequestTags/Project", "aws:RequestTag/<key>"),
    ],
)
def test_a_key_that_iam_does_not_know_is_found(faults, key, meant):
    [(rule, path, message)] = faults(TEMPLATE % ("StringEquals", key))
    assert rule == "W9139"
    assert path.endswith(f"Statement/0/Condition/StringEquals/{key}")
    assert f"Did you mean '{meant}'?" in message


@pytest.mark.parametrize(
    "key",
    [
        "aws:SourceAccount",
        "AWS:SourceArn",
        "aws:RequestTag/Project",
        "aws:PrincipalTag/team",
        "aws:SourceVpcArn",
        "cloudwatch:namespace",
        "kms:EncryptionContext:aws:logs:arn",
        "kms:ViaService",
        "iam:PassedToService",
        "s3:x-amz-server-side-encryption",
        "sagemaker:VpcSubnets",
        "SAML:aud",
        "cognito-identity.amazonaws.com:aud",
        "token.actions.githubusercontent.com:sub",
        "aservicewithoutkeys:anything",
    ],
)
def test_a_key_that_iam_knows_or_that_is_nobodys_passes(faults, key):
    assert faults(TEMPLATE % ("StringEquals", key)) == []


def test_keys_are_looked_up_in_trust_and_resource_policies_too(faults):
    text = """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement:
                  Effect: Allow
                  Action: sts:AssumeRole
                  Principal: {Service: lambda.amazonaws.com}
                  Condition: {StringEquals: {sts:ExternalID: a, sts:ExternId: b}}
    """
    [(_, path, _)] = faults(text)
    assert path.endswith("Condition/StringEquals/sts:ExternId")


def test_the_table_has_the_services_whose_policies_this_project_writes():
    assert {"aws", "kms", "s3", "sagemaker", "cloudwatch", "iam", "sts", "lambda"} <= prefixes()

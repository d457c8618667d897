from __future__ import annotations

import pytest

RULES = ("W9124",)
TEMPLATE = """
Conditions:
  Wide: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Own: {Type: AWS::IAM::ManagedPolicy}
  Role: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: %s}}
"""


@pytest.mark.parametrize(
    ("policies", "name"),
    [
        ("['arn:aws:iam::aws:policy/AmazonSageMakerFullAccess']", "AmazonSageMakerFullAccess"),
        ("[!Sub 'arn:${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess']", "AmazonS3FullAccess"),
        ("['arn:aws:iam::aws:policy/AdministratorAccess']", "AdministratorAccess"),
        ("['arn:aws:iam::aws:policy/service-role/AWSThingFullAccess']", "AWSThingFullAccess"),
        (
            "!If [Wide, ['arn:aws:iam::aws:policy/AWSLambda_FullAccess'], []]",
            "AWSLambda_FullAccess",
        ),
    ],
)
def test_a_policy_that_allows_everything_in_a_service_is_found(faults, policies, name):
    [(_, path, message)] = faults(TEMPLATE % policies)
    assert path.startswith("Resources/Role/Properties/ManagedPolicyArns")
    assert f"{name} allows far more" in message


@pytest.mark.parametrize(
    "policies",
    [
        "['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']",
        "['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']",
        "[!Ref Own]",
        "!Ref AWS::NoValue",
        "['arn:aws:iam::123456789012:policy/OurFullAccess']",
    ],
)
def test_a_narrower_policy_or_ones_own_passes(faults, policies):
    assert faults(TEMPLATE % policies) == []

from __future__ import annotations

import pytest

RULES = ("W9123",)
TEMPLATE = """
Conditions:
  Keeps: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    %s
    Properties: {VersioningConfiguration: {Status: %s}}
  Custom: {Type: %s, Properties: {ServiceToken: t, Of: %s}}
"""
NO_POLICY = "Metadata: {}"


@pytest.mark.parametrize("policy", [NO_POLICY, "DeletionPolicy: Delete"])
@pytest.mark.parametrize("status", ["Enabled", "!If [Keeps, Enabled, Suspended]"])
def test_a_versioned_bucket_that_nothing_empties_is_found(faults, policy, status):
    [(_, path, message)] = faults(TEMPLATE % (policy, status, "Custom::Other", "x"))
    assert path.startswith("Resources/Bucket/Properties/VersioningConfiguration/Status")
    assert "DELETE_FAILED" in message


@pytest.mark.parametrize(
    ("policy", "status", "kind", "of"),
    [
        ("DeletionPolicy: Retain", "Enabled", "Custom::Other", "x"),
        ("DeletionPolicy: RetainExceptOnCreate", "Enabled", "Custom::Other", "x"),
        (NO_POLICY, "Suspended", "Custom::Other", "x"),
        (NO_POLICY, "!Ref AWS::NoValue", "Custom::Other", "x"),
        (NO_POLICY, "Enabled", "Custom::Emptied", "!Ref Bucket"),
        (NO_POLICY, "Enabled", "AWS::CloudFormation::CustomResource", "!Sub '${Bucket}'"),
    ],
)
def test_a_bucket_that_stays_or_is_emptied_passes(faults, policy, status, kind, of):
    assert faults(TEMPLATE % (policy, status, kind, of)) == []

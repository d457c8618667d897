from __future__ import annotations

import pytest

RULES = ("W9131",)
TEMPLATE = """
Parameters:
  Key: {Type: String}
Conditions:
  Own: !Not [!Equals [!Ref Key, '']]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {}}
  Bucket:
    Type: AWS::S3::Bucket
%s
"""
AES = (
    "{ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]}"
)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "how it is encrypted. S3"),
        ("    Properties: {BucketName: a}", "how it is encrypted. S3"),
        ("    Properties: {BucketEncryption: !Ref AWS::NoValue}", "how it is encrypted. S3"),
        (
            f"    Properties: {{BucketEncryption: !If [Own, {AES}, !Ref AWS::NoValue]}}",
            "encrypted where Own is false",
        ),
        (
            f"    Properties: {{BucketEncryption: !If [Own, !Ref AWS::NoValue, {AES}]}}",
            "encrypted where Own is true",
        ),
    ],
)
def test_a_bucket_that_says_nothing_of_encryption_is_found(faults, given, words):
    [(rule, path, message)] = faults(TEMPLATE % given)
    assert rule == "W9131"
    assert path.startswith("Resources/Bucket")
    assert words in message


def test_the_branch_that_says_nothing_is_shown(faults):
    given = f"    Properties: {{BucketEncryption: !If [Own, {AES}, !Ref AWS::NoValue]}}"
    [(_, path, _)] = faults(TEMPLATE % given)
    assert path == "Resources/Bucket/Properties/BucketEncryption/Fn::If/2"


@pytest.mark.parametrize(
    "given",
    [
        f"    Properties: {{BucketEncryption: {AES}}}",
        f"    Properties: {{BucketEncryption: !If [Own, {AES}, {AES}]}}",
        "    Properties: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3}}}",
    ],
)
def test_a_bucket_that_says_how_it_is_encrypted_passes(faults, given):
    assert faults(TEMPLATE % given) == []

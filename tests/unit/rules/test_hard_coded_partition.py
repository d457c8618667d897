from __future__ import annotations

import pytest

RULES = ("W9112",)
TEMPLATE = """
Mappings:
  By: {aws: {Arn: 'arn:aws:s3:::b'}, aws-cn: {Arn: 'arn:aws-cn:s3:::b'}}
  In: {us-east-1: {Arn: 'arn:aws:s3:::b'}}
Conditions:
  China: !Equals [!Ref AWS::Partition, aws-cn]
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: p
      PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:*', Resource: [%s]}]}
"""


@pytest.mark.parametrize(
    "value",
    [
        "'arn:aws:s3:::bucket/*'",
        "!Sub 'arn:aws:s3:::${Bucket}/*'",
        "!Join ['', ['arn:aws:s3:::', !Ref Bucket]]",
        "!Sub 'arn:aws-cn:sns:${AWS::Region}:${AWS::AccountId}:t'",
        "'arn:aws:iam::aws:policy/ReadOnlyAccess'",
        "!If [China, 'arn:aws:s3:::a', 'arn:aws:s3:::b']",
    ],
)
def test_a_partition_in_plain_text_is_found(faults, value):
    found = faults(TEMPLATE % value)
    assert {rule for rule, _, _ in found} == {"W9112"}
    assert "Write !Sub 'arn:${AWS::Partition}:" in found[0][2]


@pytest.mark.parametrize("value", ["", "!Sub "], ids=["text", "Sub"])
def test_a_variable_of_iam_stays_one_in_what_is_to_be_written(faults, value):
    escaped = "${!aws:username}" if value else "${aws:username}"
    [(_, _, message)] = faults(TEMPLATE % f"{value}'arn:aws:iam::*:user/{escaped}'")
    assert "!Sub 'arn:${AWS::Partition}:iam::*:user/${!aws:username}'" in message


@pytest.mark.parametrize(
    "value",
    [
        "!Sub 'arn:${AWS::Partition}:s3:::${Bucket}/*'",
        "!Sub 'arn:*:s3:::${Bucket}'",
        "!GetAtt Bucket.Arn",
        "!FindInMap [By, !Ref AWS::Partition, Arn]",
        "!FindInMap [In, !Ref AWS::Region, Arn]",
        "!If [China, 'arn:aws-cn:s3:::b', 'arn:aws:s3:::b']",
        "'arn:aws:iam::123456789012:role/there'",
        "'arn:aws:lambda:us-east-1:123456789012:layer:x:1'",
        "'text that mentions arn:aws:'",
        "!Sub 'arn:aws-us:s3:::${Bucket}'",
    ],
)
def test_a_partition_that_follows_the_region_passes(faults, value):
    assert faults(TEMPLATE % value) == []

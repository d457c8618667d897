from __future__ import annotations

import pytest

RULES = ("E9103",)
TEMPLATE = """
Parameters:
  Uri: {Type: String, Default: '', AllowedPattern: '.*'}
  Folder: {Type: String, Default: data/baseline}
  Full: {Type: String, Default: 's3://bucket/prefix'}
  Choice: {Type: String, AllowedValues: ['s3://a/b', 'a/b']}
Conditions:
  Own: !Not [!Equals [!Ref Uri, '']]
Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {}}
  Subject:
    Type: AWS::SageMaker::%s
    Properties: %s
"""
CAPTURE = "DataCaptureConfig: {DestinationS3Uri: %s}"
OUTPUT = "JobOutput: {MonitoringOutputs: [{S3Output: {S3Uri: %s}}]}"
LABELS = "JobInput: {GroundTruthS3Input: {S3Uri: %s}}"
BASELINE = "Baseline: {ConstraintsResource: {S3Uri: %s}}"
MODEL = "PrimaryContainer: {ModelDataUrl: %s}"
PREFIX = "PrimaryContainer: {ModelDataSource: {S3DataSource: {S3Uri: %s}}}"

WRONG = [
    (CAPTURE, "bucket/capture", "lacks 's3://'"),
    (CAPTURE, "!Sub '${Bucket}/capture'", "starts with the bucket's name"),
    (CAPTURE, "!Join ['/', [!Ref Bucket, capture]]", "starts with the bucket's name"),
    (CAPTURE, "!If [Own, !Ref Uri, !Sub '${Bucket}/capture']", "starts with the bucket's name"),
    (CAPTURE, "!Sub ['${B}/capture', {B: !Ref Bucket}]", "starts with the bucket's name"),
    (CAPTURE, "!GetAtt Bucket.Arn", "starts with the bucket's Arn"),
    (CAPTURE, "!Sub 's3://${Bucket.Arn}/capture'", "after 's3://' stands the bucket's Arn"),
    (CAPTURE, "!Sub 's3://${Full}/capture'", "has 's3://' already"),
    (CAPTURE, "!Sub '${Folder}/capture'", "whose default 'data/baseline' lacks"),
    (CAPTURE, "!Ref Choice", "'a/b' lacks 's3://'"),
    (CAPTURE, "!Sub 's3://${Bucket}/capture/'", "ends in a slash"),
    (OUTPUT, "s3://bucket/reports/", "ends in a slash"),
    (OUTPUT, "!Sub 'https://${Bucket}.s3.amazonaws.com/reports'", "is a web address"),
    (OUTPUT, "!Join ['', ['s3://', !Ref Bucket, /reports/]]", "ends in a slash"),
    (LABELS, "!Sub 's3://${Bucket}/ground-truth/'", "ends in a slash"),
    (BASELINE, "!Sub 's3://${Bucket}/baseline/'", "is a folder"),
    (MODEL, "!Sub '${Bucket}/model.tar.gz'", "starts with the bucket's name"),
]
RIGHT = [
    (CAPTURE, "!Sub 's3://${Bucket}/capture'"),
    (CAPTURE, "!Join ['', ['s3://', !Ref Bucket, /capture]]"),
    (CAPTURE, "!If [Own, !Ref Uri, !Sub 's3://${Bucket}/capture']"),
    (CAPTURE, "!Ref Uri"),
    (CAPTURE, "!Ref Full"),
    (CAPTURE, "!Ref AWS::NoValue"),
    (BASELINE, "!Sub 's3://${Bucket}/baseline/constraints.json'"),
    (MODEL, "https://bucket.s3.amazonaws.com/model.tar.gz"),
    (PREFIX, "s3://bucket/model/"),
]


@pytest.mark.parametrize(("place", "value", "words"), WRONG)
def test_an_s3_uri_that_goes_nowhere_is_found(faults, place, value, words):
    text = TEMPLATE % ("EndpointConfig", "{" + place % value + "}")
    [(rule, _, message)] = faults(text)
    assert rule == "E9103"
    assert words in message


@pytest.mark.parametrize(("place", "value"), RIGHT)
def test_an_s3_uri_that_works_passes(faults, place, value):
    assert faults(TEMPLATE % ("EndpointConfig", "{" + place % value + "}")) == []


def test_the_fault_is_shown_in_the_branch_that_has_it(faults):
    value = "!If [Own, 's3://a/b', 'a/b']"
    [(_, path, _)] = faults(TEMPLATE % ("Model", "{" + MODEL % value + "}"))
    assert path == "Resources/Subject/Properties/PrimaryContainer/ModelDataUrl/Fn::If/2"

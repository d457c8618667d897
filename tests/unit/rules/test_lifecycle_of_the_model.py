from __future__ import annotations

import pytest

RULES = ("E9122",)
TEMPLATE = """
Parameters:
  Prefix: {Type: String, Default: model/}
  Stage: {Type: String, AllowedValues: [a, b]}
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: {BucketName: plain, LifecycleConfiguration: {Rules: [%s]}}
  Model: {Type: AWS::SageMaker::Model, Properties: {PrimaryContainer: {ModelDataUrl: %s}}}
  Job:
    Type: AWS::SageMaker::DataQualityJobDefinition
    Properties:
      DataQualityBaselineConfig: {ConstraintsResource: {S3Uri: %s}}
      DataQualityJobOutputConfig: {MonitoringOutputs: [{S3Output: {S3Uri: 's3://plain/r'}}]}
"""
MODEL = "!Sub 's3://${Bucket}/model/model.tar.gz'"
BASELINE = "!Join ['/', ['s3:/', !Ref Bucket, baseline/constraints.json]]"
FOLDER = "!Sub 's3://${Bucket}/model/'"
ELSEWHERE = "s3://another/model/model.tar.gz"


@pytest.mark.parametrize(
    ("rule", "model", "baseline", "words"),
    [
        ("{Status: Enabled, ExpirationInDays: 30}", MODEL, ELSEWHERE, "deletes every key"),
        ("{Status: Enabled, ExpirationInDays: 30, Prefix: mo}", MODEL, ELSEWHERE, "the model"),
        (
            "{Status: Enabled, Filter: {Prefix: model/}, Transitions: [{StorageClass: GLACIER}]}",
            MODEL,
            ELSEWHERE,
            "archives all keys that start with 'model/'",
        ),
        (
            "{Status: Enabled, Prefix: baseline/, Transition: {StorageClass: DEEP_ARCHIVE}}",
            MODEL,
            BASELINE,
            "the baseline's constraints (baseline/constraints.json)",
        ),
        (
            "{Status: Enabled, ExpirationInDays: 30}",
            "s3://plain/model.tar.gz",
            ELSEWHERE,
            "(model.tar.gz)",
        ),
        ("{Status: Enabled, ExpirationInDays: 1}", "!Sub '${Bucket}/m'", ELSEWHERE, "(m)"),
        (
            "{Status: Enabled, ExpirationInDays: 1, Prefix: model/}",
            f"x, ModelDataSource: {{S3DataSource: {{S3Uri: {FOLDER}}}}}",
            ELSEWHERE,
            "the model (model/)",
        ),
        (
            "{Status: Enabled, ExpirationInDays: 1, Prefix: !Sub '${Prefix}/'}",
            "!Sub 's3://${Bucket}/${Prefix}/m'",
            ELSEWHERE,
            "the model (${Prefix}/m)",
        ),
    ],
)
def test_a_rule_that_takes_what_the_template_needs_is_found(faults, rule, model, baseline, words):
    [(_, path, message)] = faults(TEMPLATE % (rule, model, baseline))
    assert path == "Resources/Bucket/Properties/LifecycleConfiguration/Rules/0"
    assert words in message


@pytest.mark.parametrize(
    ("rule", "model"),
    [
        ("{Status: Enabled, ExpirationInDays: 30, Prefix: capture/}", MODEL),
        ("{Status: Disabled, ExpirationInDays: 30}", MODEL),
        ("{Status: Enabled, ExpirationInDays: 30}", ELSEWHERE),
        ("{Status: Enabled, NoncurrentVersionExpiration: {NoncurrentDays: 1}}", MODEL),
        ("{Status: Enabled, Transitions: [{StorageClass: STANDARD_IA}]}", MODEL),
        ("{Status: Enabled, ExpirationInDays: 30, TagFilters: [{Key: k, Value: v}]}", MODEL),
        ("{Status: Enabled, ExpirationInDays: 30, Prefix: !Ref Prefix}", MODEL),
        ("{Status: Enabled, ExpirationInDays: 30}", "!Ref Prefix"),
        ("{Status: Enabled, ExpirationInDays: 1, Prefix: m}", "!Sub 's3://${Bucket}/${Prefix}m'"),
        (
            "{Status: Enabled, ExpirationInDays: 1, Prefix: !If [A, !Sub '${Stage}/', b/]}",
            "!Sub 's3://${Bucket}/c/m'",
        ),
        (
            "{Status: Enabled, ExpirationInDays: 1, Prefix: !ImportValue x}",
            "!Join ['', ['s3://', !Ref Bucket, /, !ImportValue y]]",
        ),
    ],
)
def test_a_rule_that_spares_them_passes(faults, rule, model):
    assert faults(TEMPLATE % (rule, model, ELSEWHERE)) == []

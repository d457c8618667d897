"""Every choice that a user has gives a whole stack, not only the default."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cfnlint.decode import decode_str
from stack_renderer import TEMPLATES, Stack, load, references

from generator.checks_cfnlint import lint
from generator.editions import EDITIONS

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/mine:1"
BASELINES = {
    "BaselineDatasetUri": "s3://mine/baseline.csv",
    "QualityBaselineDatasetUri": "s3://mine/quality.csv",
    "InferenceAttribute": "prediction",
    "GroundTruthAttribute": "label",
}
CHOICES: dict[str, dict[str, str]] = {
    "default": {},
    "existing endpoint": {"ExistingEndpointName": "theirs", **BASELINES},
    "existing endpoint, no labels": {
        "ExistingEndpointName": "theirs",
        "BaselineDatasetUri": "s3://mine/baseline.csv",
        "EnableModelQuality": "false",
    },
    "own model": {"ModelDataUrl": "s3://mine/model.tar.gz", **BASELINES},
    "own image": {"ModelImageUri": IMAGE, **BASELINES},
    "own model and image": {
        "ModelDataUrl": "s3://mine/model.tar.gz",
        "ModelImageUri": IMAGE,
        **BASELINES,
        "ProbabilityAttribute": "score",
    },
    "no model quality": {"EnableModelQuality": "false"},
    "own key": {"KmsKeyArn": KEY},
    "network": {"SubnetIds": "subnet-0a1b2c3d,subnet-1a2b3c4d", "SecurityGroupIds": "sg-2a3b4c5d"},
    "staging": {"Environment": "staging"},
    "prod, daily": {"Environment": "prod", "MonitoringFrequency": "daily"},
    "retraining": {
        "RetrainingPipelineArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/again"
    },
    "boundary": {"PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/bound"},
    "local store": {"InstanceType": "ml.g5.xlarge", "VariantName": "Blue"},
    "excluded columns": {"ExcludeFeatures": "id,at"},
}
GONE = {
    "existing endpoint": {"Model", "EndpointConfig", "EndpointLogs", "Endpoint"},
    "no model quality": {"ModelQualityJob", "ModelQualitySchedule", "QualityAlarm"},
}
GONE["existing endpoint, no labels"] = GONE["existing endpoint"] | GONE["no model quality"]


def made(edition: str, choice: str) -> dict[str, Any]:
    text = (TEMPLATES / f"{edition}.yaml").read_text(encoding="utf-8")
    return Stack(load(text), **CHOICES[choice]).rendered()


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=CHOICES)
def choice(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_rules_accept_every_choice(edition: str, choice: str) -> None:
    text = (TEMPLATES / f"{edition}.yaml").read_text(encoding="utf-8")
    assert Stack(load(text), **CHOICES[choice]).refusals() == []


def test_nothing_refers_to_what_is_not_made(edition: str, choice: str) -> None:
    rendered = made(edition, choice)
    there = {*rendered["Resources"], *rendered["Parameters"]}
    dangling = [
        (path, name)
        for path, _, name in references(rendered)
        if name not in there and not name.startswith("AWS::")
    ]
    assert dangling == []


def test_cfn_lint_has_nothing_against_what_is_made(edition: str, choice: str) -> None:
    content, unreadable = decode_str(json.dumps(made(edition, choice)))
    assert not unreadable
    found = lint(content, regions=["us-east-1"])
    unused = {"W7001"}  # a mapping that only other choices use
    # the code that starts a pipeline is always there, the right to do so only where one is given
    uncalled = [each for each in found if "calls describe_pipeline" in each.message]
    assert len(uncalled) == (choice != "retraining")
    assert [each for each in found if each.rule not in unused and each not in uncalled] == []


def test_a_choice_makes_what_it_ought_to_make_and_nothing_else(edition: str, choice: str) -> None:
    default = set(made(edition, "default")["Resources"])
    resources = set(made(edition, choice)["Resources"])
    assert default - resources == GONE.get(choice, set()) & default
    assert resources <= default


INSIDE = {
    "model-monitor": {"Model", "Baselines", "DataQualityJob", "ModelQualityJob"},
    "drift-monitor": {"Model", "Analyzer"},
}


def test_a_network_is_given_to_what_reads_data_and_to_nothing_else(edition: str) -> None:
    resources = made(edition, "network")["Resources"]
    inside = {title for title, each in resources.items() if '"VpcConfig"' in json.dumps(each)}
    assert inside == INSIDE[edition]
    without = made(edition, "default")["Resources"]
    assert '"VpcConfig"' not in json.dumps(without)


def test_a_boundary_bounds_every_role(edition: str) -> None:
    for title, each in made(edition, "boundary")["Resources"].items():
        if each["Type"] == "AWS::IAM::Role":
            assert each["Properties"]["PermissionsBoundary"] == {"Ref": "PermissionsBoundaryArn"}, (
                title
            )


def test_own_key_encrypts_the_bucket_and_the_stacks_key_the_topic_and_the_logs(
    edition: str,
) -> None:
    resources = made(edition, "own key")["Resources"]
    assert {"Ref": "KmsKeyArn"} in [
        value
        for rule in resources["Bucket"]["Properties"]["BucketEncryption"][
            "ServerSideEncryptionConfiguration"
        ]
        for value in rule["ServerSideEncryptionByDefault"].values()
    ]
    assert resources["Topic"]["Properties"]["KmsMasterKeyId"] == {"Ref": "Key"}
    assert resources["Logs"]["Properties"]["KmsKeyId"] == {"Fn::GetAtt": ["Key", "Arn"]}


def test_no_volume_key_is_given_to_an_instance_with_a_store_of_its_own(edition: str) -> None:
    assert "KmsKeyId" in made(edition, "default")["Resources"]["EndpointConfig"]["Properties"]
    local = made(edition, "local store")["Resources"]["EndpointConfig"]["Properties"]
    assert "KmsKeyId" not in local


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_bucket_and_key_are_kept_by_cloudformation_in_every_environment(
    edition: str, environment: str
) -> None:
    text = (TEMPLATES / f"{edition}.yaml").read_text(encoding="utf-8")
    resources = Stack(load(text), Environment=environment).rendered()["Resources"]
    for title in ("Bucket", "Key", "BucketPolicy"):
        # A policy goes with a bucket that goes: it is what stays on one that stays.
        kept = "Retain" if title == "BucketPolicy" else "RetainExceptOnCreate"
        assert resources[title]["DeletionPolicy"] == kept
        assert resources[title]["UpdateReplacePolicy"] == "Retain"


REFUSED = {
    "Your own model or endpoint needs BaselineDatasetUri": {
        "ModelDataUrl": "s3://mine/model.tar.gz",
        "EnableModelQuality": "false",
    },
    "QualityBaselineDatasetUri unless EnableModelQuality is false": {
        "ExistingEndpointName": "theirs",
        "BaselineDatasetUri": "s3://mine/baseline.csv",
    },
    "needs InferenceAttribute and GroundTruthAttribute": {**BASELINES, "GroundTruthAttribute": ""},
    "SubnetIds and SecurityGroupIds go together": {"SubnetIds": "subnet-1"},
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_does_not_go_together_is_refused_in_words(edition: str, words: str) -> None:
    text = (TEMPLATES / f"{edition}.yaml").read_text(encoding="utf-8")
    if edition == "drift-monitor" and words.startswith("SubnetIds"):
        return  # Lambda and SageMaker say it
    [said] = Stack(load(text), **REFUSED[words]).refusals()
    assert words in said

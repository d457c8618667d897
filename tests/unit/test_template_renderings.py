"""Every choice that a user has gives a whole stack, not only the default."""

from __future__ import annotations

import json
import re
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


@pytest.mark.parametrize(("choice", "hours"), [("default", 1), ("prod, daily", 24)])
def test_windows_alarms_and_the_clock_have_the_frequency(
    edition: str, choice: str, hours: int
) -> None:
    resources = made(edition, choice)["Resources"]
    assert resources["DriftAlarm"]["Properties"]["Period"] == hours * 3600
    if edition == "drift-monitor":
        step = resources["Analyzer"]["Properties"]["Environment"]["Variables"]["STEP"]
        assert step == str(hours * 3600)
        clock = resources["Schedule"]["Properties"]["ScheduleExpression"]
        assert clock == f"cron(15 {'0' if hours == 24 else '*'} * * ? *)"


DIMENSIONS = {
    "Endpoint": {"Fn::GetAtt": ["Live", "Name"]},
    "EndpointName": {"Fn::GetAtt": ["Live", "Name"]},
    "VariantName": {"Fn::GetAtt": ["Live", "Variant"]},
    "QueueName": {"Fn::GetAtt": ["DeadLetters", "QueueName"]},
}


def test_alarms_and_dashboard_watch_what_is_of_this_stack(edition: str) -> None:
    resources = made(edition, "default")["Resources"]
    alarms = {
        title: each["Properties"]
        for title, each in resources.items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    }
    for title, alarm in alarms.items():
        for one in alarm["Dimensions"]:
            assert one["Value"] == DIMENSIONS.get(one["Name"], one["Value"]), title
    own = {alarm["Namespace"] for alarm in alarms.values()} - {"AWS/SageMaker", "AWS/SQS"}
    body = json.dumps(resources["Dashboard"]["Properties"])
    assert own == {*re.findall(r"SEARCH\('\{(\w+),", body)}
    pattern = resources["Rule"]["Properties"]["EventPattern"]["detail"]["alarmName"]
    assert pattern == [{"prefix": {"Fn::Sub": "${AWS::StackName}-"}}]


def test_what_nobody_may_miss_rings_without_the_responder(edition: str) -> None:
    resources = made(edition, "default")["Resources"]
    # A responder that is dead publishes nothing, and mails nothing.
    assert resources["SilentAlarm"]["Properties"]["TreatMissingData"] == "breaching"
    assert resources["UndeliveredAlarm"]["Properties"]["AlarmActions"] == [{"Ref": "Topic"}]


def test_the_environment_and_the_demos_columns_are_told_to_what_uses_them(edition: str) -> None:
    resources = made(edition, "prod, daily")["Resources"]
    assert resources["Store"]["Properties"]["Environment"] == {"Ref": "Environment"}
    quality = resources["Baselines"]["Properties"]["model-quality"]
    names = quality.get("Attributes") or [
        quality[f"{each}_attribute"] for each in ("inference", "probability", "ground_truth")
    ]
    assert names == ["prediction", "probability", "label"]


def test_what_is_made_waits_for_what_it_needs_and_does_not_name(edition: str) -> None:
    waits = {
        title: {*each["DependsOn"]} if isinstance(each["DependsOn"], list) else {each["DependsOn"]}
        for title, each in made(edition, "default")["Resources"].items()
        if "DependsOn" in each
    }
    # SageMaker would make the group by itself, without an end and a key.
    assert waits["Endpoint"] == {"EndpointLogs"}
    needed = {
        "drift-monitor": {
            "Baselines": {"Invoke", "CapturedData"},
            "Schedule": {"Baselines"},  # a run without one would fail
        },
        "model-monitor": {
            "DataQualitySchedule": {"BeforeSchedules"},
            "ModelQualitySchedule": {"BeforeSchedules"},
        },
    }[edition]
    assert {title: waits.get(title) for title in needed} == needed


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

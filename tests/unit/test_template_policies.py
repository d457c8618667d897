"""What the emitted templates grant, name and promise."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from stack_renderer import TEMPLATES, load, references, statements, walk

from generator.checks import TEMPLATE_BODY_BYTES
from generator.editions import EDITIONS
from generator.parameters import TERSE

# Actions that stand on Resource "*", and why they cannot be narrowed [Service Authorization
# Reference]: the service defines no resource for them.
UNBOUNDED = {
    "cloudwatch:DescribeAlarms": "a list by a prefix is asked of all alarms",
    "cloudwatch:GetMetricStatistics": "no resource type",
    "cloudwatch:PutMetricData": "no resource type; the namespace is a condition",
    "ec2:CreateNetworkInterface": "SageMaker's own interfaces in the user's subnets",
    "ec2:CreateNetworkInterfacePermission": "as above",
    "ec2:DeleteNetworkInterface": "as above",
    "ec2:DeleteNetworkInterfacePermission": "as above",
    "ec2:DescribeDhcpOptions": "Describe actions know no resource",
    "ec2:DescribeNetworkInterfaces": "as above",
    "ec2:DescribeSecurityGroups": "as above",
    "ec2:DescribeSubnets": "as above",
    "ec2:DescribeVpcs": "as above",
    "ecr:GetAuthorizationToken": "no resource type",
    "sagemaker:ListMonitoringExecutions": "no resource type",
    "sagemaker:ListProcessingJobs": "no resource type",
}
MANAGED = {action for action in UNBOUNDED if action.startswith("sagemaker:")}
CONDITIONED = {"cloudwatch:PutMetricData": "cloudwatch:namespace"}
OUTPUTS = {
    "EndpointName", "EndpointConfigName", "BucketName", "CaptureUri", "BaselineUri", "ReportsUri",
    "GroundTruthUri", "DataQualitySchedule", "ModelQualitySchedule", "MonitorRoleArn", "TopicArn",
    "DashboardName", "DashboardUrl", "ResponderFunction", "TemplateVersion",
}  # fmt: skip


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def text(edition: str) -> str:
    return (TEMPLATES / f"{edition}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def template(text: str) -> dict[str, Any]:
    return load(text)


@pytest.fixture(scope="module")
def granted(template: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = list(statements(template["Resources"]))
    assert len(found) > 15
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_statement_has_a_sid_that_is_its_own_within_the_policy(granted, edition) -> None:
    if edition in TERSE:
        assert not [statement for _, _, statement in granted if "Sid" in statement]
        return
    seen = set()
    for title, where, statement in granted:
        sid = statement.get("Sid", "")
        assert re.fullmatch(r"([A-Z][a-z0-9]*)+", sid), (title, statement)
        assert (title, where, sid) not in seen, (title, sid)
        seen.add((title, where, sid))


def test_no_policy_of_aws_gives_full_access(text: str) -> None:
    assert "FullAccess" not in text


def test_no_action_is_a_wildcard_but_in_key_policies_and_refusals(granted) -> None:
    for title, _, statement in granted:
        if title == "Key" or statement["Effect"] == "Deny":
            continue
        assert [action for action in listed(statement["Action"]) if "*" in action] == [], title


def test_only_reviewed_actions_stand_on_every_resource(granted, edition: str) -> None:
    used = set()
    for title, where, statement in granted:
        if title == "Key" or "AssumeRole" in where or "*" not in listed(statement["Resource"]):
            continue
        actions = set(listed(statement["Action"]))
        assert actions <= set(UNBOUNDED), (title, statement, actions - set(UNBOUNDED))
        for action in actions & set(CONDITIONED):
            assert CONDITIONED[action] in str(statement["Condition"]), (title, statement)
        used |= actions
    unused = set(UNBOUNDED) - used - (MANAGED if edition == "drift-monitor" else set())
    assert not unused, "an action that nothing uses is no longer reviewed"


def test_a_role_is_passed_to_one_service_and_never_any_role(granted, edition: str) -> None:
    passing = [each for _, _, each in granted if "iam:PassRole" in listed(each["Action"])]
    assert bool(passing) == (edition == "model-monitor")
    for statement in passing:
        assert statement["Action"] == "iam:PassRole"
        service = statement["Condition"]["StringEquals"]["iam:PassedToService"]
        assert service == "sagemaker.amazonaws.com"
        assert list(statement["Resource"]) == ["Fn::GetAtt"]


def test_no_arn_names_a_partition(template: dict[str, Any]) -> None:
    found = [
        (path, value)
        for path, value in walk(template)
        if isinstance(value, str) and value.startswith("arn:") and "ZipFile" not in path
    ]
    assert found
    for path, value in found:
        assert value.startswith("arn:*:"), path


def test_no_host_name_of_one_partition_stands_in_a_template(template: dict[str, Any]) -> None:
    for path, value in walk(template["Resources"]):
        if isinstance(value, str) and ".dkr.ecr." in value:
            assert "${AWS::URLSuffix}" in value, path


def test_a_resource_that_a_change_replaces_has_no_name_that_is_taken(
    template: dict[str, Any],
) -> None:
    for title, resource in template["Resources"].items():
        if resource["Type"].startswith("Custom::"):
            continue
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
        only_once = _first_names(schema.get("createOnlyProperties", []))
        names = {name for name in only_once if name.endswith("Name")}
        given = {name for name in names & set(resource["Properties"]) if _is_own(resource, name)}
        replacing = only_once & set(resource["Properties"]) - names
        assert not (given and replacing), f"{title}: {replacing} replaces it, {given} is taken"
        for name in given:
            unique = [target for _, _, target in references(resource["Properties"][name])]
            assert "Store" in unique, f"{title}.{name} is the same in every stack"


def _is_own(resource: dict[str, Any], name: str) -> bool:
    """Tell a name that the template makes up from the name of another resource."""
    value = resource["Properties"][name]
    return isinstance(value, str) or "Fn::Sub" in value


def _first_names(pointers: list[str]) -> set[str]:
    return {pointer.removeprefix("/properties/").split("/")[0] for pointer in pointers}


def test_tags_of_what_a_change_of_tags_replaces_carry_no_version(template: dict[str, Any]) -> None:
    for title, resource in template["Resources"].items():
        if resource["Type"].startswith("Custom::") or "Tags" not in resource["Properties"]:
            continue
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
        keys = {tag["Key"] for tag in resource["Properties"]["Tags"]}
        if "/properties/Tags" in schema.get("createOnlyProperties", []):
            assert "version" not in keys, title


def test_every_queue_log_group_topic_and_bucket_is_encrypted(template: dict[str, Any]) -> None:
    needed = {
        "AWS::SQS::Queue": "SqsManagedSseEnabled",
        "AWS::Logs::LogGroup": "KmsKeyId",
        "AWS::SNS::Topic": "KmsMasterKeyId",
        "AWS::S3::Bucket": "BucketEncryption",
    }
    for title, resource in template["Resources"].items():
        if resource["Type"] in needed:
            assert resource["Properties"].get(needed[resource["Type"]]), title


def test_the_bucket_is_private_keeps_versions_and_ends_what_comes_anew_alone(
    template: dict[str, Any],
) -> None:
    bucket = template["Resources"]["Bucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    ended = {rule["Prefix"] for rule in bucket["LifecycleConfiguration"]["Rules"]}
    # Neither the model, nor baselines, nor the state.
    assert ended == {"capture/", "ground-truth/", "reports/"}


def test_whatever_runs_asynchronously_has_dead_letters_and_may_send_them(
    template: dict[str, Any], granted
) -> None:
    for title, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Function":
            assert "DeadLetterConfig" in resource["Properties"], title
            role = resource["Properties"]["Role"]["Fn::GetAtt"][0]
            actions = [
                a for owner, _, one in granted if owner == role for a in listed(one["Action"])
            ]
            assert "sqs:SendMessage" in actions, title


def test_every_log_group_ends_its_entries_some_day(template: dict[str, Any]) -> None:
    groups = [r for r in template["Resources"].values() if r["Type"] == "AWS::Logs::LogGroup"]
    assert groups
    assert all(group["Properties"]["RetentionInDays"] > 0 for group in groups)


def test_the_outputs_are_those_that_every_edition_promises(template: dict[str, Any]) -> None:
    assert set(template["Outputs"]) == OUTPUTS


def test_a_template_stays_within_the_quotas_of_cloudformation(template: dict[str, Any]) -> None:
    assert len(template["Description"].encode()) <= 1024
    assert len(template["Parameters"]) <= 200
    assert len(template["Outputs"]) <= 200
    assert len(template["Resources"]) <= 500
    for path, value in walk(template):
        if path and path[-1] in ("Fn::Or", "Fn::And"):
            assert 2 <= len(value) <= 10, path
    for function in template["Resources"].values():
        if function["Type"] == "AWS::Lambda::Function":
            assert len(function["Properties"]["Code"]["ZipFile"]) <= 4_194_304


def test_a_template_is_small_enough_for_template_body(text: str) -> None:
    assert len(text.encode()) <= TEMPLATE_BODY_BYTES

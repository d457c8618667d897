"""Stacks are made with the launch role's rights, or the deployer's, and with nobody else's."""

from __future__ import annotations

import fnmatch
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from ministack.core import iam_evaluator

from generator import templates
from generator.catalog import rights
from generator.compare.reading import parsed

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

ACCOUNT = "123456789012"
LAUNCHED = f"SC-{ACCOUNT}-pp-abcdefghijklm"
BY_HAND = "sagemaker-model-monitor"
ROOT = Path(__file__).parents[3]
Statements = list[dict[str, Any]]


def launch_role() -> Statements:
    """Give the statements of the launch role as the portfolio's template has them."""
    role = parsed(templates.read("catalog"), "catalog.yaml")["Resources"]["LaunchRole"]
    [policy] = role["Properties"]["Policies"]
    text = json.dumps(policy["PolicyDocument"]["Statement"])
    for name, value in (("AWS::AccountId", ACCOUNT), ("TemplateBucket", "templates")):
        text = text.replace(f"${{{name}}}", value)
    found: Statements = json.loads(text)
    for each in found:
        if isinstance(each["Resource"], dict):
            each["Resource"] = each["Resource"]["Fn::Sub"]
    return found


def deployer() -> Statements:
    """Give the statements of the policy for who deploys by hand."""
    text = (ROOT / "docs" / "deployer-policy.json").read_text("utf-8")
    found: Statements = json.loads(text)["Statement"]
    return found


def without(given: Statements, action: str) -> Statements:
    """Give a policy that allows the same but for one action."""

    def rest(patterns: list[str] | str) -> list[str]:
        listed = [patterns] if isinstance(patterns, str) else patterns
        known = (*rights.needed(), "cloudformation:CreateStack")
        meant = {each for one in listed for each in fnmatch.filter(known, one) or [one]}
        return sorted(meant - {action})

    made = [{**each, "Action": rest(each["Action"])} for each in given]
    return [each for each in made if each["Action"]]


def allowed(given: Statements, call: dict[str, Any]) -> bool:
    """Tell whether a policy allows a call that was made."""
    context = iam_evaluator.EvalContext(
        principal_arn=call["who"],
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=call["action"],
        resource_arn=call["resource"],
        region="us-east-1",
        service_context={name.lower(): value for name, value in call["context"].items()},
    )
    policy = iam_evaluator.parse_policy_document({"Statement": given})
    return bool(iam_evaluator.evaluate(context, [policy]).decision == "Allow")


def unreached(given: Statements, calls: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Give what the schemas list besides, and a policy does not allow on the same resources."""
    found = set()
    for resource in {call["resource"] for call in calls} - {"*"}:
        for action in rights.needed():
            call = {**calls[0], "action": action, "resource": resource, "context": {}}
            # Whether a role is passed depends on to whom.
            if action.split(":")[0] == resource.split(":")[2] and action != "iam:PassRole":
                found |= set() if allowed(given, call) else {(action, resource)}
    return found


class Launcher:
    """Who makes stacks as a role's session, as Service Catalog does; or with it as service role."""

    def __init__(self, aws: EmbeddedAws, given: Statements, stack: str, *, served: bool) -> None:
        self.aws, self.stack = aws, stack
        self.role = self._made("launch", given)
        self.more: dict[str, str] = {"RoleARN": self.role} if served else {}
        self.cloudformation = aws.client("cloudformation") if served else self._session()

    def _made(self, name: str, given: Statements) -> str:
        trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
        iam, version = self.aws.client("iam"), {"Version": "2012-10-17"}
        made = iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps({**version, "Statement": [trust]})
        )
        document = json.dumps({**version, "Statement": given})
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=document)
        return str(made["Role"]["Arn"])

    def _session(self) -> Any:
        sts = self.aws.client("sts")
        keys = sts.assume_role(RoleArn=self.role, RoleSessionName="catalog")["Credentials"]
        return boto3.client(
            "cloudformation",
            endpoint_url=self.aws.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            verify=self.aws.environment()["AWS_CA_BUNDLE"],
        )

    def create(self, edition: str) -> dict[str, Any]:
        self.cloudformation.create_stack(**self._asked(edition, {}), **self.more)
        return self.aws.settled(self.stack)

    def update(self, edition: str, **parameters: str) -> dict[str, Any]:
        self.cloudformation.update_stack(**self._asked(edition, parameters), **self.more)
        return self.aws.settled(self.stack)

    def delete(self) -> dict[str, Any]:
        [found] = self.cloudformation.describe_stacks(StackName=self.stack)["Stacks"]
        self.cloudformation.delete_stack(StackName=self.stack)
        return self.aws.settled(found["StackId"])

    def _asked(self, edition: str, parameters: dict[str, str]) -> dict[str, Any]:
        given = {"EmailAddress": "me@example.com", **parameters}
        return {
            "StackName": self.stack,
            "TemplateBody": templates.read(edition),
            "Capabilities": ["CAPABILITY_IAM"],
            "Parameters": [
                {"ParameterKey": name, "ParameterValue": value} for name, value in given.items()
            ],
        }


CHANGES = {
    "DriftThreshold": "0.2",
    "MonitoringFrequency": "daily",
    "InstanceType": "ml.m5.large",
    "ModelName": "churn",
}
CASES = {
    "launched": ("drift-monitor", launch_role, LAUNCHED, False),
    "launched on Amazon's jobs": ("model-monitor", launch_role, LAUNCHED, False),
    "by hand, with a service role": ("drift-monitor", deployer, BY_HAND, True),
}
NEEDED = (
    "cloudformation:CreateStack", "iam:PassRole", "iam:PutRolePolicy", "kms:CreateKey",
    "lambda:InvokeFunction", "s3:PutEncryptionConfiguration", "sqs:CreateQueue",
)  # fmt: skip


@pytest.mark.parametrize(("edition", "policy", "stack", "served"), CASES.values(), ids=CASES.keys())
def test_a_policy_has_every_right_that_a_stacks_life_takes_and_each_of_them_is_needed(
    aws: EmbeddedAws, edition: str, policy: Any, stack: str, *, served: bool
) -> None:
    given = policy()
    launcher = Launcher(aws, given, stack, served=served)
    assert launcher.create(edition)["StackStatus"] == "CREATE_COMPLETE", [*aws.failures(stack)]
    made = launcher.update(edition, **CHANGES)
    assert made["StackStatus"] == "UPDATE_COMPLETE", [*aws.failures(stack)]
    assert launcher.delete()["StackStatus"] == "DELETE_COMPLETE"

    taken: dict[str, list[dict[str, Any]]] = {}
    for call in aws.control("stack_calls"):
        assert call["allowed"], call
        taken.setdefault(call["action"], []).append(call)
    assert len(taken) >= 60
    assert {action.split(":")[0] for action in taken} >= {"iam", "kms", "lambda", "s3", "sagemaker"}
    for action, calls in taken.items():
        less = without(given, action)
        assert not [call for call in calls if allowed(less, call)], action
    every = [call for calls in taken.values() for call in calls]
    assert unreached(given, every) == set()


@pytest.mark.parametrize("action", NEEDED)
def test_a_role_that_lacks_a_right_brings_no_stack_up(aws: EmbeddedAws, action: str) -> None:
    launcher = Launcher(aws, without(launch_role(), action), LAUNCHED, served=False)
    try:
        assert launcher.create("drift-monitor")["StackStatus"] == "ROLLBACK_COMPLETE"
        said = next(aws.failures(LAUNCHED))
    except ClientError as error:
        said = str(error)
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/launch/catalog"
    assert f"User: {who} is not authorized to perform: {action} " in said


def test_a_policy_for_other_names_reaches_no_stack(aws: EmbeddedAws) -> None:
    launcher = Launcher(aws, deployer(), LAUNCHED, served=True)
    launcher.create("drift-monitor")
    assert "is not authorized to perform: " in next(aws.failures(LAUNCHED))

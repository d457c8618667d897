"""The launch role's rights reach every resource of a stack that Service Catalog has named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator import templates
from generator.catalog import rights

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

ACCOUNT = "123456789012"
STACK = f"SC-{ACCOUNT}-pp-abcdefghijklm"
HERE = f"us-east-1:{ACCOUNT}:"
# Where a type's ARN begins; an id that is an ARN stays one. What is not here has no own resource in
# the policy.
PLACES = {
    "AWS::Events::Rule": f"arn:aws:events:{HERE}rule/",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/",
    "AWS::KMS::Key": f"arn:aws:kms:{HERE}key/",
    "AWS::Lambda::Function": f"arn:aws:lambda:{HERE}function:",
    "AWS::S3::Bucket": "arn:aws:s3:::",
    "AWS::SNS::Topic": "",
    "AWS::SQS::Queue": f"arn:aws:sqs:{HERE}",
    "AWS::Scheduler::Schedule": f"arn:aws:scheduler:{HERE}schedule/default/",
}  # fmt: skip


def arns(aws: EmbeddedAws) -> dict[str, list[str]]:
    """Give the ARNs of the deployed resources by the service that their rights are of."""
    found: dict[str, list[str]] = {}
    for each in aws.client("cloudformation").describe_stack_resources(StackName=STACK)[
        "StackResources"
    ]:
        kind, name = each["ResourceType"], each["PhysicalResourceId"].split("/")[-1]
        if kind in PLACES:
            arn = PLACES[kind] + name
            found.setdefault(arn.split(":")[2], []).append(arn)
    return found


def denied(aws: EmbeddedAws, statements: list[dict[str, Any]]) -> set[str]:
    """Give the actions that a policy does not allow on one of the stack's resources."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    found = set()
    reached = arns(aws)
    assert {arn.split(":")[2] for arns_of in reached.values() for arn in arns_of} == {
        place.split(":")[2] if place else "sns" for place in PLACES.values()
    }
    for service, resources in reached.items():
        # Whether a role is passed depends on to whom, which a simulation does not tell.
        actions = [
            action
            for action in rights.needed()
            if action.startswith(f"{service}:") and action != "iam:PassRole"
        ]
        for resource in resources:
            said = aws.client("iam").simulate_custom_policy(
                PolicyInputList=[policy], ActionNames=actions, ResourceArns=[resource]
            )
            found |= {
                each["EvalActionName"]
                for each in said["EvaluationResults"]
                if each["EvalDecision"] != "allowed"
            }
    return found


@pytest.fixture
def deployed(aws: EmbeddedAws):
    aws.deploy(templates.read("drift-monitor"), {"EmailAddress": "me@example.com"}, stack=STACK)
    yield aws
    aws.destroy(STACK)


def test_every_resource_of_a_launched_stack_is_within_the_launch_roles_reach(
    deployed: EmbeddedAws,
) -> None:
    given = rights.statements("SC-")
    assert denied(deployed, given) == set()
    # And it is this that reaches them: neither another beginning nor one statement less does.
    assert {"sqs:CreateQueue", "iam:CreateRole"} <= denied(deployed, rights.statements("other-"))
    for sid, action in (("Roles", "iam:CreateRole"), ("Clock", "scheduler:CreateSchedule")):
        less = [each for each in given if each["Sid"] != sid]
        assert action in denied(deployed, less)

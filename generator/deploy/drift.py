"""CloudFormation's drift detection: what somebody changed by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy import stacks
from generator.deploy.plan import Difference

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient, Json

COMPARED = "IN_SYNC", "MODIFIED", "DELETED"


@dataclass(frozen=True)
class Drifted:
    """A resource that is not as the template has it: ``MODIFIED`` or ``DELETED``."""

    logical_id: str
    type: str
    physical_id: str
    status: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Drift:
    """What was found.

    Attributes:
        drifted: resources that differ.
        compared: how many resources were compared.
        unchecked: logical id -> type of those that were not: CloudFormation cannot compare them.
        problem: why not everything could be compared that can.

    """

    drifted: list[Drifted]
    compared: int
    unchecked: dict[str, str]
    problem: str = ""


def detect(aws: AwsClient, stack_id: str) -> Drift:
    """Let CloudFormation compare the stack's resources with its template, and wait for it."""
    started = aws.call("cloudformation", "detect_stack_drift", StackName=stack_id)
    pause = 0.2
    while True:
        found = aws.call(
            "cloudformation",
            "describe_stack_drift_detection_status",
            StackDriftDetectionId=started["StackDriftDetectionId"],
        )
        if found["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            break
        time.sleep(pause)
        pause = min(5.0, pause * 1.5)
    failed = found["DetectionStatus"] == "DETECTION_FAILED"
    problem = found.get("DetectionStatusReason", "no reason is given") if failed else ""
    listed = [one for one in _listed(aws, stack_id) if one["StackResourceDriftStatus"] in COMPARED]
    names = {one["LogicalResourceId"] for one in listed}
    unchecked = {
        name: kind
        for name, (kind, _) in stacks.resources(aws, stack_id).items()
        if name not in names
    }
    drifted = [_drifted(one) for one in listed if one["StackResourceDriftStatus"] != COMPARED[0]]
    return Drift(drifted, len(listed), unchecked, problem)


def _listed(aws: AwsClient, stack_id: str) -> list[Json]:
    asked: Json = {"StackName": stack_id}
    found: list[Json] = []
    while True:
        page = aws.call("cloudformation", "describe_stack_resource_drifts", **asked)
        found += page["StackResourceDrifts"]
        if not page.get("NextToken"):
            return found
        asked["NextToken"] = page["NextToken"]


def _drifted(one: Json) -> Drifted:
    return Drifted(
        one["LogicalResourceId"],
        one["ResourceType"],
        one.get("PhysicalResourceId", ""),
        one["StackResourceDriftStatus"],
        tuple(
            Difference(
                each["PropertyPath"].strip("/").replace("/", "."),
                each.get("ExpectedValue"),
                each.get("ActualValue"),
            )
            for each in one.get("PropertyDifferences", [])
        ),
    )

"""CloudFormation's calls, typed: what the verbs that make and remove stacks need of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from generator.parameters import BOTH, DRIFT_MONITOR, MODEL_MONITOR

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from generator.deploy.awsclient import AwsClient, Json

STACK_TYPE = "AWS::CloudFormation::Stack"
CAPABILITIES = ["CAPABILITY_IAM"]
LEFT_OVER = ("ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS")
"""What a creation leaves that failed, or that nobody executed: nothing of use."""
_THERE = [
    "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE",
    "ROLLBACK_COMPLETE", "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS",
    "CREATE_FAILED", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED",
]  # fmt: skip
_OURS = rf"\(({'|'.join(BOTH)}) ([^)]+)\)"
"""How the descriptions of our templates end: edition and version."""
OURS = "monitor-stack-"
"""How the names of our change sets begin."""


@dataclass(frozen=True)
class Stack:
    """A stack as CloudFormation describes it.

    Attributes:
        id: its ARN; it names the stack after its deletion, too.
        edition: ``""`` if it is none of ours.
        role: of the service role that it was made with, ``""`` without one.

    """

    name: str
    id: str
    status: str
    reason: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    edition: str = ""
    version: str = ""
    protected: bool = False
    role: str = ""

    @property
    def moving(self) -> bool:
        """Whether an operation is under way; under review nothing is."""
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def left_over(self) -> bool:
        """Whether it is what a creation left: nothing that could be updated."""
        return self.status in LEFT_OVER

    @property
    def region(self) -> str:
        """Give the region, which its ARN names."""
        return self.id.split(":")[3]

    @property
    def environment(self) -> str:
        """Give ``dev``, ``staging`` or ``prod``; ``""`` of a stack that is none of ours."""
        return self.parameters.get("Environment", "")


@dataclass(frozen=True)
class Event:
    """What happened to one resource, or to the stack itself."""

    id: str
    at: dt.datetime
    logical_id: str
    physical_id: str
    type: str
    status: str
    reason: str

    @property
    def of_stack(self) -> bool:
        """Whether it tells of the stack itself, not of a stack within it."""
        return self.type == STACK_TYPE and ":stack/" in self.physical_id

    @property
    def failed(self) -> bool:
        """Whether it tells of a failure."""
        return self.status.endswith("_FAILED")


def find(aws: AwsClient, name: str) -> Stack | None:
    """Describe a stack; None if there is none of that name, or no more.

    Raises:
        AwsError: it may not be seen.

    """
    try:
        found = aws.stack(name)
    except AwsError as error:
        if error.code == "ValidationError" and "does not exist" in str(error):
            return None
        raise
    return None if found["StackStatus"] == "DELETE_COMPLETE" else _stack(found)


def described(aws: AwsClient, stack_id: str) -> Stack:
    """Describe a stack by its id, also one that is deleted."""
    return _stack(aws.stack(stack_id))


def _stack(found: Json) -> Stack:
    parameters = {
        one["ParameterKey"]: one.get("ParameterValue", "") for one in found.get("Parameters", [])
    }
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
    said = re.search(_OURS, found.get("Description", ""))
    return Stack(
        name=found["StackName"],
        id=found["StackId"],
        status=found["StackStatus"],
        reason=found.get("StackStatusReason", ""),
        parameters=parameters,
        outputs=outputs,
        edition=said[1] if said else _edition(parameters),
        version=said[2] if said else outputs.get("TemplateVersion", ""),
        protected=found.get("EnableTerminationProtection", False),
        role=found.get("RoleARN", ""),
    )


def _edition(parameters: Mapping[str, str]) -> str:
    """Tell the edition by a parameter that no other has; a description can be somebody's own."""
    if "DriftVerdict" in parameters:
        return DRIFT_MONITOR
    return MODEL_MONITOR if "JobInstanceType" in parameters else ""


def deleted(aws: AwsClient, name: str) -> str | None:
    """Give the id of the stack of that name that was deleted last; AWS knows them for 90 days."""
    pages = _pages(aws, "list_stacks", "StackSummaries", StackStatusFilter=["DELETE_COMPLETE"])
    of_name = [one for one in pages if one["StackName"] == name]
    if not of_name:
        return None
    of_name.sort(key=lambda one: str(one.get("DeletionTime", one["CreationTime"])))
    return str(of_name[-1]["StackId"])


def standing(aws: AwsClient) -> Iterator[tuple[str, bool]]:
    """Yield the names of the stacks that are there, each with whether it is one of ours."""
    pages = _pages(aws, "list_stacks", "StackSummaries", StackStatusFilter=_THERE)
    for one in pages:
        yield one["StackName"], bool(re.search(_OURS, one.get("TemplateDescription", "")))


def newest_events(aws: AwsClient, stack_id: str, known: str = "") -> list[Event]:
    """Give a stack's events, the oldest first; with ``known`` those after the event of that id."""
    found = []
    for one in _pages(aws, "describe_stack_events", "StackEvents", StackName=stack_id):
        if one["EventId"] == known:
            break
        found.append(_event(one))
    return found[::-1]


def _event(one: Json) -> Event:
    return Event(
        id=one["EventId"],
        at=one["Timestamp"],
        logical_id=one.get("LogicalResourceId", ""),
        physical_id=one.get("PhysicalResourceId", ""),
        type=one.get("ResourceType", ""),
        status=one.get("ResourceStatus", ""),
        reason=one.get("ResourceStatusReason", ""),
    )


def resources(aws: AwsClient, stack_id: str) -> dict[str, tuple[str, str]]:
    """Give what a stack has: logical id -> type and physical id."""
    return {
        one["LogicalResourceId"]: (one["ResourceType"], one.get("PhysicalResourceId", ""))
        for one in _pages(aws, "list_stack_resources", "StackResourceSummaries", StackName=stack_id)
        if one["ResourceStatus"] != "DELETE_COMPLETE"
    }


def validation_errors(aws: AwsClient, **of: str) -> list[str]:
    """Give what CloudFormation found wrong before it made anything: resource, and its words.

    Args:
        aws: the client.
        of: ``StackName`` or ``ChangeSetName``.

    """
    found = _pages(aws, "describe_events", "OperationEvents", Filters={"FailedEvents": True}, **of)
    try:
        return [
            f"{one.get('LogicalResourceId', '')}: {one['ValidationStatusReason']}"
            for one in found
            if one.get("ValidationStatusReason")
        ]
    except AwsError:  # no permission to ask: then the reason that is known must do
        return []


def foreign_change_sets(aws: AwsClient, stack_id: str) -> list[str]:
    """Name the change sets of a stack that are somebody else's."""
    found = _pages(aws, "list_change_sets", "Summaries", StackName=stack_id)
    names = [str(one["ChangeSetName"]) for one in found]
    return [name for name in names if not name.startswith(OURS)]


def delete(aws: AwsClient, stack: Stack, *, role: str, token: str) -> None:
    """Ask for a stack's deletion; asked twice with the same token, it is done once."""
    more = {"RoleARN": role} if role else {}
    aws.call("cloudformation", "delete_stack", StackName=stack.id, ClientRequestToken=token, **more)


def protect(aws: AwsClient, stack: str, *, on: bool) -> None:
    """Switch the termination protection of a stack."""
    aws.call(
        "cloudformation",
        "update_termination_protection",
        StackName=stack,
        EnableTerminationProtection=on,
    )


def set_policy(aws: AwsClient, stack: str, policy: str) -> None:
    """Give a stack its policy: which resources an update may change."""
    aws.call("cloudformation", "set_stack_policy", StackName=stack, StackPolicyBody=policy)


def _pages(aws: AwsClient, operation: str, key: str, **request: object) -> Iterator[Json]:
    """Yield what all pages of an answer hold, a page a call, as far as it is asked for."""
    while True:
        page = aws.call("cloudformation", operation, **request)
        yield from page.get(key, [])
        if not page.get("NextToken"):
            return
        request["NextToken"] = page["NextToken"]

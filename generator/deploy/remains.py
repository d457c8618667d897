"""Whether a resource of a deleted stack is still there, asked of the service that had it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.deploy.awsclient import AwsClient
    from generator.deploy.stacks import Event

GONE, THERE, UNREAD = "gone", "there", "unread"


def _last(known: str) -> str:
    """Give the name in an ARN, or in another id with slashes."""
    return known.rpartition("/")[2]


# Resource type -> service, operation, the request's member that names it, and how the name comes
# out of the physical id. `Ref` of a SageMaker resource is an ARN.
_LOOK: dict[str, tuple[str, str, str, Callable[[str], str]]] = {
    "AWS::S3::Bucket": ("s3", "head_bucket", "Bucket", str),
    "AWS::KMS::Key": ("kms", "describe_key", "KeyId", str),
    "AWS::SNS::Topic": ("sns", "get_topic_attributes", "TopicArn", str),
    "AWS::SQS::Queue": ("sqs", "get_queue_attributes", "QueueUrl", str),
    "AWS::IAM::Role": ("iam", "get_role", "RoleName", str),
    "AWS::Lambda::Function": ("lambda", "get_function_configuration", "FunctionName", str),
    "AWS::Events::Rule": ("events", "describe_rule", "Name", lambda known: known.split("|")[-1]),
    "AWS::Scheduler::Schedule": ("scheduler", "get_schedule", "Name", _last),
    "AWS::CloudWatch::Dashboard": ("cloudwatch", "get_dashboard", "DashboardName", str),
    "AWS::SageMaker::Model": (
        "sagemaker", "describe_model", "ModelName", _last,
    ),
    "AWS::SageMaker::EndpointConfig": (
        "sagemaker", "describe_endpoint_config", "EndpointConfigName", _last,
    ),
    "AWS::SageMaker::Endpoint": (
        "sagemaker", "describe_endpoint", "EndpointName", _last,
    ),
    "AWS::SageMaker::MonitoringSchedule": (
        "sagemaker", "describe_monitoring_schedule", "MonitoringScheduleName",
        _last,
    ),
    "AWS::SageMaker::DataQualityJobDefinition": (
        "sagemaker", "describe_data_quality_job_definition", "JobDefinitionName",
        _last,
    ),
    "AWS::SageMaker::ModelQualityJobDefinition": (
        "sagemaker", "describe_model_quality_job_definition", "JobDefinitionName",
        _last,
    ),
}  # fmt: skip
"""Left out: what has no being of its own (policies, permissions, subscriptions, custom steps)."""
_MISSING = ("NotFound", "NoSuch", "NonExistent", "404", "Could not find", "does not exist")


@dataclass(frozen=True)
class Resource:
    """A resource that a stack had."""

    logical_id: str
    type: str
    physical_id: str


@dataclass(frozen=True)
class Remaining:
    """What became of it: ``gone``, ``there``, ``unread``, or ``pending`` with the day it goes."""

    resource: Resource
    state: str
    words: str = ""


def of_events(events: Iterable[Event]) -> list[Resource]:
    """Give everything that a stack ever had, also what an update replaced."""
    found = {
        Resource(event.logical_id, event.type, event.physical_id): None
        for event in events
        if event.physical_id and not event.of_stack
    }
    return list(found)


def look(aws: AwsClient, resources: Iterable[Resource]) -> list[Remaining]:
    """Ask for each resource whether it is still there; alarms and log groups in a call each."""
    found = []
    for resource in resources:
        if resource.type in _LOOK:
            found.append(_one(aws, resource))
        elif resource.type in _LISTED:
            found.append(_listed(aws, resource))
    return found


def _one(aws: AwsClient, resource: Resource) -> Remaining:
    service, operation, member, name = _LOOK[resource.type]
    try:
        answer = aws.call(service, operation, **{member: name(resource.physical_id)})
    except AwsError as error:
        return _refused(resource, error)
    date = answer.get("KeyMetadata", {}).get("DeletionDate")
    if date:
        return Remaining(resource, "pending", f"{date:%Y-%m-%d}")
    return Remaining(resource, THERE)


def _refused(resource: Resource, error: AwsError) -> Remaining:
    if any(words in error.code or words in str(error) for words in _MISSING):
        return Remaining(resource, GONE)
    return Remaining(resource, UNREAD, str(error))


_LISTED = {
    "AWS::CloudWatch::Alarm": (
        "cloudwatch", "describe_alarms", "AlarmNames", "MetricAlarms", "AlarmName",
    ),
    "AWS::Logs::LogGroup": (
        "logs", "describe_log_groups", "logGroupNamePrefix", "logGroups", "logGroupName",
    ),
}  # fmt: skip


def _listed(aws: AwsClient, resource: Resource) -> Remaining:
    """Look for it in a list: these services refuse nothing that is not there."""
    service, operation, member, key, name = _LISTED[resource.type]
    wanted = resource.physical_id
    value = [wanted] if member.endswith("s") else wanted
    try:
        answer = aws.call(service, operation, **{member: value})
    except AwsError as error:
        return _refused(resource, error)
    there = any(one[name] == wanted for one in answer[key])
    return Remaining(resource, THERE if there else GONE)

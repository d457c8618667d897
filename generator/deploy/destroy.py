"""What goes and what stays when a stack is deleted, and whether that came true.

The bucket and the key are retained by CloudFormation; in ``dev`` a step of the stack's own empties
and deletes the bucket, and schedules the key's deletion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from generator.deploy.remains import THERE, UNREAD, look, of_events
from generator.deploy.stacks import newest_events, resources

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.remains import Remaining
    from generator.deploy.stacks import Stack

KEPT = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Key")
_PAGE = 1000
ALWAYS = (
    "log groups that the account's jobs and endpoints share (/aws/sagemaker/ProcessingJobs)",
    "the records of processing jobs, which cannot be deleted",
    "an unconfirmed subscription, until SNS forgets it after some days",
    "the events of the stack, for 90 days: monitor-stack events{option}",
)
"""What AWS keeps anyway, at no cost."""


@dataclass(frozen=True)
class Fate:
    """What a deletion means for what a stack has.

    Attributes:
        goes: logical id -> type, of what is deleted.
        stays: the same, of what stays, and costs.
        objects: in the bucket, in words; ``""`` if they were not counted.
        running: names of schedules with a run under way.

    """

    goes: dict[str, str]
    stays: dict[str, str]
    objects: str
    running: list[str]


def fate(aws: AwsClient, stack: Stack) -> Fate:
    """Tell what the deletion of a stack will do."""
    has = resources(aws, stack.id)
    stay = keeps(stack)
    bucket = has.get("Bucket", ("", ""))[1]
    return Fate(
        {name: kind for name, (kind, _) in has.items() if not (stay and kind in KEPT)},
        {name: kind for name, (kind, _) in has.items() if stay and kind in KEPT},
        _objects(aws, bucket) if bucket else "",
        [
            physical.rpartition("/")[2]
            for kind, physical in has.values()
            if kind == "AWS::SageMaker::MonitoringSchedule" and _running(aws, physical)
        ],
    )


def keeps(stack: Stack) -> bool:
    """Tell whether bucket and key stay: they do, unless the stack is for development."""
    return stack.environment != "dev"


def _objects(aws: AwsClient, bucket: str) -> str:
    try:
        found = aws.call("s3", "list_objects_v2", Bucket=bucket, MaxKeys=_PAGE)
    except AwsError:
        return ""
    return f"{found['KeyCount']:,}{' or more' if found.get('IsTruncated') else ''} objects"


def _running(aws: AwsClient, schedule: str) -> bool:
    """Tell whether a run of a schedule is under way; the last decides."""
    try:
        found = aws.call(
            "sagemaker",
            "list_monitoring_executions",
            MonitoringScheduleName=schedule.rpartition("/")[2],
            SortBy="ScheduledTime",
            SortOrder="Descending",
            MaxResults=1,
        )
    except AwsError:
        return False
    runs = found["MonitoringExecutionSummaries"]
    return any(
        one["MonitoringExecutionStatus"] in ("Pending", "InProgress", "Stopping") for one in runs
    )


@dataclass(frozen=True)
class Verdict:
    """What is left of a deleted stack.

    Attributes:
        left: what should be gone, and is there.
        kept: what was to stay, and does.
        pending: what goes by itself, with the day.
        unread: what could not be looked at.
        looked: at how many resources.

    """

    left: list[Remaining]
    kept: list[Remaining]
    pending: list[Remaining]
    unread: list[Remaining]
    looked: int


def verify(aws: AwsClient, stack_id: str, *, stays: bool) -> Verdict:
    """Ask each service whether what the stack ever had is gone.

    Args:
        aws: the client.
        stack_id: a deleted stack's; its events name its resources.
        stays: whether bucket and key were to stay.

    """
    found = look(aws, of_events(newest_events(aws, stack_id)))
    there = [one for one in found if one.state == THERE]
    kept = [one for one in there if stays and one.resource.type in KEPT]
    return Verdict(
        [one for one in there if one not in kept],
        kept,
        [one for one in found if one.state == "pending"],
        [one for one in found if one.state == UNREAD],
        len(found),
    )

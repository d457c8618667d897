"""What goes and what stays when a stack is deleted, and whether that came true.

The bucket and the key are retained by CloudFormation; in ``dev`` a step of the stack's own empties
and deletes the bucket, and schedules the key's deletion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from generator.deploy.options import option
from generator.deploy.remains import THERE, UNREAD, look, of_events
from generator.deploy.stacks import newest_events, resources
from generator.deploy.standing import PENDING, subscriptions
from generator.parameters import MODEL_MONITOR

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.deploy.awsclient import AwsClient
    from generator.deploy.remains import Remaining
    from generator.deploy.stacks import Stack

KEPT = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Key")
_PAGE = 1000
_JOBS = ("Custom::Baselines", "AWS::SageMaker::MonitoringSchedule")
"""What starts processing jobs, in ``model-monitor``."""


@dataclass(frozen=True)
class Fate:
    """What a deletion means for what a stack has.

    Attributes:
        goes: logical id -> type, of what is deleted.
        stays: the same, of what stays, and costs.
        objects: in the bucket, in words; ``""`` if they were not counted.
        running: names of schedules with a run under way.
        unconfirmed: whether a subscription waits for its confirmation; None if that is not known.

    """

    goes: dict[str, str]
    stays: dict[str, str]
    objects: str
    running: list[str]
    unconfirmed: bool | None = None


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
        _unconfirmed(aws, stack, has),
    )


def _unconfirmed(aws: AwsClient, stack: Stack, has: dict[str, tuple[str, str]]) -> bool | None:
    """Tell whether a subscription waits; once the topic is gone, nobody can."""
    topics = [physical for kind, physical in has.values() if kind == "AWS::SNS::Topic"]
    address = stack.parameters.get("EmailAddress", "")
    try:
        found = [one for topic in topics for one in subscriptions(aws, topic, address)]
    except AwsError:
        return None
    return any(one.state == PENDING for one in found)


def kept_by_aws(stack: Stack, had: Collection[str], *, unconfirmed: bool | None) -> list[str]:
    """List what AWS keeps of a deleted stack, at no cost.

    Args:
        stack: as it was.
        had: the types of all that it ever had.
        unconfirmed: see :class:`Fate`.

    """
    kept = []
    if stack.edition == MODEL_MONITOR and any(kind in had for kind in _JOBS):
        kept += [
            "the log group that the account's processing jobs share"
            " (/aws/sagemaker/ProcessingJobs)",
            "the records of processing jobs, which cannot be deleted",
        ]
    if "AWS::SNS::Subscription" in had and unconfirmed is not False:
        one = "the unconfirmed subscription" if unconfirmed else "a subscription, if unconfirmed"
        kept.append(f"{one}, until SNS forgets it after some days")
    if stack.status != "REVIEW_IN_PROGRESS":
        kept.append(
            f"the events of the stack, for 90 days: monitor-stack events{option(stack.name)}"
        )
    return kept


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
        had: the types of all that it ever had.

    """

    left: list[Remaining]
    kept: list[Remaining]
    pending: list[Remaining]
    unread: list[Remaining]
    looked: int
    had: frozenset[str]


def verify(aws: AwsClient, stack_id: str, *, stays: bool) -> Verdict:
    """Ask each service whether what the stack ever had is gone.

    Args:
        aws: the client.
        stack_id: a deleted stack's; its events name its resources.
        stays: whether bucket and key were to stay.

    """
    had = of_events(newest_events(aws, stack_id))
    found = look(aws, had)
    there = [one for one in found if one.state == THERE]
    kept = [one for one in there if stays and one.resource.type in KEPT]
    return Verdict(
        [one for one in there if one not in kept],
        kept,
        [one for one in found if one.state == "pending"],
        [one for one in found if one.state == UNREAD],
        len(found),
        frozenset(one.type for one in had),
    )

"""How a stack stands: endpoint, subscription, alarms, newest reports. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from lambda_src.monitors import MONITORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.stacks import Stack

CONFIRMED, PENDING, NONE = "confirmed", "pending", "none"


@dataclass(frozen=True)
class Subscription:
    """One subscription of the topic, and whether the mail was answered."""

    address: str
    state: str

    @property
    def words(self) -> str:
        """Give what to do about it."""
        if self.state == CONFIRMED:
            return f"{self.address} is confirmed: alerts arrive there"
        if self.state == PENDING:
            return (
                f"confirm the subscription: a mail from AWS Notifications waits in the mailbox of"
                f" {self.address}. Until then no alert arrives"
            )
        return f"{self.address} is no longer subscribed: no alert arrives"


def subscriptions(aws: AwsClient, topic: str, address: str) -> list[Subscription]:
    """Give the topic's subscriptions by e-mail, that of the stack's address first.

    Raises:
        AwsError: they may not be listed.

    """
    found: dict[str, str] = {address: NONE} if address else {}
    more: dict[str, str] = {}
    while True:
        page = aws.call("sns", "list_subscriptions_by_topic", TopicArn=topic, **more)
        for one in page["Subscriptions"]:
            if one["Protocol"].startswith("email"):
                known = one["SubscriptionArn"].startswith("arn:")
                found[one["Endpoint"]] = CONFIRMED if known else PENDING
        if not page.get("NextToken"):
            return [Subscription(*each) for each in found.items()]
        more = {"NextToken": page["NextToken"]}


@dataclass(frozen=True)
class Alarm:
    """An alarm by its logical id: ``OK``, ``ALARM`` or ``INSUFFICIENT_DATA``, and why."""

    logical_id: str
    name: str
    state: str
    reason: str


def alarms(aws: AwsClient, resources: dict[str, tuple[str, str]]) -> list[Alarm]:
    """Give a stack's alarms, of its resources; those that ring first."""
    names = {
        physical: logical
        for logical, (kind, physical) in resources.items()
        if kind == "AWS::CloudWatch::Alarm"
    }
    if not names:
        return []
    found = aws.call("cloudwatch", "describe_alarms", AlarmNames=list(names), MaxRecords=100)
    made = [
        Alarm(
            names[one["AlarmName"]],
            one["AlarmName"],
            one["StateValue"],
            one.get("StateReason", ""),
        )
        for one in found["MetricAlarms"]
    ]
    return sorted(made, key=lambda alarm: (alarm.state != "ALARM", alarm.logical_id))


@dataclass(frozen=True)
class Endpoint:
    """The endpoint that is watched."""

    name: str
    status: str
    reason: str = ""


def endpoint(aws: AwsClient, name: str) -> Endpoint:
    """Give the state of the endpoint; a missing one has the status ``missing``."""
    try:
        found = aws.call("sagemaker", "describe_endpoint", EndpointName=name)
    except AwsError as error:
        if error.code == "ValidationException":
            return Endpoint(name, "missing")
        raise
    return Endpoint(name, found["EndpointStatus"], found.get("FailureReason", ""))


@dataclass(frozen=True)
class Report:
    """A monitor's newest report; of a run that nobody has recorded yet only where it is."""

    monitor: str
    uri: str
    run: Json = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Give it for a person."""
        if not self.uri:
            return "no report yet"
        if not self.run:
            return f"not recorded yet: {self.uri}"
        words = f"{self.run.get('scheduled', '')} {self.run.get('status', '')}"
        figures = self.run.get("figures", {})
        shown = ("CapturedRecords", "LabelledRecords", "DriftedFeatures", "ConstraintViolations")
        parts = [f"{name} {figures[name]:g}" for name in shown if name in figures]
        return f"{words}: {', '.join(parts)}" if parts else words


def reports(aws: AwsClient, stack: Stack) -> list[Report]:
    """Give the newest report of each of the stack's monitors."""
    bucket = stack.outputs["BucketName"]
    schedules = {
        MONITORS[0]: stack.outputs.get("DataQualitySchedule"),
        MONITORS[1]: stack.outputs.get("ModelQualitySchedule"),
    }
    name = stack.outputs["EndpointName"]
    return [
        _newest(aws, bucket, monitor, f"reports/{monitor}/{name}/{schedule}/")
        for monitor, schedule in schedules.items()
        if schedule
    ]


def _newest(aws: AwsClient, bucket: str, monitor: str, prefix: str) -> Report:
    """Walk down to the newest year, month, day and hour."""
    for _ in range(4):
        found = aws.call("s3", "list_objects_v2", Bucket=bucket, Prefix=prefix, Delimiter="/")
        folders: Iterable[str] = (each["Prefix"] for each in found.get("CommonPrefixes", []))
        prefix = max(folders, default="")
        if not prefix:
            return Report(monitor, "")
    uri = f"s3://{bucket}/{prefix.rstrip('/')}"
    try:
        return Report(monitor, uri, aws.read(bucket, f"{prefix}drift.json"))
    except AwsError:
        return Report(monitor, uri)

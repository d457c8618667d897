"""A stack that is up on the embedded AWS: traffic, time, and what comes of them.

Everything here a user of AWS could do, too: each call is one of boto3, but that hours pass at once.
Its clock stands at twenty minutes past an hour, when what is due at the hour is over. A stage may
begin in the past, so that its clock ends where the machine's stands.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.rehearsal.embedded import EmbeddedAws

HOUR = dt.timedelta(hours=1)
PAST = dt.timedelta(minutes=20)
FRESH = dt.timedelta(minutes=50)  # back to where no figure of the hour before is
NAMESPACE = "ModelMonitoring"


class Stage:
    """One stack.

    Args:
        aws: where it is.
        name: the stack's.
        outputs: its outputs.
        begin: hours from now at which it begins; less than none is in the past.

    """

    def __init__(
        self, aws: EmbeddedAws, name: str, outputs: dict[str, str], *, begin: int = 1
    ) -> None:
        self.aws, self.name, self.outputs = aws, name, outputs
        self.s3, self.runtime = aws.client("s3"), aws.client("sagemaker-runtime")
        now = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
        self.now = now + begin * HOUR + PAST
        self.aws.clock(self.now)
        self._read = len(aws.mailbox())
        self.sent = 0  # requests of this hour
        self.fresh = FRESH
        self.resources = self._resources()

    def _resources(self) -> dict[str, str]:
        found = self.aws.client("cloudformation").describe_stack_resources(StackName=self.name)
        return {
            one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found["StackResources"]
        }

    # --- what its users do ---------------------------------------------------------------

    def send(self, requests: Sequence[str], *, ids: str = "") -> list[str]:
        """Invoke the endpoint; give its answers. ``ids``: what the inference ids begin with."""
        name, answers = self.outputs["EndpointName"], []
        for number, body in enumerate(requests):
            more = {"InferenceId": f"{ids}{number}"} if ids else {}
            answer = self.runtime.invoke_endpoint(
                EndpointName=name, Body=body, ContentType="text/csv", **more
            )
            answers.append(answer["Body"].read().decode().strip())
        self.sent += len(answers)
        return answers

    def label(self, labels: Sequence[str], *, ids: str) -> None:
        """Upload the truth about this hour's requests."""
        lines = [
            {
                "groundTruthData": {"data": label, "encoding": "CSV"},
                "eventMetadata": {"eventId": f"{ids}{number}"},
                "eventVersion": "0",
            }
            for number, label in enumerate(labels)
        ]
        place = self.outputs["GroundTruthUri"].split("/", 3)[3]
        self.put(f"{place}/{self.now:%Y/%m/%d/%H}/{ids}.jsonl", "\n".join(map(json.dumps, lines)))

    def switch_schedules(self, *, on: bool) -> None:
        """Switch the schedules of the runs off, or on again, whichever edition's they are."""
        if "Schedule" in self.resources:
            scheduler = self.aws.client("scheduler")
            found = scheduler.get_schedule(Name=self.resources["Schedule"].rpartition("/")[2])
            kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
            asked = {name: found[name] for name in kept if name in found}
            scheduler.update_schedule(State="ENABLED" if on else "DISABLED", **asked)
            return
        sagemaker = self.aws.client("sagemaker")
        do = sagemaker.start_monitoring_schedule if on else sagemaker.stop_monitoring_schedule
        for monitor in ("DataQuality", "ModelQuality"):
            if name := self.outputs.get(f"{monitor}Schedule"):
                do(MonitoringScheduleName=name)

    def hours_pass(self, count: int = 1) -> None:
        """Let hours pass, with all that is due in each."""
        for _ in range(count):
            self.now += HOUR
            self.aws.wait(self.now)
            self.sent = 0

    # --- what comes of it ----------------------------------------------------------------

    def mails(self) -> list[dict[str, str]]:
        """Give the mails that came since the last look."""
        found = self.aws.mailbox()[self._read :]
        self._read += len(found)
        return found

    def figure(self, name: str, monitor: str = "data-quality") -> float | None:
        """Give the newest value of a metric in this hour; None where there is none."""
        names = {"Endpoint": self.outputs["EndpointName"], "Monitor": monitor}
        found = self.aws.client("cloudwatch").get_metric_statistics(
            Namespace=NAMESPACE,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in names.items()],
            StartTime=self.now - self.fresh,
            EndTime=self.now + HOUR,
            Period=60,
            Statistics=["Maximum"],
        )
        points = sorted(found["Datapoints"], key=lambda point: point["Timestamp"])
        return float(points[-1]["Maximum"]) if points else None

    def alarms(self) -> dict[str, str]:
        """Give the state of each alarm of the stack, by its logical id."""
        found = self.aws.client("cloudwatch").describe_alarms()["MetricAlarms"]
        states = {one["AlarmName"]: one["StateValue"] for one in found}
        return {title: states[name] for title, name in self.resources.items() if name in states}

    def ringing(self) -> list[str]:
        """Name the alarms that ring."""
        return sorted(name for name, state in self.alarms().items() if state == "ALARM")

    def report(self, monitor: str = "data-quality") -> dict[str, Any]:
        """Give the files of the report of this hour's run, by name; {} where there is none."""
        found = self.keys(f"reports/{monitor}/")
        hour = f"/{self.now:%Y/%m/%d/%H}/"
        keys = [key for key in found if hour in key and key.endswith(".json")]
        return {key.rpartition("/")[2].removesuffix(".json"): self.read(key) for key in keys}

    def undelivered(self) -> list[str]:
        """Give the events that could not be delivered."""
        sqs = self.aws.client("sqs")
        found = sqs.receive_message(QueueUrl=self.resources["DeadLetters"], MaxNumberOfMessages=10)
        return [one["Body"] for one in found.get("Messages", [])]

    # --- its bucket ----------------------------------------------------------------------

    def keys(self, prefix: str) -> list[str]:
        """List the keys below a prefix."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.outputs["BucketName"], Prefix=prefix
        )
        return [one["Key"] for page in pages for one in page.get("Contents", [])]

    def text(self, key: str) -> str:
        """Read a text."""
        found = self.s3.get_object(Bucket=self.outputs["BucketName"], Key=key)
        text: str = found["Body"].read().decode()
        return text

    def read(self, key: str) -> Any:
        """Read a JSON object."""
        return json.loads(self.text(key))

    def put(self, key: str, text: str) -> None:
        """Write a text."""
        self.s3.put_object(Bucket=self.outputs["BucketName"], Key=key, Body=text)

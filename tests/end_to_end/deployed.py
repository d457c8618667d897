"""The emitted template, deployed on the embedded AWS under enforced IAM."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

TEMPLATE = (Path(__file__).parents[2] / "templates" / "model-monitor.yaml").read_text("utf-8")
NOW = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)


class Deployed:
    """A stack that is up: let runs happen, let the clock strike, look at what comes out."""

    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str]) -> None:
        self.aws, self.outputs = aws, outputs
        self.hour = -3  # the first run of three hours ago, the next an hour later
        self.queue = self._mailbox()

    def run(self, status: str, *, monitor: str = "DataQuality", **given: Any) -> None:
        """Let a schedule's next run happen."""
        self.hour += 1
        at = (NOW + dt.timedelta(hours=self.hour)).isoformat()
        schedule = self.outputs[f"{monitor}Schedule"]
        self.aws.control("run", schedule=schedule, status=status, at=at, **given)

    def _mailbox(self) -> str:
        """Subscribe a queue to the topic: what it gets is what the subscriber's mail says."""
        sqs = self.aws.client("sqs")
        queue: str = sqs.create_queue(QueueName="mailbox")["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
        name = found["Attributes"]["QueueArn"]
        let_in = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": name,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [let_in]})
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        self.aws.client("sns").subscribe(
            TopicArn=self.outputs["TopicArn"], Protocol="sqs", Endpoint=name
        )
        sqs.purge_queue(QueueUrl=queue)
        return queue

    def mails(self, count: int) -> list[dict[str, str]]:
        """Wait for so many mails; give their subjects and texts in the order of arrival."""
        sqs, found = self.aws.client("sqs"), []

        def read() -> bool:
            answer = sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
            for message in answer.get("Messages", []):
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
                found.append(json.loads(message["Body"]))
            return len(found) >= count

        eventually(read)
        return found

    def strike(self) -> None:
        """Let the clock strike: what EventBridge does every ten minutes.

        Fails with what the function failed with.
        """
        event = {"source": "aws.events", "time": NOW.isoformat(), "detail": {}}
        answer = self.aws.client("lambda").invoke(
            FunctionName=self.outputs["ResponderFunction"], Payload=json.dumps(event)
        )
        assert "FunctionError" not in answer, answer["Payload"].read()

    def figures(self, name: str, monitor: str = "data-quality") -> list[float]:
        """Give a metric's values of the last hours."""
        names = {"Endpoint": self.outputs["EndpointName"], "Monitor": monitor}
        found = self.aws.client("cloudwatch").get_metric_statistics(
            Namespace="ModelMonitoring",
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in names.items()],
            StartTime=NOW - dt.timedelta(hours=5),
            EndTime=NOW + dt.timedelta(hours=5),
            Period=60,
            Statistics=["Maximum"],
        )
        return [point["Maximum"] for point in found["Datapoints"]]

    def alarm(self, title: str) -> str:
        """Give the state of the alarm with this logical id."""
        stack = self.aws.client("cloudformation").describe_stack_resource(
            StackName="monitor", LogicalResourceId=title
        )
        name = stack["StackResourceDetail"]["PhysicalResourceId"]
        (found,) = self.aws.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
        state: str = found["StateValue"]
        return state

    def object(self, key: str) -> Any:
        """Read a JSON object of the bucket."""
        s3 = self.aws.client("s3")
        return json.load(s3.get_object(Bucket=self.outputs["BucketName"], Key=key)["Body"])


def eventually(look: Callable[[], Any], *, seconds: float = 30) -> Any:
    """Look again until something true is seen; give the last look."""
    until = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < until:
        time.sleep(0.2)
    return seen

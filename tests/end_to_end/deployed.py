"""The emitted template, deployed on the embedded AWS under enforced IAM."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.parts.own_analysis import LATE_MINUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = (TEMPLATES / "model-monitor.yaml").read_text("utf-8")
OWN_TEMPLATE = (TEMPLATES / "drift-monitor.yaml").read_text("utf-8")
HOUR = dt.timedelta(hours=1)
FEATURES = ("age", "income", "channel")


class Deployed:
    """A stack that is up: send traffic, let hours pass, let runs happen, read the mails.

    The AWS's clock stands at the beginning of an hour, and each hour that passes begins anew.
    """

    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str]) -> None:
        self.aws, self.outputs = aws, outputs
        self.s3, self.runtime = aws.client("s3"), aws.client("sagemaker-runtime")
        self.now = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
        self.read = 0  # mails
        self.hours_pass(1)

    def hours_pass(self, count: int) -> None:
        """Let it be the beginning of an hour so many hours later."""
        self.now += count * HOUR
        self.aws.clock(self.now)

    # --- traffic ---------------------------------------------------------------------------

    def customers(self, count: int = 120, **changed: Callable[[str], str]) -> list[str]:
        """Give requests as the baseline's customers would make them, with changed cells."""
        text = self._read("model/baseline.csv")
        rows = list(csv.DictReader(io.StringIO(text)))[:count]
        return [",".join(changed.get(name, str)(row[name]) for name in FEATURES) for row in rows]

    def send(self, requests: list[str], *, ids: str = "") -> list[str]:
        """Invoke the endpoint; give its answers. ``ids``: what the inference ids begin with."""
        name, answers = self.outputs["EndpointName"], []
        for number, body in enumerate(requests):
            more = {"InferenceId": f"{ids}{number}"} if ids else {}
            answer = self.runtime.invoke_endpoint(
                EndpointName=name, Body=body, ContentType="text/csv", **more
            )
            answers.append(answer["Body"].read().decode())
        return answers

    def captured(self) -> list[dict[str, Any]]:
        """Give the records of this hour's traffic, as they lie in the bucket."""
        self.aws.sagemaker.flush_capture()
        prefix = self.outputs["CaptureUri"].split("/", 3)[3] + f"/{self.now:%Y/%m/%d/%H}/"
        found = self.s3.list_objects_v2(Bucket=self.outputs["BucketName"], Prefix=prefix)
        texts = [self._read(one["Key"]) for one in found["Contents"]]
        return [json.loads(line) for text in texts for line in text.splitlines()]

    def label(self, labels: list[str], *, ids: str) -> None:
        """Upload the truth about this hour's requests."""
        lines = [
            {
                "groundTruthData": {"data": label, "encoding": "CSV"},
                "eventMetadata": {"eventId": f"{ids}{number}"},
                "eventVersion": "0",
            }
            for number, label in enumerate(labels)
        ]
        self.s3.put_object(
            Bucket=self.outputs["BucketName"],
            Key=f"ground-truth/{self.now:%Y/%m/%d/%H}/labels.jsonl",
            Body="\n".join(map(json.dumps, lines)),
        )

    # --- what time brings ------------------------------------------------------------------

    def run(self, monitor: str = "DataQuality", **told: Any) -> dict[str, Any]:
        """Let a schedule's run of this hour happen, over the traffic of the hour before."""
        schedule = self.outputs[f"{monitor}Schedule"]
        return self.aws.sagemaker.run_monitoring(schedule, at=self.now, **told)

    def strike(self) -> None:
        """Let the clock strike, as every ten minutes, and all that follows be over."""
        self.aws.strike()
        assert not self._undelivered(), self.aws.log.read_text()[-4000:]

    def _undelivered(self) -> list[dict[str, Any]]:
        sqs = self.aws.client("sqs")
        queues = sqs.list_queues().get("QueueUrls", [])
        return [
            message
            for queue in queues
            for message in sqs.receive_message(QueueUrl=queue).get("Messages", [])
        ]

    def an_hour_later(self, **told: Any) -> None:
        """Let an hour pass, both schedules' runs happen, ``told`` of data quality's, and strike."""
        self.hours_pass(1)
        self.run("DataQuality", **told)
        self.run("ModelQuality")
        self.strike()

    # --- what comes of it ------------------------------------------------------------------

    def mails(self) -> list[dict[str, str]]:
        """Give the mails that came since the last look."""
        found = self.aws.mailbox()[self.read :]
        self.read += len(found)
        return found

    def figure(self, name: str, monitor: str = "data-quality") -> float | None:
        """Give the newest value of a metric."""
        names = {"Endpoint": self.outputs["EndpointName"], "Monitor": monitor}
        found = self.aws.client("cloudwatch").get_metric_statistics(
            Namespace="ModelMonitoring",
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in names.items()],
            StartTime=self.now - 10 * HOUR,
            EndTime=self.now + HOUR,
            Period=60,
            Statistics=["Maximum"],
        )
        points = sorted(found["Datapoints"], key=lambda point: point["Timestamp"])
        return points[-1]["Maximum"] if points else None

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
        return json.loads(self._read(key))

    def _read(self, key: str) -> str:
        found = self.s3.get_object(Bucket=self.outputs["BucketName"], Key=key)
        text: str = found["Body"].read().decode()
        return text


class OwnDeployed(Deployed):
    """A stack of the edition ``drift-monitor``: the analyzer's function makes the reports."""

    def an_hour_later(self, **told: Any) -> None:
        """Let an hour pass, the analyzer be called, and strike.

        ``fail`` gives a broken baseline the place of the real one meanwhile.
        """
        self.hours_pass(1)
        key, bucket = "baseline/data-quality/statistics.json", self.outputs["BucketName"]
        kept = self._read(key)
        if told:
            self.s3.put_object(Bucket=bucket, Key=key, Body=json.dumps({"features": [told]}))
        self.analyze()
        self.s3.put_object(Bucket=bucket, Key=key, Body=kept)
        self.strike()

    def analyze(self, event: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Call the analyzer as its schedule does, behind the hour; give what its runs say."""
        self.aws.sagemaker.flush_capture()
        self.aws.clock(self.now + dt.timedelta(minutes=LATE_MINUTES))
        called = self.aws.client("lambda").invoke(
            FunctionName=self.physical("Analyzer"), Payload=json.dumps(event or {})
        )
        said: list[dict[str, Any]] = json.load(called["Payload"])
        assert "FunctionError" not in called, said
        return said

    def physical(self, title: str) -> str:
        """Give the name of the resource with this logical id."""
        found = self.aws.client("cloudformation").describe_stack_resource(
            StackName="monitor", LogicalResourceId=title
        )
        name: str = found["StackResourceDetail"]["PhysicalResourceId"]
        return name


# Edition -> its template, and what its stacks can be asked.
KINDS = {"model-monitor": (TEMPLATE, Deployed), "drift-monitor": (OWN_TEMPLATE, OwnDeployed)}

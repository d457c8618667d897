"""An AWS in memory behind real boto3 clients: botocore's service model is its specification.

Requests are checked as botocore checks them, answers against the operation's output shape. S3 keeps
ETags and the conditions of a write, as the service does.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber
from told_event import told_event

from lambda_src.responder import metrics, outbox, respond, runs, store, told
from lambda_src.stack.handler import handler

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

BUCKET = "monitoring-bucket"
PIPELINE = "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/retrain"
ENVIRONMENT = {
    told.STACK: "monitoring",
    told.MODEL: "demo",
    told.ENVIRONMENT: "prod",
    told.ENDPOINT: "demo-1a2b3c4d",
    told.BUCKET: BUCKET,
    told.TOPIC: "arn:aws:sns:eu-west-1:123456789012:monitoring-Topic-1X2Y3Z",
    told.DASHBOARD: "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
    "#dashboards/dashboard/monitoring",
    told.PIPELINE: "",
    told.VARIANT: "AllTraffic",
    told.PREFIX: "demo-1a2b3c4d",
    told.QUALITY: "true",
    told.RECORDS: "100",
}


class Refusal(Exception):  # noqa: N818 - what it is, in the service's place
    """What the service answers instead: a status and an error code."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Aws:
    """S3, SNS, EventBridge and SageMaker pipelines, as far as the responder uses them."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.writes: list[str] = []
        self.mails: list[dict[str, str]] = []
        self.events: list[dict[str, Any]] = []
        self.started: list[dict[str, Any]] = []
        self.definition: str | None = None
        self.before: dict[str, list[Callable[[dict[str, Any]], Any]]] = {}
        self.runs: dict[str, list[dict[str, Any]]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.traffic: list[dt.datetime] = []
        self.metrics: list[dict[str, Any]] = []
        self.alarms: list[dict[str, Any]] = []
        names = ("s3", "sns", "events", "sagemaker", "cloudwatch")
        self.clients = {name: self._client(name) for name in names}

    def once(self, operation: str, act: Callable[[dict[str, Any]], Any]) -> None:
        """Do something before an operation's next call: raise a Refusal, or give its answer."""
        self.before.setdefault(operation, []).append(act)

    @staticmethod
    def refusal(code: str, status: int = HTTPStatus.BAD_REQUEST) -> Callable[[object], None]:
        """Give what answers a call with an error of the service's."""

        def act(_: object) -> None:
            raise Refusal(code, status)

        return act

    def keep(self, key: str, content: Any) -> None:
        """Put an object there, as someone else would."""
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.objects[key] = text, f'"{len(self.writes)}-{hash(text):x}"'
        self.writes.append(key)

    def state(self) -> Any:
        """Give the responder's state."""
        return json.loads(self.objects["state/state.json"][0])

    def ring(self, metric: str, monitor: str = "", state: str = "ALARM", **more: Any) -> None:
        """Have an alarm on a metric of a monitor (of the endpoint itself where none is given)."""
        names = {"Endpoint": ENVIRONMENT[told.ENDPOINT], "Monitor": monitor}
        if not monitor:
            names = {"EndpointName": ENVIRONMENT[told.ENDPOINT], "VariantName": "AllTraffic"}
        self.alarms = [one for one in self.alarms if one["AlarmName"] != f"{metric}{monitor}"]
        alarm = {
            "AlarmName": f"{metric}{monitor}",
            "AlarmDescription": f"{metric} rings. Look at {metric}",
            "MetricName": metric,
            "Dimensions": [{"Name": key, "Value": value} for key, value in names.items()],
            "StateValue": state,
            "StateReasonData": '{"recentDatapoints":[2.0]}',
            "Threshold": 0.0,
        }
        self.alarms.append(alarm | more)

    def _DescribeAlarms(self, *, AlarmNamePrefix: str, NextToken: str = "0") -> dict[str, Any]:  # noqa: N802, N803
        """Give one alarm a page."""
        assert AlarmNamePrefix == "monitoring-"
        at = int(NextToken)
        more = {"NextToken": str(at + 1)} if at + 1 < len(self.alarms) else {}
        return {"MetricAlarms": self.alarms[at : at + 1], **more}

    def _client(self, service: str) -> Any:
        client = boto3.client(
            service, region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        checker = Stubber(client)
        calls: list[dict[str, Any]] = []

        def note(params: dict[str, Any], **_: Any) -> None:
            calls.append(dict(params))

        def serve(model: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
            asked = calls.pop()
            try:
                acts = self.before.get(model.name)
                answer = acts.pop(0)(asked) if acts else None
                answer = answer or getattr(self, f"_{model.name}")(**asked)
            except Refusal as error:
                said = {"Error": {"Code": error.code, "Message": f"refused: {error.code}"}}
                return AWSResponse("", error.status, {}, io.BytesIO()), said
            checker._validate_operation_response(model.name, answer)
            return AWSResponse("", HTTPStatus.OK, {}, io.BytesIO()), answer

        client.meta.events.register_first(f"before-parameter-build.{service}", note)
        client.meta.events.register_first("before-call", serve)
        return client

    def _GetObject(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N802, N803
        assert Bucket == BUCKET
        if Key not in self.objects:
            raise Refusal("NoSuchKey", HTTPStatus.NOT_FOUND)
        body, tag = self.objects[Key]
        return {"Body": io.BytesIO(body), "ETag": tag}

    def _PutObject(  # noqa: N802
        self,
        *,
        Bucket: str,  # noqa: N803
        Key: str,  # noqa: N803
        Body: Any,  # noqa: N803
        IfMatch: str = "",  # noqa: N803
        IfNoneMatch: str = "",  # noqa: N803
    ) -> dict[str, Any]:
        assert Bucket == BUCKET
        assert Key.startswith(("state/", "reports/"))
        assert IfMatch or IfNoneMatch == "*"
        found = self.objects.get(Key, (b"", ""))[1]
        if IfMatch != found:
            raise Refusal("PreconditionFailed", HTTPStatus.PRECONDITION_FAILED)
        self.keep(Key, Body.read())  # botocore has made a file of it
        return {"ETag": self.objects[Key][1]}

    def _Publish(self, *, TopicArn: str, Subject: str, Message: str) -> dict[str, Any]:  # noqa: N802, N803
        assert TopicArn == ENVIRONMENT[told.TOPIC]
        self.mails.append({"subject": Subject, "text": Message})
        return {"MessageId": "1"}

    def _PutEvents(self, *, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N802, N803
        self.events += [entry | {"Detail": json.loads(entry["Detail"])} for entry in Entries]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}

    def _DescribePipeline(self, *, PipelineName: str) -> dict[str, Any]:  # noqa: N802, N803
        assert PipelineName == PIPELINE
        return {"PipelineDefinition": self.definition} if self.definition else {}

    def _ListMonitoringExecutions(  # noqa: N802
        self,
        *,
        MonitoringScheduleName: str,  # noqa: N803
        SortOrder: str,  # noqa: N803
        ScheduledTimeAfter: float,  # noqa: N803
        **_: Any,
    ) -> dict[str, Any]:
        """Give a page of ten, as the service does."""
        assert SortOrder == "Ascending"
        found = [
            run
            for run in self.runs.get(MonitoringScheduleName, [])
            if run["ScheduledTime"].timestamp() >= ScheduledTimeAfter
        ]
        return {"MonitoringExecutionSummaries": found[:10]}

    def _DescribeProcessingJob(self, *, ProcessingJobName: str) -> dict[str, Any]:  # noqa: N802, N803
        return self.jobs[ProcessingJobName]

    def _PutMetricData(self, *, Namespace: str, MetricData: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N802, N803
        assert Namespace == "ModelMonitoring"
        self.metrics += MetricData
        return {}

    def _GetMetricStatistics(self, *, StartTime: Any, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        since = dt.datetime.fromtimestamp(StartTime, dt.UTC)
        return {
            "Datapoints": [
                {"Timestamp": at, "Sum": 1.0, "Unit": "None"} for at in self.traffic if at >= since
            ]
        }

    def _StartPipelineExecution(self, **asked: Any) -> dict[str, Any]:  # noqa: N802
        if asked["ClientRequestToken"] not in [one["ClientRequestToken"] for one in self.started]:
            self.started.append(asked)
        return {"PipelineExecutionArn": f"{PIPELINE}/execution/abc"}


class World:
    """One stack's responder: let the clock strike, see what comes out."""

    def __init__(self, aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
        self.aws = aws
        self.env = dict(ENVIRONMENT)
        self.now = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)
        for module in (respond, outbox, runs, metrics, store):
            monkeypatch.setattr(module, "client", aws.clients.__getitem__)
        monkeypatch.setattr(time, "time", lambda: self.now.timestamp())  # noqa: PLW0108 - now moves

    def strike(self, minutes: float = 10) -> list[str]:
        """Call the function so many minutes later; give the subjects of the e-mails."""
        self.now += dt.timedelta(minutes=minutes)
        before = len(self.aws.mails)
        try:
            handler(told_event(self.env), None)
        finally:
            found = [mail["subject"] for mail in self.aws.mails[before:]]
        return found

    def report(self, hour: str, *drifted: str, monitor: str = "data-quality") -> str:
        """Put a report with drifted features there, and name it the newest; give its place."""
        name = ENVIRONMENT[told.ENDPOINT]
        place = f"reports/{monitor}/{name}/{name}-{monitor}/2026/11/23/{hour}"
        said = "Baseline drift distance: 0.3127 exceeds threshold: 0.1"
        check = "baseline_drift_check" if monitor == "data-quality" else "LessThanThreshold"
        violations = [
            {
                "feature_name": feature,
                "constraint_check_type": check,
                "description": said,
            }
            for feature in drifted
        ]
        report = {
            "report": f"s3://{BUCKET}/{place}",
            "window": ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"],
            "records": 1234,
            "violations": violations,
        }
        self.aws.keep(f"{place}/drift.json", report)
        state = self.aws.state() if "state/state.json" in self.aws.objects else {}
        own = {"report": f"s3://{BUCKET}/{place}"}
        state[monitor] = state.get(monitor, {}) | own
        self.aws.keep("state/state.json", state)
        return place

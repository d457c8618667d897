"""An AWS in memory behind real boto3 clients: botocore's service model is its specification.

Requests are checked as botocore checks them, answers against the operation's output shape. S3 keeps
ETags and the conditions of a write, as the service does.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.stub import Stubber

from lambda_src.responder.handler import Responder

if TYPE_CHECKING:
    from collections.abc import Callable

BUCKET = "monitoring-bucket"
PIPELINE = "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/retrain"
ENVIRONMENT = {
    "STACK": "monitoring",
    "MODEL": "demo",
    "ENVIRONMENT": "prod",
    "ENDPOINT": "demo-1a2b3c4d",
    "BUCKET": BUCKET,
    "TOPIC": "arn:aws:sns:eu-west-1:123456789012:monitoring-Topic-1X2Y3Z",
    "DASHBOARD": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
    "#dashboards/dashboard/monitoring",
    "PIPELINE": "",
    "VARIANT": "AllTraffic",
    "PREFIX": "demo-1a2b3c4d",
    "QUALITY": "true",
    "MINIMUM_RECORDS": "100",
}
EVENTS = Path(__file__).parents[2] / "events"


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

    def state(self, name: str) -> Any:
        """Give the JSON of ``state/<name>.json``."""
        return json.loads(self.objects[f"state/{name}.json"][0])

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
        assert TopicArn == ENVIRONMENT["TOPIC"]
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
        NextToken: str = "0",  # noqa: N803
        ScheduledTimeAfter: Any = None,  # noqa: N803
        **_: Any,
    ) -> dict[str, Any]:
        """Give one run a page, so that whoever forgets to turn pages sees one run only."""
        assert SortOrder == "Ascending"
        found = [
            run
            for run in self.runs.get(MonitoringScheduleName, [])
            if not ScheduledTimeAfter
            or run["ScheduledTime"] > dt.datetime.fromisoformat(str(ScheduledTimeAfter))
        ]
        at = int(NextToken)
        more = {"NextToken": str(at + 1)} if at + 1 < len(found) else {}
        return {"MonitoringExecutionSummaries": found[at : at + 1], **more}

    def _DescribeProcessingJob(self, *, ProcessingJobName: str) -> dict[str, Any]:  # noqa: N802, N803
        return self.jobs[ProcessingJobName]

    def _PutMetricData(self, *, Namespace: str, MetricData: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N802, N803
        assert Namespace == "ModelMonitoring"
        self.metrics += MetricData
        return {}

    def _GetMetricStatistics(self, *, StartTime: Any, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        since = dt.datetime.fromisoformat(str(StartTime))
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
    """One stack's responder: give it events, see what comes out."""

    @staticmethod
    def load(name: str) -> dict[str, Any]:
        """Read an event's file."""
        event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
        return event

    def __init__(self, aws: Aws) -> None:
        self.aws = aws
        self.env = dict(ENVIRONMENT)
        self.now = 1_000_000_000.0

    def tell(self, event: str | dict[str, Any], **state: str) -> list[str]:
        """Deliver an event (or its file's name; ``state`` replaces parts of the alarm's state).

        Gives the subjects of the e-mails that it led to. Each event comes two minutes later.
        """
        given = self.load(event) if isinstance(event, str) else event
        given["detail"].get("state", {}).update(state)
        self.now += 120
        before = len(self.aws.mails)
        self.responder().answer(given)
        return [mail["subject"] for mail in self.aws.mails[before:]]

    def responder(self) -> Responder:
        """Give the responder, as it starts at this moment."""
        return Responder(self.env, self.aws.clients.__getitem__, self.now)

    def report(self, hour: str, *drifted: str, **more: Any) -> str:
        """Put a data-quality report with drifted features there, and name it the newest."""
        place = f"reports/data-quality/demo-1a2b3c4d/demo-1a2b3c4d-data-quality/2026/11/23/{hour}"
        features = [
            {"feature": name, "distance": 0.3127 - rank / 1e4, "threshold": 0.1, "drifted": True}
            for rank, name in enumerate(drifted)
        ]
        steady = {"feature": "steady", "distance": 0.01, "threshold": 0.1, "drifted": False}
        window = ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"]
        report = {"version": 1, "window": window, "records": 1234, "violations": []}
        self.aws.keep(f"{place}/drift.json", report | {"features": [steady, *features]} | more)
        self.aws.keep("state/data-quality.json", {"report": f"s3://{BUCKET}/{place}"})
        return place

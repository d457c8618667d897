"""CloudFormation's side: it asks, and a small server on this machine receives the answers."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifecycle_aws import Aws

STACK = (
    "arn:aws:cloudformation:eu-west-1:123456789012:stack/monitoring"
    "/1a2b3c4d-5e6f-11ee-8c99-0242ac120002"
)
REQUEST = "7f8e9d0c-1111-2222-3333-444455556666"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:monitoring-Lifecycle"
PREFIX = "demo-1a2b3c4d"
BUCKET = "monitoring-bucket-1x2y3z"
KEY_ID = "0d1c2b3a-aaaa-bbbb-cccc-ddddeeeeffff"
KEY = f"arn:aws:kms:eu-west-1:123456789012:key/{KEY_ID}"
DATA, QUALITY = f"{PREFIX}-data-quality", f"{PREFIX}-model-quality"
JOBS = [f"{DATA}-{REQUEST[:8]}", f"{QUALITY}-{REQUEST[:8]}"]
# What the endpoint captures, and what the baseline jobs write.
CAPTURE = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 100,
    "DestinationS3Uri": "s3://monitoring-bucket-1x2y3z/capture",
    "KmsKeyId": KEY,
    "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
}
DATA_RESULTS = {
    "statistics.json": {
        "version": 0.0,
        "dataset": {"item_count": 9},
        "features": [{"name": "age"}],
    },
    "constraints.json": {
        "version": 0.0,
        "features": [{"name": "age"}],
        "monitoring_config": {
            "evaluate_constraints": "Enabled",
            "distribution_constraints": {
                "perform_comparison": "Enabled",
                "comparison_threshold": 0.1,
                "comparison_method": "Robust",
                "categorical_comparison_threshold": 0.1,
                "categorical_drift_method": "LInfinity",
            },
        },
    },
}
QUALITY_RESULTS = {
    "statistics.json": {"version": 0.0, "binary_classification_metrics": {"auc": {"value": 0.8}}},
    "constraints.json": {
        "version": 0.0,
        "binary_classification_constraints": {"auc": {"threshold": 0.8}},
    },
}
# What CloudFormation passes, everything as text; a test compares the names with the template's.
PROPERTIES: dict[str, dict[str, Any]] = {
    "Storage": {
        "Bucket": BUCKET,
        "Environment": "dev",
        "KeyId": KEY_ID,
        "Key": KEY,
        "ModelName": "demo",
    },
    "Watched": {
        "Endpoint": PREFIX,
        "Config": f"{PREFIX}-config",
        "Variant": "",
        "Frequency": "hourly",
        "Delay": "0",
    },
    "Baselines": {
        "Bucket": BUCKET,
        "Prefix": PREFIX,
        "RoleArn": "arn:aws:iam::123456789012:role/monitoring-MonitorRole",
        "ImageUri": "468650794304.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-model-monitor-analyzer",
        "InstanceType": "ml.m5.xlarge",
        "Key": KEY,
        "More": {},
        "Threshold": "0.25",
        "data-quality": {"Dataset": f"s3://{BUCKET}/model/baseline.csv"},
        "model-quality": {
            "Dataset": f"s3://{BUCKET}/model/quality.csv",
            "analysis_type": "MODEL_QUALITY",
            "problem_type": "BinaryClassification",
            "inference_attribute": "prediction",
            "probability_attribute": "probability",
            "ground_truth_attribute": "label",
        },
    },
    "Before": {
        "Captured": "monit-Capt-1X2Y3Z",
        "Jobs": ["arn:aws:sagemaker:eu-west-1:123456789012:data-quality-job-definition/cfn-a"],
        "Frequency": "hourly",
        "Prefix": PREFIX,
    },
    "After": {
        "Schedules": [f"arn:aws:sagemaker:eu-west-1:123456789012:monitoring-schedule/{DATA}"],
        "Before": f"{PREFIX}/{REQUEST}",
        "Prefix": PREFIX,
    },
}


class Context:
    """What Lambda tells an invocation: the function's ARN, and how long it may still run."""

    invoked_function_arn = FUNCTION

    def __init__(self, *remaining: int) -> None:
        self.remaining = [*remaining]

    def get_remaining_time_in_millis(self) -> int:
        """Give one time after the other, then plenty."""
        return self.remaining.pop(0) if self.remaining else 900_000


class Mailbox:
    """The address that CloudFormation gives for its answer."""

    def __init__(self) -> None:
        self.put: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []  # of the next answers; then 200
        mailbox = self

        class Receiver(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = mailbox.statuses.pop(0) if mailbox.statuses else 200
                mailbox.put.append(({**self.headers}, body))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server.server_port}/answer?X-Amz-Signature=abc"


class World:
    """One stack's custom resources: ask for something, see the answer and what was done."""

    def __init__(self, handler: Callable[[Any, Any], None], aws: Aws, mailbox: Mailbox) -> None:
        self.handler, self.aws, self.mailbox = handler, aws, mailbox

    def event(self, kind: str, resource: str, **more: Any) -> dict[str, Any]:
        """Give a request; ``given`` replaces properties, ``old`` those of before."""
        given = PROPERTIES.get(resource, {}) | more.pop("given", {}) | {"ServiceToken": FUNCTION}
        event = {
            "RequestType": kind,
            "ServiceToken": FUNCTION,
            "ResponseURL": self.mailbox.url,
            "StackId": STACK,
            "RequestId": REQUEST,
            "LogicalResourceId": f"The{resource}",
            "ResourceType": f"Custom::{resource}",
            "ResourceProperties": given,
        }
        if kind != "Create":
            event["PhysicalResourceId"] = "known"
        if kind == "Update":
            event["OldResourceProperties"] = given | more.pop("old", {})
        return event | more

    def invoke(self, event: dict[str, Any], context: Context | None = None) -> list[dict[str, Any]]:
        """Invoke the function; give the answers that arrived meanwhile."""
        before = len(self.mailbox.put)
        self.handler(json.loads(json.dumps(event)), context or Context())
        return [json.loads(body) for _, body in self.mailbox.put[before:]]

    def ask(self, kind: str, resource: str, **more: Any) -> dict[str, Any]:
        """Ask; give the answer, of which there is exactly one, such as CloudFormation takes."""
        event = self.event(kind, resource, **more)
        (answer,) = self.invoke(event)
        assert answer["Status"] in ("SUCCESS", "FAILED")
        assert 0 < len(answer["PhysicalResourceId"].encode()) <= 1024
        assert all(answer[name] == event[name] for name in ("StackId", "RequestId"))
        assert answer["LogicalResourceId"] == event["LogicalResourceId"]
        assert all(isinstance(value, str) for value in answer.get("Data", {}).values())
        assert bool(answer.get("Reason")) == (answer["Status"] == "FAILED")
        assert len(self.mailbox.put[-1][1]) <= 4096
        return answer

    def succeed(self, kind: str, resource: str, **more: Any) -> dict[str, Any]:
        """Ask for what must succeed."""
        answer = self.ask(kind, resource, **more)
        assert answer["Status"] == "SUCCESS", answer
        return answer

    def fail(self, kind: str, resource: str, **more: Any) -> str:
        """Ask for what must fail; give the reason."""
        answer = self.ask(kind, resource, **more)
        assert answer["Status"] == "FAILED", answer
        reason: str = answer["Reason"]
        return reason

"""The process of the embedded AWS: MiniStack on the loopback address, with SageMaker put in.

Started by :mod:`embedded` as ``python -m generator.rehearsal.server``; its settings come from the
environment. It ends when its input does, so that it never outlives who started it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.config import Config

# MiniStack reads these when it is imported.
os.environ.update(
    AUTH="true",
    BIND_HOST="127.0.0.1",
    IOT_MTLS_ENABLED="false",
    MINISTACK_ACCOUNT_ID="123456789012",
    MINISTACK_HOST="127.0.0.1",
    POLL_SECONDS="0.2",
    SSL_CERT_FILE=os.environ.get("MINISTACK_SSL_CERT", ""),
    USE_SSL="1",
)

import boto3
from ministack import app
from ministack.core import router
from ministack.core.lambda_runtime import execution_credentials

from generator.rehearsal import alarms, patches, stack_types
from generator.rehearsal.container import Container
from generator.rehearsal.sagemaker import ACCOUNT, RefusalError, SageMaker

Json = dict[str, Any]
_JSON = {"Content-Type": "application/x-amz-json-1.1"}


def as_role(role: str) -> Any:
    """Give an S3 client that acts as a role."""
    function = "arn:aws:lambda:us-east-1:123456789012:function:sagemaker"
    keys = execution_credentials({"FunctionArn": function, "Role": role, "FunctionName": "job"})
    return boto3.client(
        "s3",
        endpoint_url=f"https://127.0.0.1:{os.environ['GATEWAY_PORT']}",
        region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=keys["AWS_SESSION_TOKEN"],
        verify=os.environ["MINISTACK_SSL_CERT"],
        config=Config(s3={"addressing_style": "path"}),
    )


SAGEMAKER = SageMaker(Container(as_role))


async def serve(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
    """Answer a request to SageMaker's API, beside the event loop."""
    del method, path, query
    operation = headers.get("x-amz-target", "").split(".")[-1]
    try:
        answer = await asyncio.to_thread(SAGEMAKER.do, operation, json.loads(body or b"{}"))
    except RefusalError as error:
        refused = {"__type": error.code, "message": str(error)}
        return 400, dict(_JSON), json.dumps(refused).encode()
    return 200, dict(_JSON), json.dumps(answer, default=_time).encode()


def _time(value: Any) -> float:
    stamp: float = value.timestamp()
    return stamp


class Control:
    """What only time, or Amazon, would do on AWS."""

    def run(self, schedule: str, status: str, **given: Any) -> Json:
        """Let a schedule's run happen: ``status`` as the service has it, ``files`` the report's.

        A run with a report gets a processing job, whose output names the report's place.
        """
        at = dt.datetime.fromisoformat(given["at"])
        run: Json = {
            "MonitoringScheduleName": schedule,
            "ScheduledTime": at,
            "LastModifiedTime": at,
            "MonitoringExecutionStatus": status,
        }
        if reason := given.get("reason"):
            run["FailureReason"] = reason
        with SAGEMAKER.lock:
            found = SAGEMAKER.get("monitoring-schedule", schedule)
            definition = SAGEMAKER.definition(found)
            SAGEMAKER.runs.setdefault(schedule, []).append(run)
        if "files" in given or status == "InProgress":
            run["ProcessingJobArn"] = self._report(definition, schedule, at, given)
        return {"schedule": schedule}

    def _report(self, definition: Json, schedule: str, at: dt.datetime, given: Any) -> str:
        kind = "Data" if "DataQualityJobInput" in definition else "Model"
        where = definition[f"{kind}QualityJobInput"]["EndpointInput"]["EndpointName"]
        output = definition[f"{kind}QualityJobOutputConfig"]["MonitoringOutputs"][0]["S3Output"]
        place = f"{output['S3Uri']}/{where}/{schedule}/{at:%Y/%m/%d/%H}"
        files = given.get("files", {})
        for name in files:
            SAGEMAKER.container.write(definition["RoleArn"], f"{place}/{name}.json", files[name])
        name = f"monitoring-{at:%Y%m%d%H%M}-{uuid.uuid4().hex[:24]}"
        hour = dt.timedelta(hours=1)
        job = {
            "ProcessingJobName": name,
            "ProcessingJobStatus": "Completed" if files else "InProgress",
            "ProcessingOutputConfig": {
                "Outputs": [{"OutputName": "result", "S3Output": {**output, "S3Uri": place}}]
            },
            "ProcessingResources": definition["JobResources"],
            "AppSpecification": {"ImageUri": "analyzer"},
            "ExitMessage": given.get("said", ""),
            "Environment": {"start_time": str(at - hour), "end_time": str(at)},
        }
        with SAGEMAKER.lock:
            SAGEMAKER.add("processing-job", name, job)
        return f"{ACCOUNT}processing-job/{name}"

    def fail_next_job(self, reason: str) -> Json:
        """Let the next processing job fail with this reason; ``hang``: never end."""
        SAGEMAKER.container.next_failure = reason
        return {}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Do one action of :class:`Control`."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = getattr(Control(), self.path.strip("/"))
        answer = json.dumps(action(**body)).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _end_with_the_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Put everything in, and serve until the input ends."""
    patches.install()
    alarms.install()
    stack_types.install(SAGEMAKER)
    app.SERVICE_HANDLERS["sagemaker"] = serve
    router.SERVICE_PATTERNS["sagemaker"] = {
        "host_patterns": [r"sagemaker\."],
        "target_prefixes": ["SageMaker"],
        "credential_scope": "sagemaker",
    }
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    control = ThreadingHTTPServer(("127.0.0.1", int(os.environ["CONTROL_PORT"])), _Handler)
    threading.Thread(target=control.serve_forever, daemon=True).start()
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main()

"""An AWS in memory behind real boto3 clients: botocore's service model is its specification.

Requests are checked as botocore checks them, and beyond that for allowed values, lengths and
patterns; answers against the operation's output shape. It moves on when somebody sleeps.
"""

# ruff: noqa: ARG002, N802, N803 - the operations and their parameters are named as AWS names them
from __future__ import annotations

import io
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = 1000
ARN = "arn:aws:sagemaker:eu-west-1:123456789012"
THEN = "2026-11-23T00:00:00Z"
OK = {"ResponseMetadata": {"HTTPStatusCode": 200}}
MOVING = ("Pending", "InProgress", "Stopping")


class Refusal(Exception):  # noqa: N818 - an answer like any other
    """What the service answers instead."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message or f"refused: {code}", status


def check(shape: Any, value: Any, where: str) -> None:
    """See that a value is one that the service model allows."""
    if shape.type_name == "structure":
        for name, part in value.items():
            check(shape.members[name], part, f"{where}.{name}")
    elif shape.type_name == "list":
        for part in value:
            check(shape.member, part, f"{where}[]")
        _check_length(shape, len(value), where)
    elif shape.type_name == "map":
        for name, part in value.items():
            check(shape.key, name, f"{where} key")
            check(shape.value, part, f"{where}.{name}")
        _check_length(shape, len(value), where)
    elif shape.type_name == "string":
        assert not shape.enum or value in shape.enum, f"{where}: {value} is none of {shape.enum}"
        pattern = shape.metadata.get("pattern")
        assert not pattern or re.fullmatch(pattern, value), f"{where}: {value} is not {pattern}"
        _check_length(shape, len(value), where)


def _check_length(shape: Any, length: int, where: str) -> None:
    assert shape.metadata.get("min", 0) <= length, f"{where}: too short"
    assert length <= shape.metadata.get("max", length), f"{where}: too long"


class Aws:
    """The services that the life-cycle function uses, as far as it uses them."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.polls: list[float] = []
        self.on_poll: list[Callable[[], None]] = []
        self.refusing: dict[str, Refusal] = {}
        self.before: dict[str, list[Callable[[], None]]] = {}
        self.bucket: list[dict[str, Any]] | None = []  # versions, the newest last
        self.locked: set[str] = set()  # keys that S3 does not delete
        self.keys: dict[str, dict[str, Any]] = {}
        self.stack_status = "DELETE_IN_PROGRESS"
        self.endpoints: dict[str, dict[str, Any]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.results: dict[str, Any] = {}  # file name -> what a job writes; see finish
        self.schedules: dict[str, dict[str, Any]] = {}
        self.invoked: list[dict[str, Any]] = []

    # --- how boto3 comes here -------------------------------------------------------------

    def serve(self, model: Any, asked: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
        """Answer one call."""
        check(model.input_shape, asked, model.name)
        self.calls.append((model.name, asked))
        try:
            if refusal := self.refusing.get(model.name, self.refusing.get("*")):
                raise refusal
            acts = self.before.get(model.name)
            if acts:
                acts.pop(0)()
            answer = getattr(self, f"_{model.name}")(**asked)
        except Refusal as error:
            said = {"Error": {"Code": error.code, "Message": error.message}}
            return AWSResponse("", error.status, {}, io.BytesIO()), said
        if model.output_shape:
            errors = ParamValidator().validate(answer, model.output_shape)
            assert not errors.has_errors(), f"{model.name}: {errors.generate_report()}"
        return AWSResponse("", HTTPStatus.OK, {}, io.BytesIO()), {**answer, **OK}

    def once(self, operation: str, act: Callable[[], None]) -> None:
        """Do something, such as raising a Refusal, before the next call of an operation."""
        self.before.setdefault(operation, []).append(act)

    def refuse_once(self, operation: str, code: str) -> None:
        """Refuse the next call of an operation."""

        def refuse() -> None:
            raise Refusal(code)

        self.once(operation, refuse)

    def sleep(self, seconds: float) -> None:
        """Let time pass: what ``on_poll`` says, then every job and run moves on."""
        self.polls.append(seconds)
        assert len(self.polls) < 500, "waits for ever"
        if self.on_poll:
            self.on_poll.pop(0)()
        for schedule in self.schedules.values():
            schedule["status"] = schedule.pop("next", schedule["status"])
            for run in schedule["runs"]:
                run["status"] = run.pop("next", run["status"])
        for job in self.jobs.values():
            job["status"] = job.pop("next", job["status"])

    def names(self, *operations: str) -> list[str]:
        """List the calls so far, those of some operations where given."""
        return [name for name, _ in self.calls if not operations or name in operations]

    def asked(self, operation: str) -> list[dict[str, Any]]:
        """List the requests of an operation."""
        return [asked for name, asked in self.calls if name == operation]

    # --- Amazon S3 ------------------------------------------------------------------------

    def store(self, key: str, body: bytes = b"", *, marker: bool = False) -> None:
        """Put a version, or a delete marker, there."""
        assert self.bucket is not None
        version = {"Key": key, "VersionId": f"v{len(self.bucket)}", "body": body, "marker": marker}
        self.bucket.append(version)

    def read(self, key: str) -> bytes | None:
        """Give an object's newest content."""
        found = [one["body"] for one in self._versions() if one["Key"] == key]
        return found[-1] if found else None

    def _versions(self) -> list[dict[str, Any]]:
        if self.bucket is None:
            raise Refusal("NoSuchBucket", status=404)
        return self.bucket

    def _GetObject(self, Bucket: str, Key: str) -> dict[str, Any]:
        found = self.read(Key)
        if found is None:
            raise Refusal("NoSuchKey", "The specified key does not exist.", 404)
        return {"Body": io.BytesIO(found)}

    def _PutObject(self, Bucket: str, Key: str, Body: Any) -> dict[str, Any]:
        self.store(Key, Body.encode() if isinstance(Body, str) else Body)
        return {}

    def _ListObjectVersions(self, Bucket: str, **markers: str) -> dict[str, Any]:
        """Give the next page: what was listed before is deleted meanwhile."""
        page = self._versions()[:PAGE]
        answer: dict[str, Any] = {"IsTruncated": len(self._versions()) > PAGE}
        if answer["IsTruncated"]:
            answer["NextKeyMarker"] = page[-1]["Key"]
            answer["NextVersionIdMarker"] = page[-1]["VersionId"]
        for name, marker in (("Versions", False), ("DeleteMarkers", True)):
            some = [one for one in page if one["marker"] == marker]
            if some:  # S3 leaves an empty list out
                answer[name] = [{k: one[k] for k in ("Key", "VersionId")} for one in some]
        return answer

    def _DeleteObjects(self, Bucket: str, Delete: dict[str, Any]) -> dict[str, Any]:
        assert len(Delete["Objects"]) <= PAGE
        gone = {(one["Key"], one["VersionId"]) for one in Delete["Objects"]}
        kept = [one for one in self._versions() if (one["Key"], one["VersionId"]) not in gone]
        errors = [
            {"Key": key, "VersionId": version, "Code": "AccessDenied", "Message": "Access Denied"}
            for key, version in sorted(gone)
            if key in self.locked
        ]
        kept += [one for one in self._versions() if one["Key"] in self.locked]
        self.bucket = kept
        return {"Errors": errors} if errors else {}

    def _DeleteBucket(self, Bucket: str) -> dict[str, Any]:
        if self._versions():
            raise Refusal("BucketNotEmpty", status=409)
        self.bucket = None
        return {}

    # --- AWS KMS, AWS CloudFormation, AWS Lambda ---------------------------------------------

    def _ScheduleKeyDeletion(self, KeyId: str, PendingWindowInDays: int) -> dict[str, Any]:
        if KeyId not in self.keys:
            raise Refusal("NotFoundException")
        if self.keys[KeyId]["KeyState"] == "PendingDeletion":
            raise Refusal("KMSInvalidStateException")
        self.keys[KeyId]["KeyState"] = "PendingDeletion"
        return {"KeyId": KeyId}

    def _DescribeStacks(self, StackName: str) -> dict[str, Any]:
        stack = {"StackName": StackName.split("/")[1], "StackStatus": self.stack_status}
        return {"Stacks": [{**stack, "CreationTime": THEN}]}

    def _Invoke(self, FunctionName: str, InvocationType: str, Payload: str) -> dict[str, Any]:
        assert InvocationType == "Event"
        self.invoked.append({"function": FunctionName, "event": json.loads(Payload)})
        return {"StatusCode": 202}

    # --- Amazon SageMaker: endpoints and processing jobs ------------------------------------

    def _DescribeEndpoint(self, EndpointName: str) -> dict[str, Any]:
        if EndpointName not in self.endpoints:
            arn = f"{ARN}:endpoint/{EndpointName}"
            raise Refusal("ValidationException", f'Could not find endpoint "{arn}".')
        return {
            "EndpointName": EndpointName,
            "EndpointArn": f"{ARN}:endpoint/{EndpointName}",
            "EndpointConfigName": f"{EndpointName}-config",
            "EndpointStatus": "InService",
            "CreationTime": THEN,
            "LastModifiedTime": THEN,
        }

    def _DescribeEndpointConfig(self, EndpointConfigName: str) -> dict[str, Any]:
        config = self.endpoints[EndpointConfigName.removesuffix("-config")]
        return {
            "EndpointConfigName": EndpointConfigName,
            "EndpointConfigArn": f"{ARN}:endpoint-config/{EndpointConfigName}",
            "CreationTime": THEN,
            **config,
        }

    def finish(self, name: str, status: str = "Completed", **more: str) -> None:
        """Bring a job to its end; where it completes, it writes what ``results`` has."""
        job = self.jobs[name]
        job.update(status=status, **more)
        job.pop("next", None)
        if status == "Completed":
            quality = "analysis_type" in job["asked"].get("Environment", {})
            for file, content in self.results["quality" if quality else "data"].items():
                text = content if isinstance(content, str) else json.dumps(content)
                self.store(f"baseline/staging/{name}/{file}", text.encode())

    def finish_at_the_next_poll(self, *names: str) -> None:
        """Let some time pass before jobs complete."""

        def finish() -> None:
            for name in names:
                self.finish(name)

        self.on_poll.append(finish)

    def run_job(self, name: str, status: str = "InProgress") -> None:
        """Have a job running that somebody else started."""
        self.jobs[name] = {"status": status, "asked": {}}

    def _CreateProcessingJob(self, **asked: Any) -> dict[str, Any]:
        name = asked["ProcessingJobName"]
        if name in self.jobs:
            raise Refusal("ResourceInUse", "Job name must be unique within an AWS account")
        self.jobs[name] = {"status": "InProgress", "asked": asked}
        return {"ProcessingJobArn": f"{ARN}:processing-job/{name}"}

    def _DescribeProcessingJob(self, ProcessingJobName: str) -> dict[str, Any]:
        job = self.jobs[ProcessingJobName]
        words = {k: v for k, v in job.items() if k in ("FailureReason", "ExitMessage")}
        return {
            "ProcessingJobName": ProcessingJobName,
            "ProcessingResources": {
                "ClusterConfig": job["asked"]["ProcessingResources"]["ClusterConfig"]
            },
            "AppSpecification": job["asked"]["AppSpecification"],
            "ProcessingJobArn": f"{ARN}:processing-job/{ProcessingJobName}",
            "ProcessingJobStatus": job["status"],
            "CreationTime": THEN,
            **words,
        }

    def _ListProcessingJobs(self, NameContains: str) -> dict[str, Any]:
        found = [name for name in self.jobs if NameContains in name]
        return {
            "ProcessingJobSummaries": [
                {
                    "ProcessingJobName": name,
                    "ProcessingJobArn": f"{ARN}:processing-job/{name}",
                    "CreationTime": THEN,
                    "ProcessingJobStatus": self.jobs[name]["status"],
                }
                for name in found
            ]
        }

    def _StopProcessingJob(self, ProcessingJobName: str) -> dict[str, Any]:
        job = self.jobs[ProcessingJobName]
        if job["status"] not in MOVING:
            raise Refusal("ValidationException", f"The job is in status {job['status']}")
        job.update(status="Stopping", next="Stopped")
        for schedule in self.schedules.values():
            for run in schedule["runs"]:
                if run.get("job") == ProcessingJobName:
                    run.update(status="Stopping", next="Stopped")
        return {}

    # --- Amazon SageMaker: schedules --------------------------------------------------------

    def schedule(self, name: str, status: str = "Scheduled", *runs: dict[str, str]) -> None:
        """Have a schedule; a run is its ``status``, its ``job``, and what comes ``next``."""
        self.schedules[name] = {"status": status, "runs": [dict(run) for run in runs]}
        for run in runs:
            if "job" in run:
                self.run_job(run["job"], run["status"])

    def _known(self, name: str) -> dict[str, Any]:
        if name not in self.schedules:
            raise Refusal("ResourceNotFound", f"Could not find schedule {name}")
        return self.schedules[name]

    def _DescribeMonitoringSchedule(self, MonitoringScheduleName: str) -> dict[str, Any]:
        known = self._known(MonitoringScheduleName)
        return {
            "MonitoringScheduleArn": f"{ARN}:monitoring-schedule/{MonitoringScheduleName}",
            "MonitoringScheduleName": MonitoringScheduleName,
            "MonitoringScheduleStatus": known["status"],
            "MonitoringScheduleConfig": {},
            "CreationTime": THEN,
            "LastModifiedTime": THEN,
            **self._last_run(MonitoringScheduleName, known["runs"]),
        }

    def _last_run(self, schedule: str, runs: list[dict[str, str]]) -> dict[str, Any]:
        if not runs:
            return {}
        run = {
            "MonitoringScheduleName": schedule,
            "ScheduledTime": THEN,
            "CreationTime": THEN,
            "LastModifiedTime": THEN,
            "MonitoringExecutionStatus": runs[-1]["status"],
        }
        if "job" in runs[-1]:
            run["ProcessingJobArn"] = f"{ARN}:processing-job/{runs[-1]['job']}"
        return {"LastMonitoringExecutionSummary": run}

    def _StopMonitoringSchedule(self, MonitoringScheduleName: str) -> dict[str, Any]:
        known = self._known(MonitoringScheduleName)
        if known["status"] == "Pending":
            raise Refusal("ValidationException", "Monitoring schedule in status Pending")
        known.update(status="Pending", next="Stopped")
        return {}

    def _StartMonitoringSchedule(self, MonitoringScheduleName: str) -> dict[str, Any]:
        known = self._known(MonitoringScheduleName)
        assert known["status"] == "Stopped"
        known["status"] = "Scheduled"
        return {}

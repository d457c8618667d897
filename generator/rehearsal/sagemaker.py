"""SageMaker's API: what is there, and the rules by which the service refuses.

Requests and answers are checked against botocore's model of the service. The rules are those that
the documentation, or others who ran into them, tell of; each names its source.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import uuid
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.validate import ParamValidator

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal.container import Container

Json = dict[str, Any]
ACCOUNT = "arn:aws:sagemaker:us-east-1:123456789012:"
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_MOVING = ("Pending", "InProgress", "Stopping")
_HOURLY = ("cron(0 * ? * * *)", "cron(0 * * * ? *)")
_EXPRESSION = re.compile(r"cron\(0 (\*|\d{1,2}(/\d{1,2})?) \? \* \* \*\)|cron\(0 \* \* \* \? \*\)")
# Seconds that a run of an hourly schedule may take [API reference, MonitoringStoppingCondition].
_LONGEST = {"DataQuality": 3600, "ModelQuality": 1800}


class RefusalError(Exception):
    """What the service answers instead: a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SageMaker:
    """The service of one account and region; every operation holds the lock."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.lock = threading.RLock()
        self.model = botocore.session.get_session().get_service_model("sagemaker")
        self.records: dict[str, dict[str, Json]] = {}
        self.runs: dict[str, list[Json]] = {}

    def do(self, operation: str, asked: Json) -> Json:
        """Serve one request.

        Raises:
            RefusalError: the request is not valid, or the service's state forbids it.

        """
        shape = self.model.operation_model(operation)
        report = ParamValidator().validate(asked, shape.input_shape)
        if report.has_errors():
            raise RefusalError("ValidationException", report.generate_report())
        serve: Callable[[Json], Json] = getattr(self, operation)
        with self.lock:
            return serve(asked)

    def unused_name(self, wish: str) -> str:
        """Give a name that nothing has, as CloudFormation makes one."""
        return f"{wish.replace('_', '-')[:50]}-{uuid.uuid4().hex[:12]}"

    # --- records -------------------------------------------------------------------------

    def get(self, kind: str, name: str) -> Json:
        """Give a record."""
        try:
            return self.records[kind][name]
        except KeyError:
            code = "ResourceNotFound" if kind.startswith("monitoring") else "ValidationException"
            raise RefusalError(code, f'Could not find {kind} "{name}".') from None

    def add(self, kind: str, name: str, record: Json) -> str:
        """Keep a record; give its ARN."""
        if not _NAME.fullmatch(name):
            raise RefusalError("ValidationException", f"{name} is no name of a {kind}")
        kept = self.records.setdefault(kind, {})
        if name in kept:
            code = "ResourceInUse" if kind in ("processing-job",) else "ValidationException"
            raise RefusalError(code, f"Cannot create already existing {kind} {name}")
        now = dt.datetime.now(dt.UTC)
        kept[name] = {**record, "CreationTime": now, "LastModifiedTime": now}
        return f"{ACCOUNT}{kind}/{name}"

    def remove(self, kind: str, name: str) -> Json:
        """Forget a record."""
        self.get(kind, name)
        del self.records[kind][name]
        return {}

    # --- hosting -------------------------------------------------------------------------

    def CreateModel(self, asked: Json) -> Json:  # noqa: D102, N802 - the service's operations
        return {"ModelArn": self.add("model", asked["ModelName"], asked)}

    def DeleteModel(self, asked: Json) -> Json:  # noqa: D102, N802
        return self.remove("model", asked["ModelName"])

    def CreateEndpointConfig(self, asked: Json) -> Json:  # noqa: D102, N802
        for variant in asked["ProductionVariants"]:
            self.get("model", variant["ModelName"])
        return {
            "EndpointConfigArn": self.add("endpoint-config", asked["EndpointConfigName"], asked)
        }

    def DescribeEndpointConfig(self, asked: Json) -> Json:  # noqa: D102, N802
        return self.get("endpoint-config", asked["EndpointConfigName"])

    def DeleteEndpointConfig(self, asked: Json) -> Json:  # noqa: D102, N802
        return self.remove("endpoint-config", asked["EndpointConfigName"])

    def CreateEndpoint(self, asked: Json) -> Json:  # noqa: D102, N802
        self.get("endpoint-config", asked["EndpointConfigName"])
        return {"EndpointArn": self.add("endpoint", asked["EndpointName"], asked)}

    def UpdateEndpoint(self, asked: Json) -> Json:  # noqa: D102, N802
        self.get("endpoint-config", asked["EndpointConfigName"])
        self.get("endpoint", asked["EndpointName"]).update(asked)
        return {"EndpointArn": f"{ACCOUNT}endpoint/{asked['EndpointName']}"}

    def DescribeEndpoint(self, asked: Json) -> Json:  # noqa: N802
        """Tell whether it serves: not where its role cannot read the model's artefact.

        Looked at here, since CloudFormation's own calls come from the event loop, which must not
        wait for itself.
        """
        found = self.get("endpoint", asked["EndpointName"])
        arn = f"{ACCOUNT}endpoint/{asked['EndpointName']}"
        failure = self.container.load(
            self, self.get("endpoint-config", found["EndpointConfigName"])
        )
        status = {"EndpointStatus": "Failed", "FailureReason": failure}
        return {
            **found,
            "EndpointArn": arn,
            **(status if failure else {"EndpointStatus": "InService"}),
        }

    def DeleteEndpoint(self, asked: Json) -> Json:  # noqa: N802
        """Refuse while a schedule watches it [SageMaker Model Monitor FAQ]."""
        name = asked["EndpointName"]
        for schedule, found in self.records.get("monitoring-schedule", {}).items():
            if self._watched(found) == name:
                words = f"Cannot delete endpoint {name}: it is monitored by {schedule}"
                raise RefusalError("ValidationException", words)
        return self.remove("endpoint", name)

    # --- job definitions and schedules ---------------------------------------------------

    def CreateDataQualityJobDefinition(self, asked: Json) -> Json:  # noqa: D102, N802
        return self._define("data-quality-job-definition", asked, "DataQuality")

    def CreateModelQualityJobDefinition(self, asked: Json) -> Json:  # noqa: N802
        """Want a prediction or a probability [sagemaker-python-sdk, issue 3959]."""
        where = asked["ModelQualityJobInput"]["EndpointInput"]
        if not ("InferenceAttribute" in where or "ProbabilityAttribute" in where):
            raise RefusalError("ValidationException", "InferenceAttribute is missing")
        return self._define("model-quality-job-definition", asked, "ModelQuality")

    def _define(self, kind: str, asked: Json, monitoring: str) -> Json:
        """Want an endpoint that captures [sagemaker-python-sdk, issue 4873]."""
        endpoint = asked[f"{monitoring}JobInput"]["EndpointInput"]["EndpointName"]
        config = self.get("endpoint", endpoint)["EndpointConfigName"]
        if "DataCaptureConfig" not in self.get("endpoint-config", config):
            raise RefusalError("ValidationException", f"{endpoint} has no data capture")
        return {"JobDefinitionArn": self.add(kind, asked["JobDefinitionName"], asked)}

    def DeleteDataQualityJobDefinition(self, asked: Json) -> Json:  # noqa: D102, N802
        return self._undefine("data-quality-job-definition", asked["JobDefinitionName"])

    def DeleteModelQualityJobDefinition(self, asked: Json) -> Json:  # noqa: D102, N802
        return self._undefine("model-quality-job-definition", asked["JobDefinitionName"])

    def _undefine(self, kind: str, name: str) -> Json:
        """Refuse while a schedule uses it [sagemaker-python-sdk, model_monitor]."""
        for schedule, found in self.records.get("monitoring-schedule", {}).items():
            if found["MonitoringScheduleConfig"]["MonitoringJobDefinitionName"] == name:
                words = f"Job definition {name} is locked by schedule {schedule}"
                raise RefusalError("ValidationException", words)
        return self.remove(kind, name)

    def definition(self, schedule: Json) -> Json:
        """Give the job definition of a schedule."""
        config = schedule["MonitoringScheduleConfig"]
        kind = "data" if config["MonitoringType"] == "DataQuality" else "model"
        return self.get(f"{kind}-quality-job-definition", config["MonitoringJobDefinitionName"])

    def _watched(self, schedule: Json) -> str:
        kind = schedule["MonitoringScheduleConfig"]["MonitoringType"]
        where = self.definition(schedule)[f"{kind}JobInput"]["EndpointInput"]
        return str(where["EndpointName"])

    def CreateMonitoringSchedule(self, asked: Json) -> Json:  # noqa: D102, N802
        self._accept(asked)
        record = {**asked, "MonitoringScheduleStatus": "Scheduled"}
        arn = self.add("monitoring-schedule", asked["MonitoringScheduleName"], record)
        return {"MonitoringScheduleArn": arn}

    def UpdateMonitoringSchedule(self, asked: Json) -> Json:  # noqa: D102, N802
        name = asked["MonitoringScheduleName"]
        schedule = self.get("monitoring-schedule", name)
        self._refuse_during_a_run(name)
        self._accept(asked)
        schedule.update(asked)
        return {"MonitoringScheduleArn": f"{ACCOUNT}monitoring-schedule/{name}"}

    def _accept(self, asked: Json) -> None:
        """Refuse an expression that is none, and a run that may take longer than allowed."""
        config = asked["MonitoringScheduleConfig"]
        expression = config["ScheduleConfig"]["ScheduleExpression"]
        if not _EXPRESSION.fullmatch(expression):
            raise RefusalError("ValidationException", f"Invalid schedule expression: {expression}")
        limit = self.definition(asked).get("StoppingCondition", {}).get("MaxRuntimeInSeconds", 3600)
        longest = _LONGEST[config["MonitoringType"]]
        if expression in _HOURLY and limit > longest:
            raise RefusalError("ValidationException", f"An hourly run may take {longest} seconds")

    def DescribeMonitoringSchedule(self, asked: Json) -> Json:  # noqa: D102, N802
        name = asked["MonitoringScheduleName"]
        found = self.get("monitoring-schedule", name)
        return {**found, "MonitoringScheduleArn": f"{ACCOUNT}monitoring-schedule/{name}"}

    def StopMonitoringSchedule(self, asked: Json) -> Json:  # noqa: D102, N802
        return self._set_status(asked["MonitoringScheduleName"], "Stopped")

    def StartMonitoringSchedule(self, asked: Json) -> Json:  # noqa: D102, N802
        return self._set_status(asked["MonitoringScheduleName"], "Scheduled")

    def _set_status(self, name: str, status: str) -> Json:
        self.get("monitoring-schedule", name)["MonitoringScheduleStatus"] = status
        return {}

    def DeleteMonitoringSchedule(self, asked: Json) -> Json:  # noqa: D102, N802
        name = asked["MonitoringScheduleName"]
        self.get("monitoring-schedule", name)
        self._refuse_during_a_run(name)
        self.runs.pop(name, None)
        return self.remove("monitoring-schedule", name)

    def _refuse_during_a_run(self, name: str) -> None:
        """Refuse a change during a run [aws-controllers-k8s, sagemaker-controller, hooks.go]."""
        if any(run["MonitoringExecutionStatus"] in _MOVING for run in self.runs.get(name, [])):
            words = f"Monitoring job of {name} is in progress; it cannot be modified or deleted"
            raise RefusalError("ValidationException", words)

    def ListMonitoringExecutions(self, asked: Json) -> Json:  # noqa: D102, N802
        after = asked.get("ScheduledTimeAfter")
        found = [
            {**run, "CreationTime": run["ScheduledTime"]}
            for run in self.runs.get(asked["MonitoringScheduleName"], [])
            if not after or run["ScheduledTime"].timestamp() > after
        ]
        newest_first = asked.get("SortOrder") != "Ascending"
        found.sort(key=lambda run: run["ScheduledTime"], reverse=newest_first)
        return {"MonitoringExecutionSummaries": found[: asked.get("MaxResults", 100)]}

    # --- processing jobs -----------------------------------------------------------------

    def CreateProcessingJob(self, asked: Json) -> Json:  # noqa: D102, N802
        name = asked["ProcessingJobName"]
        record = {**asked, "ProcessingJobStatus": "InProgress"}
        arn = self.add("processing-job", name, record)
        self.container.start(self, self.get("processing-job", name))
        return {"ProcessingJobArn": arn}

    def DescribeProcessingJob(self, asked: Json) -> Json:  # noqa: D102, N802
        name = asked["ProcessingJobName"]
        found = self.get("processing-job", name)
        shown = {key: value for key, value in found.items() if key not in ("Tags",)}
        return {**shown, "ProcessingJobArn": f"{ACCOUNT}processing-job/{name}"}

    def StopProcessingJob(self, asked: Json) -> Json:  # noqa: D102, N802
        name = asked["ProcessingJobName"]
        self.get("processing-job", name)["ProcessingJobStatus"] = "Stopped"
        for runs in self.runs.values():
            for run in runs:
                if run.get("ProcessingJobArn", "").endswith(f"/{name}"):
                    run["MonitoringExecutionStatus"] = "Stopped"
        return {}

    def ListProcessingJobs(self, asked: Json) -> Json:  # noqa: D102, N802
        jobs = self.records.get("processing-job", {}).items()
        return {
            "ProcessingJobSummaries": [
                {
                    "ProcessingJobName": name,
                    "ProcessingJobArn": f"{ACCOUNT}processing-job/{name}",
                    "CreationTime": job["CreationTime"],
                    "ProcessingJobStatus": job["ProcessingJobStatus"],
                }
                for name, job in jobs
                if asked.get("NameContains", "") in name
                and asked.get("StatusEquals", job["ProcessingJobStatus"])
                == job["ProcessingJobStatus"]
            ]
        }

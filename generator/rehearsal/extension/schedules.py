"""Job definitions and monitoring schedules, and when the service lets nobody touch them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from generator import images
from generator.rehearsal.extension.store import REGION, Json, Store, invalid, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal.extension.processing import Processing

MONITORS = {"DataQuality": "data-quality", "ModelQuality": "model-quality"}
MOVING = ("Pending", "InProgress", "Stopping")
_HOURLY = ("cron(0 * ? * * *)", "cron(0 * * * ? *)")
# The documented forms [API reference, ScheduleConfig], and one that runs at AWS as well
# [aws-controllers-k8s/sagemaker-controller, test/e2e].
_EXPRESSION = re.compile(r"cron\(0 (\d{1,2})(?:/(\d{1,2}))? \? \* \* \*\)")
# Seconds that a run of an hourly schedule may take [API reference, MonitoringStoppingCondition].
_LONGEST = {"DataQuality": 3600, "ModelQuality": 1800}


class Schedules:
    """The operations of monitoring."""

    def __init__(self, store: Store, processing: Processing) -> None:
        self.store, self.processing = store, processing
        self.runs: dict[str, list[Json]] = {}

    def operations(self) -> dict[str, Callable[[Json], Json]]:
        """Give the operations by their names."""
        table: dict[str, Callable[[Json], Json]] = {
            f"{verb}{monitor}JobDefinition": self._on(action, monitor)
            for monitor in MONITORS
            for verb, action in (
                ("Create", self.define),
                ("Describe", self._describe_definition),
                ("Delete", self._undefine),
            )
        }
        return {
            **table,
            "CreateMonitoringSchedule": self.create,
            "UpdateMonitoringSchedule": self.update,
            "DescribeMonitoringSchedule": self.describe,
            "DeleteMonitoringSchedule": self.delete,
            "StartMonitoringSchedule": lambda asked: self._set(asked, "Scheduled"),
            "StopMonitoringSchedule": lambda asked: self._set(asked, "Stopped"),
            "ListMonitoringSchedules": self.list_schedules,
            "ListMonitoringExecutions": self.list_executions,
        }

    def _on(self, action: Callable[[str, Json], Json], monitor: str) -> Callable[[Json], Json]:
        return lambda asked: action(monitor, asked)

    # --- job definitions -----------------------------------------------------------------

    def define(self, monitor: str, asked: Json) -> Json:
        """Keep a job definition that the service would accept."""
        image = asked[f"{monitor}AppSpecification"]["ImageUri"]
        if not is_analyzer(image):
            raise invalid(f"{image} is not the analyzer of this region")
        source = asked[f"{monitor}JobInput"].get("EndpointInput")
        if source:
            self._capturing(source["EndpointName"])
        if monitor == "ModelQuality":
            _quality(asked[f"{monitor}JobInput"])
        return {
            "JobDefinitionArn": self.store.add(_kind(monitor), asked["JobDefinitionName"], asked)
        }

    def _capturing(self, endpoint: str) -> None:
        """Want an endpoint that captures [sagemaker-python-sdk, issue 4873]."""
        config = self.store.get("endpoint", endpoint)["EndpointConfigName"]
        capture = self.store.get("endpoint-config", config).get("DataCaptureConfig", {})
        if not capture or not capture.get("EnableCapture", True):
            raise invalid(f"Data capture is not enabled for endpoint {endpoint}")

    def _describe_definition(self, monitor: str, asked: Json) -> Json:
        found = self.store.get(_kind(monitor), asked["JobDefinitionName"])
        return {**found, "JobDefinitionArn": found["Arn"]}

    def _undefine(self, monitor: str, asked: Json) -> Json:
        """Refuse while a schedule uses it [sagemaker-python-sdk, model_monitoring.py]."""
        name = asked["JobDefinitionName"]
        for schedule, found in self.store.of("monitoring-schedule").items():
            if found["MonitoringScheduleConfig"].get("MonitoringJobDefinitionName") == name:
                raise invalid(f"Job definition {name} is locked by schedule {schedule}")
        return self.store.remove(_kind(monitor), name)

    def definition(self, schedule: Json) -> Json:
        """Give the job definition of a schedule."""
        config = schedule["MonitoringScheduleConfig"]
        name, monitor = config.get("MonitoringJobDefinitionName"), config.get("MonitoringType")
        if not name or monitor not in MONITORS:
            raise invalid("Only schedules with a data or model quality definition are rehearsed")
        return self.store.get(_kind(monitor), name)

    # --- schedules -----------------------------------------------------------------------

    def create(self, asked: Json) -> Json:
        """Keep a schedule that the service would accept."""
        endpoint = self._accept(asked)
        record = {**asked, "EndpointName": endpoint, "MonitoringScheduleStatus": "Scheduled"}
        name = asked["MonitoringScheduleName"]
        return {"MonitoringScheduleArn": self.store.add("monitoring-schedule", name, record)}

    def update(self, asked: Json) -> Json:
        """Change a schedule that is not busy; it runs again, stopped or not."""
        schedule = self._idle(asked["MonitoringScheduleName"])
        endpoint = self._accept(asked)
        changed = {key: value for key, value in asked.items() if key != "Tags"}
        self.store.touch(
            schedule, **changed, EndpointName=endpoint, MonitoringScheduleStatus="Scheduled"
        )
        return {"MonitoringScheduleArn": schedule["Arn"]}

    def _accept(self, asked: Json) -> str:
        """Give the endpoint that a schedule watches, if its clock and its run's length are good."""
        config = asked["MonitoringScheduleConfig"]
        definition = self.definition(asked)
        clock = config.get("ScheduleConfig", {}).get("ScheduleExpression", _HOURLY[0])
        _clock(clock, config.get("ScheduleConfig", {}))
        limit = definition.get("StoppingCondition", {}).get("MaxRuntimeInSeconds", 3600)
        longest = _LONGEST[config["MonitoringType"]]
        if clock in _HOURLY and limit > longest:
            raise invalid(f"MaxRuntimeInSeconds {limit}: an hourly run may take {longest} seconds")
        source = definition[f"{config['MonitoringType']}JobInput"].get("EndpointInput", {})
        return str(source.get("EndpointName", ""))

    def describe(self, asked: Json) -> Json:
        """Show a schedule with its last execution."""
        name = asked["MonitoringScheduleName"]
        found = self.store.get("monitoring-schedule", name)
        runs = self.executions(name)
        return {
            **found,
            "MonitoringScheduleArn": found["Arn"],
            "MonitoringType": found["MonitoringScheduleConfig"].get("MonitoringType"),
            "LastMonitoringExecutionSummary": runs[-1] if runs else None,
        }

    def list_schedules(self, asked: Json) -> Json:
        """List schedules, of one endpoint or of all."""
        found = [
            {
                "MonitoringScheduleName": name,
                "MonitoringScheduleArn": one["Arn"],
                "MonitoringScheduleStatus": one["MonitoringScheduleStatus"],
                "EndpointName": one["EndpointName"],
                "MonitoringType": one["MonitoringScheduleConfig"]["MonitoringType"],
                "CreationTime": one["CreationTime"],
                "LastModifiedTime": one["LastModifiedTime"],
            }
            for name, one in self.store.of("monitoring-schedule").items()
            if asked.get("EndpointName") in (None, one["EndpointName"])
            and asked.get("NameContains", "") in name
        ]
        return page("MonitoringScheduleSummaries", found, asked)

    def _set(self, asked: Json, status: str) -> Json:
        schedule = self.store.get("monitoring-schedule", asked["MonitoringScheduleName"])
        self.store.touch(schedule, MonitoringScheduleStatus=status)
        return {}

    def delete(self, asked: Json) -> Json:
        """Forget a schedule that is not busy, and its executions."""
        name = asked["MonitoringScheduleName"]
        self._idle(name)
        self.runs.pop(name, None)
        return self.store.remove("monitoring-schedule", name)

    def _idle(self, name: str) -> Json:
        """Refuse during a run [aws-controllers-k8s/sagemaker-controller, hooks.go]."""
        schedule = self.store.get("monitoring-schedule", name)
        if schedule["MonitoringScheduleStatus"] == "Pending":
            raise invalid("Monitoring schedule in status Pending cannot be modified or deleted")
        for run in self.executions(name):
            if run["MonitoringExecutionStatus"] in MOVING:
                state = run["MonitoringExecutionStatus"]
                raise invalid(
                    f"Monitoring Job in {state} state, MonitoringSchedule {name} cannot be "
                    "modified or deleted"
                )
        return schedule

    # --- executions ----------------------------------------------------------------------

    def executions(self, schedule: str) -> list[Json]:
        """Give a schedule's executions, the oldest first, each as its job stands now."""
        for run in self.runs.get(schedule, []):
            self.processing.follow(run)
        return self.runs.get(schedule, [])

    def list_executions(self, asked: Json) -> Json:
        """List executions, of one schedule, one endpoint or all."""
        wanted = asked.get("MonitoringScheduleName")
        if wanted and wanted not in self.runs:
            self.store.get("monitoring-schedule", wanted)
        found = [
            run
            for schedule in ([wanted] if wanted else list(self.runs))
            for run in self.executions(schedule)
            if _wanted(run, asked)
        ]
        return page("MonitoringExecutionSummaries", found, asked)


def _wanted(run: Json, asked: Json) -> bool:
    at = run["ScheduledTime"]
    return (
        asked.get("EndpointName") in (None, run.get("EndpointName"))
        and asked.get("StatusEquals") in (None, run["MonitoringExecutionStatus"])
        and not ("ScheduledTimeAfter" in asked and at <= asked["ScheduledTimeAfter"])
        and not ("ScheduledTimeBefore" in asked and at >= asked["ScheduledTimeBefore"])
    )


def is_analyzer(image: str) -> bool:
    """Tell whether an image is Model Monitor's analyzer, of the account that owns it here."""
    account = images.accounts("model-monitor")[REGION]
    return image.split(":", maxsplit=1)[0] == (
        f"{account}.dkr.ecr.{REGION}.amazonaws.com/{images.repository('model-monitor')}"
    )


def _kind(monitor: str) -> str:
    return f"{MONITORS[monitor]}-job-definition"


def _clock(expression: str, config: Json) -> None:
    """Refuse an expression that is none of the documented ones."""
    if expression == "NOW":
        if not {"DataAnalysisStartTime", "DataAnalysisEndTime"} <= config.keys():
            raise invalid("NOW demands DataAnalysisStartTime and DataAnalysisEndTime")
        return
    found = _EXPRESSION.fullmatch(expression)
    hour, every = (int(part or 1) for part in found.groups()) if found else (99, 1)
    if expression not in _HOURLY and not (hour <= 23 and 1 <= every <= 24):  # noqa: PLR2004
        raise invalid(f"Invalid schedule expression: {expression}")


def _quality(source: Json) -> None:
    """Want a prediction or a probability [sagemaker-python-sdk, issue 3959]."""
    where: Any = source.get("EndpointInput") or source.get("BatchTransformInput")
    if not ("InferenceAttribute" in where or "ProbabilityAttribute" in where):
        raise invalid("EndpointInput.InferenceAttribute is missing")

"""The hooks around the schedules, which cannot be changed or deleted during a run.

``BeforeSchedules`` stands before them: an update stops them first. It takes a new physical id then,
so that CloudFormation deletes the old one when the update is over, or the new one when it was
rolled back; either way that deletion starts the schedules again. ``AfterSchedules`` stands behind
them: the stack's deletion stops them first, and an update that reaches it starts them at once.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from lambda_src.lifecycle.patience import client, wait
from lambda_src.lifecycle.storage import code

MONITORS = ("data-quality", "model-quality")


def before(event: dict[str, Any], context: Any) -> tuple[str, dict[str, str]]:
    """Stop the schedules ahead of an update; start them once it is over."""
    if event["RequestType"] == "Update":
        _pause(event, context)
    if event["RequestType"] == "Delete":
        _resume(event)
        return event["PhysicalResourceId"], {}
    return event["RequestId"], {}


def after(event: dict[str, Any], context: Any) -> tuple[str, dict[str, str]]:
    """Give the silence metric its first value; stop the schedules ahead of the deletion."""
    if event["RequestType"] == "Create":
        _start_silence(event["ResourceProperties"]["EndpointName"])
    if event["RequestType"] == "Update":
        _resume(event)
    if event["RequestType"] == "Delete":
        _pause(event, context)
    return "after", {}


def _schedules(event: dict[str, Any]) -> list[str]:
    """Name the schedules, those of the stack's state before an update included."""
    states = (event["ResourceProperties"], event.get("OldResourceProperties", {}))
    prefixes = {state["Prefix"] for state in states if "Prefix" in state}
    return [f"{prefix}-{monitor}" for prefix in sorted(prefixes) for monitor in MONITORS]


def _status(sagemaker: Any, name: str) -> str:
    """Give a schedule's status; empty where there is no such schedule."""
    try:
        found = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=name)
    except ClientError as error:
        if code(error) != "ResourceNotFound":
            raise
        return ""
    return str(found["MonitoringScheduleStatus"])


def _pause(event: dict[str, Any], context: Any) -> None:
    sagemaker = client("sagemaker")
    wait(event, context, lambda: not [n for n in _schedules(event) if not _at_rest(sagemaker, n)])


def _at_rest(sagemaker: Any, name: str) -> bool:
    """Stop schedule and run; true once neither moves."""
    status = _status(sagemaker, name)
    if not status:
        return True
    if status == "Scheduled":
        sagemaker.stop_monitoring_schedule(MonitoringScheduleName=name)
    runs = sagemaker.list_monitoring_executions(
        MonitoringScheduleName=name, SortBy="ScheduledTime", SortOrder="Descending", MaxResults=5
    )
    moving = [
        run
        for run in runs["MonitoringExecutionSummaries"]
        if run["MonitoringExecutionStatus"] in ("Pending", "InProgress", "Stopping")
    ]
    for run in moving:
        if run["MonitoringExecutionStatus"] == "InProgress" and "ProcessingJobArn" in run:
            sagemaker.stop_processing_job(ProcessingJobName=run["ProcessingJobArn"].split("/")[-1])
    return not moving and status in ("Stopped", "Failed")


def _resume(event: dict[str, Any]) -> None:
    sagemaker = client("sagemaker")
    for name in _schedules(event):
        if _status(sagemaker, name) == "Stopped":
            sagemaker.start_monitoring_schedule(MonitoringScheduleName=name)


def _start_silence(endpoint: str) -> None:
    """Publish a zero, since the silence alarm takes a missing value for silence."""
    names = [{"Name": "Endpoint", "Value": endpoint}, {"Name": "Monitor", "Value": "runs"}]
    client("cloudwatch").put_metric_data(
        Namespace="ModelMonitoring",
        MetricData=[{"MetricName": "HoursSinceLastReport", "Dimensions": names, "Value": 0}],
    )

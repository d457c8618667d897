"""The hooks around the schedules, which cannot be changed or deleted during a run.

``BeforeSchedules`` stands before them: an update stops them first. It takes a new physical id then,
so that CloudFormation deletes the old one when the update is over, or the new one when it was
rolled back; either way that deletion starts the schedules again. ``AfterSchedules`` stands behind
them: the stack's deletion stops them first, and an update that reaches it starts them at once.
What counts is the last run [aws-controllers-k8s, sagemaker-controller, monitoring_schedule hooks].

A new model name gives the schedules a new prefix. An update stops those of both prefixes and starts
those of its own: the others are deleted at its end. Should it be rolled back instead, then the
deletion of the new physical id finds the prefix of before in that id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.lifecycle.patience import REFUSED, stop
from lambda_src.monitors import MONITORS, MOVING
from lambda_src.refusals import unless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from lambda_src.lifecycle.patience import Answer, Json, Wait

STATUS = "MonitoringScheduleStatus"


def before(kind: str, given: dict[str, Any], event: dict[str, Any], wait: Wait, /) -> Answer:
    """Stop the schedules ahead of an update; start them once it is over."""
    prefix, sagemaker = given["Prefix"], client("sagemaker")
    if kind == "Delete":
        _resume(sagemaker, prefix, event["PhysicalResourceId"].rpartition("/")[0])
        return {}
    old = event.get("OldResourceProperties", given)["Prefix"]
    if kind == "Update":
        wait(lambda: _moving(sagemaker, prefix, old))
    return {"PhysicalResourceId": f"{old}/{event['RequestId']}"}


def after(kind: str, given: dict[str, Any], event: dict[str, Any], wait: Wait, /) -> Answer:  # noqa: ARG001
    """Start the schedules behind an update; stop them ahead of the deletion."""
    prefix, sagemaker = given["Prefix"], client("sagemaker")
    if kind == "Delete":
        wait(lambda: _moving(sagemaker, prefix))
    else:
        _resume(sagemaker, prefix)
    return {}


def _schedules(sagemaker: Any, prefixes: tuple[str, ...], /) -> Iterator[tuple[str, Json]]:
    """Give the schedules that there are: name and description."""
    call = sagemaker.describe_monitoring_schedule
    for prefix in {*prefixes} - {""}:
        for monitor in MONITORS:
            name = f"{prefix}-{monitor}"
            if found := unless("ResourceNotFound", call, MonitoringScheduleName=name):
                yield name, found


def _moving(sagemaker: Any, /, *prefixes: str) -> list[str]:
    """Stop schedules and their last runs, and say which of them still move.

    What is pending refuses to be stopped; it is asked again.
    """
    moving = []
    for name, found in _schedules(sagemaker, prefixes):
        status, run = found[STATUS], found.get("LastMonitoringExecutionSummary", {})
        if status == "Scheduled":
            unless(REFUSED, sagemaker.stop_monitoring_schedule, MonitoringScheduleName=name)
        if status not in ("Stopped", "Failed"):
            moving.append(f"{name} is {status}")
        state = run.get("MonitoringExecutionStatus")
        if state in MOVING:
            moving.append(f"a run of {name} is {state}")
            if "ProcessingJobArn" in run:
                stop(sagemaker, run["ProcessingJobArn"].split("/")[-1])
    return moving


def _resume(sagemaker: Any, /, *prefixes: str) -> None:
    for name, found in _schedules(sagemaker, prefixes):
        if found[STATUS] == "Stopped":
            unless(REFUSED, sagemaker.start_monitoring_schedule, MonitoringScheduleName=name)

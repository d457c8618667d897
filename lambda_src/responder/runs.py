"""Recording: every finished run becomes metrics, once it is over and by its own status.

The clock runs this every ten minutes, so that nothing depends on an event that may not arrive. A
run is recorded in this order: metrics, ``drift.json``, what the responder makes of it, and last
``state/<monitor>.json``; a crash in between repeats it, with the same values at the same times.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import partial
from typing import TYPE_CHECKING

from lambda_src.responder.distances import compare
from lambda_src.responder.findings import DRIFT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from lambda_src.responder.store import Store

    Json: TypeAlias = dict[str, Any]

DATA = "data-quality"
MOVING = "Pending", "InProgress", "Stopping"
# Reasons of runs that had nothing to analyse: a state of its own, not a failure.
EMPTY = re.compile("no data|no s3 objects|no ground truth|not find.*ground", re.IGNORECASE)
# Days for which traffic without any report is looked for; a silence is noticed after hours.
LOOK_BACK = 7


def iso(time: Any, /) -> str:
    """Write a time as the contract does: 2026-11-23T01:00:00Z."""
    return str(time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _merge(new: Json, stored: Json, /) -> None:
    stored.update(new)


class Recorder:
    """Records the runs of all monitors; ``tell`` takes each recorded run."""

    def __init__(
        self, env: Mapping[str, str], client: Callable[[str], Any], store: Store, /
    ) -> None:
        self.env, self.store = env, store
        self.sagemaker, self.cloudwatch = client("sagemaker"), client("cloudwatch")

    def record(self, tell: Callable[[Json], None], /) -> None:
        """Record what is over; publish how long traffic waits.

        Raises the first failure, after every monitor had its turn.
        """
        failures: list[Exception] = []
        worst: dict[str, float] = {"RunFailures": 0, "HoursSinceLastReport": 0}
        for monitor in (DATA, "model-quality")[: 1 + (self.env["QUALITY"] == "true")]:
            try:
                state = self.runs(monitor, tell)
                worst["HoursSinceLastReport"] = max(
                    worst["HoursSinceLastReport"], self.waiting(state)
                )
                worst["RunFailures"] = max(worst["RunFailures"], state.get("failed", 0))
            except Exception as error:  # noqa: BLE001 - the other monitor has its turn first
                failures.append(error)
        if failures:
            raise failures[0]
        self.publish("runs", worst, dt.datetime.now(dt.UTC))

    def runs(self, monitor: str, tell: Callable[[Json], None], /) -> Json:
        """Record a monitor's new runs, oldest first, up to one that is not over; give the state."""
        key, name = f"state/{monitor}.json", f"{self.env['PREFIX']}-{monitor}"
        state = self.store.read(key)[0]
        since = {"ScheduledTimeAfter": state["scheduled"]} if state else {}
        pages = self.sagemaker.get_paginator("list_monitoring_executions").paginate(
            MonitoringScheduleName=name, SortBy="ScheduledTime", SortOrder="Ascending", **since
        )
        for run in [run for page in pages for run in page["MonitoringExecutionSummaries"]]:
            at = iso(run["ScheduledTime"])
            if at <= state.get("scheduled", ""):
                continue
            if run["MonitoringExecutionStatus"] in MOVING:
                break
            new: Json = {"scheduled": at}
            if run["MonitoringExecutionStatus"] != "Stopped":
                detail = self.one(monitor, run, at)
                tell(detail)
                failed = detail["status"] == "failed"
                new |= {"failed": int(failed)}
                new |= {} if failed else {"covered": at}
                new |= {"report": detail["report"]} if detail["report"] else {}
            state |= new
            self.store.change(key, partial(_merge, new))
        return state

    def one(self, monitor: str, run: Json, at: str, /) -> Json:
        """Publish a run that is over, and give it as the responder takes it.

        Its ``status`` is clean, violations, too-few-records, no-data or failed.
        """
        detail: Json = {
            "monitor": monitor, "scheduled": at, "status": "failed", "report": "", "window": [],
            "reason": run.get("FailureReason", ""), "records": 0, "features": [], "violations": [],
        }  # fmt: skip
        records = "CapturedRecords" if monitor == DATA else "LabelledRecords"
        figures: dict[str, float] = {"RunFailures": 1}
        if run["MonitoringExecutionStatus"] != "Failed":
            try:
                figures = self.report(detail, run)
            except (ValueError, LookupError) as error:
                detail["reason"] = f"unreadable report: {error}"
        elif EMPTY.search(detail["reason"]):
            detail["status"], figures = "no-data", {"RunFailures": 0, records: 0}
        self.publish(monitor, figures, run["LastModifiedTime"])
        for item in detail["features"]:
            print(json.dumps(item | {"monitor": monitor, "scheduled": at}))
        print(json.dumps({"event": "run", **detail, "features": len(detail["features"])}))
        return detail

    def report(self, detail: Json, run: Json, /) -> dict[str, float]:
        """Read a run's report into ``detail``, write ``drift.json`` beside it; give its figures.

        The count of violations is the run's own, in the job's exit message. With fewer records
        than wanted there is no drift verdict, and drift findings do not count.
        """
        monitor = detail["monitor"]
        job = self.sagemaker.describe_processing_job(
            ProcessingJobName=run["ProcessingJobArn"].split("/")[-1]
        )
        folder = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"].rstrip("/")
        path, asked = folder.split("/", 3)[3], job.get("Environment", {})
        statistics = self.load(f"{path}/statistics.json")
        violations = self.store.read(f"{path}/constraint_violations.json")[0].get("violations", [])
        count = 0
        if run["MonitoringExecutionStatus"] == "CompletedWithViolations":
            said = re.search(r"(\d+) violation", job.get("ExitMessage", ""))
            count = int(said[1]) if said else len(violations) or 1
        records = statistics["dataset"]["item_count"]
        figures: dict[str, float] = {"RunFailures": 0}
        if monitor == DATA:
            root = f"baseline/{DATA}/"
            baseline, limits = (
                self.load(root + "statistics.json"),
                self.load(root + "constraints.json"),
            )
            features = compare(baseline, statistics, limits, violations)
            figures["CapturedRecords"] = records
            if records < int(self.env["MINIMUM_RECORDS"]):
                kept = [item for item in violations if item["constraint_check_type"] != DRIFT]
                count, violations = max(0, count - len(violations) + len(kept)), kept
                for item in features:
                    item["drifted"] = False
            else:
                figures["DriftedFeatures"] = sum(item["drifted"] for item in features)
                figures["MaxDriftDistance"] = max((f["distance"] for f in features), default=0)
            detail["features"] = features
        else:
            figures["LabelledRecords"] = records
            for group in ("binary_classification", "multiclass_classification", "regression"):
                for name, figure in statistics.get(group + "_metrics", {}).items():
                    value = figure.get("value")
                    if isinstance(value, int | float) and value == value:  # noqa: PLR0124 - no NaN
                        figures[name] = value
        figures["ConstraintViolations"] = count
        few = monitor == DATA and "DriftedFeatures" not in figures
        detail.update(
            report=folder,
            records=records,
            violations=violations,
            window=[asked[name] for name in ("start_time", "end_time") if name in asked],
            status="violations" if count else "too-few-records" if few else "clean",
        )
        self.store.change(f"{path}/drift.json", lambda stored: stored or stored.update(detail))
        return figures

    def load(self, key: str, /) -> Json:
        """Read an object that must be there."""
        if found := self.store.read(key)[0]:
            return found
        raise LookupError(f"{key} is missing or no JSON")

    def publish(self, monitor: str, figures: Mapping[str, float], at: Any, /) -> None:
        """Publish figures of a monitor, at a time that a repetition gives again."""
        names = {"Endpoint": self.env["ENDPOINT"], "Monitor": monitor}
        dimensions = [{"Name": name, "Value": value} for name, value in names.items()]
        self.cloudwatch.put_metric_data(
            Namespace="ModelMonitoring",
            MetricData=[
                {"MetricName": name, "Dimensions": dimensions, "Value": value, "Timestamp": at}
                for name, value in figures.items()
            ],
        )

    def waiting(self, state: Json, /) -> float:
        """Give the hours that the oldest traffic waits for a run that concludes; 0 without any.

        A run covers the traffic up to its scheduled time, whatever labels it waits for.
        """
        now = dt.datetime.now(dt.UTC)
        since = now - dt.timedelta(days=LOOK_BACK)
        if covered := state.get("covered"):
            since = max(since, dt.datetime.fromisoformat(covered))
        names = {"EndpointName": self.env["ENDPOINT"], "VariantName": self.env["VARIANT"]}
        points = self.cloudwatch.get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName="Invocations",
            Dimensions=[{"Name": name, "Value": value} for name, value in names.items()],
            StartTime=since,
            EndTime=now,
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        busy = [point["Timestamp"] for point in points if point["Sum"]]
        return (now - min(busy)).total_seconds() / 3600 if busy else 0.0

"""Recording: every finished run becomes metrics, once it is over and by its own status.

The clock runs this every ten minutes, so that nothing depends on an event that may not arrive. A
run is recorded in this order: metrics, ``drift.json``, what the responder makes of it, and last
``state/<monitor>.json``; a crash in between repeats it, with the same values at the same times.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from operator import methodcaller
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
# "No space left on device" or "has no data type" in a reason must not make it one.
EMPTY = re.compile(
    r"had no data|no s3 objects found"
    r"|no (\w+ )?ground.?truth|ground.?truth [\w ]*(empty|not found)",
    re.IGNORECASE,
)
# What a report of another shape raises, beside what is no JSON. No error of an AWS call is one.
UNREADABLE = ValueError, LookupError, TypeError, AttributeError, ArithmeticError
# Days. CloudWatch takes no figure older than two weeks (PutMetricData): such a run would block all
# behind it. GetMetricStatistics gives at most 1,440 points, 60 days of hours.
TOO_OLD, LOOK_BACK = 13, 59


def iso(time: Any, /) -> str:
    """Write a time as the contract does: 2026-11-23T01:00:00Z."""
    return str(time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


class Recorder:
    """Records the runs of all monitors, as they are at the time ``now``."""

    def __init__(
        self, env: Mapping[str, str], client: Callable[[str], Any], store: Store, now: Any, /
    ) -> None:
        self.env, self.store, self.now = env, store, now
        self.sagemaker, self.cloudwatch = client("sagemaker"), client("cloudwatch")

    def record(self, tell: Callable[[Json], None], /) -> None:
        """Record what is over, and ``tell`` each run; publish how long traffic waits.

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
        self.publish("runs", worst, self.now)

    def runs(self, monitor: str, tell: Callable[[Json], None], /) -> Json:
        """Record a monitor's new runs, oldest first, up to one that is not over; give the state.

        The state is ``{"scheduled", "covered", "failed", "report"}``: the newest run, the time up
        to which no traffic waits, whether the newest run failed, the newest report. At first no
        traffic waits up to the next full hour: an endpoint may be older than what watches it.
        """
        key, name = f"state/{monitor}.json", f"{self.env['PREFIX']}-{monitor}"
        first = {"covered": iso(self.now + dt.timedelta(hours=1))[:13] + ":00:00Z"}

        def begin(stored: Json, /) -> Json:
            stored.update(first | stored)
            return dict(stored)

        state: Json = self.store.change(key, begin)
        oldest = iso(self.now - dt.timedelta(days=TOO_OLD))
        # Whole seconds, and whether the bound itself is in is not documented: compared again.
        after = max(state.get("scheduled", ""), oldest)
        pages = self.sagemaker.get_paginator("list_monitoring_executions").paginate(
            MonitoringScheduleName=name,
            SortBy="ScheduledTime",
            SortOrder="Ascending",
            ScheduledTimeAfter=after,
        )
        for run in [run for page in pages for run in page["MonitoringExecutionSummaries"]]:
            at = iso(run["ScheduledTime"])
            if at <= after:
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
            self.store.change(key, methodcaller("update", new))
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
            except UNREADABLE as error:
                detail["reason"] = f"unreadable report: {error!r}"
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
        # A run without violations has none, whatever lies in its folder.
        violations, count = [], 0
        if run["MonitoringExecutionStatus"] != "Completed":
            violations = self.load(f"{path}/constraint_violations.json").get("violations", [])
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
                    # CloudWatch takes neither NaN nor an infinity.
                    if isinstance(value, int | float) and value - value == 0:
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
        """Read an object, {} if missing; refuse one that is there and says nothing."""
        found, tag = self.store.read(key)
        if tag and not found:
            raise LookupError(f"{key} is no JSON")
        return found

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
        since = max(
            self.now - dt.timedelta(days=LOOK_BACK), dt.datetime.fromisoformat(state["covered"])
        )
        if since >= self.now:  # the service refuses an empty span
            return 0
        names = {"EndpointName": self.env["ENDPOINT"], "VariantName": self.env["VARIANT"]}
        points = self.cloudwatch.get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName="Invocations",
            Dimensions=[{"Name": name, "Value": value} for name, value in names.items()],
            StartTime=since,
            EndTime=self.now,
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"]
        busy = [point["Timestamp"] for point in points if point["Sum"]]
        return (self.now - min(busy)).total_seconds() / 3600 if busy else 0.0

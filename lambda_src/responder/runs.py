"""Recording: every finished run becomes metrics, once it is over and by its own status.

A run is recorded in this order: metrics, ``drift.json``, the state; a crash in between repeats it,
with the same values at the same times.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.clock import HOUR, iso
from lambda_src.monitors import DATA, MOVING, metrics_of
from lambda_src.responder.distances import DRIFT, compare
from lambda_src.responder.metrics import TOO_OLD, publish
from lambda_src.responder.store import ENV, change, read
from lambda_src.responder.told import PREFIX, RECORDS

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Reasons of runs that had nothing to analyse: a state of its own, not a failure.
# "No space left on device" or "has no data type" in a reason must not make it one.
EMPTY = re.compile(
    r"had no data|no s3 objects|no (\w+ )?ground.?truth|ground.?truth .*(empty|not found)",
    re.IGNORECASE,
)
# What a report of another shape raises, beside what is no JSON. No error of an AWS call is one.
UNREADABLE = ValueError, LookupError, TypeError, AttributeError


def record(monitor: str, state: Json, now: float, /) -> None:
    """Record a monitor's new runs, oldest first, up to one that is not over, in its state.

    Of a backlog as many as stand on a page, ten: the next call goes on.

    The state is the newest run's scheduled time, the time up to which no traffic waits, whether and
    why the newest run failed, and the newest report. At first no traffic waits up to the next full
    hour: an endpoint may be older than what watches it. Times are epoch seconds.
    """
    state.setdefault("covered", now // HOUR * HOUR + HOUR)
    # Whether the bound itself is in is not documented: compared again.
    after = max(state.get("scheduled", 0), now - TOO_OLD)
    found = client("sagemaker").list_monitoring_executions(
        MonitoringScheduleName=f"{ENV[PREFIX]}-{monitor}",
        SortBy="ScheduledTime",
        SortOrder="Ascending",
        ScheduledTimeAfter=after,
    )
    for run in found["MonitoringExecutionSummaries"]:
        at, status = run["ScheduledTime"].timestamp(), run["MonitoringExecutionStatus"]
        if status in MOVING:
            break
        if at > after:
            if status != "Stopped":
                detail = one(monitor, run, iso(at))
                state["reason"] = detail["reason"]
                state["failed"] = detail["status"] == "failed"
                if not state["failed"]:
                    state["covered"] = at
                state["report"] = detail["report"] or state.get("report")
            state["scheduled"] = at


def one(monitor: str, run: Json, at: str, /) -> Json:
    """Publish a run that is over, and describe it.

    Its ``status`` is clean, violations, too-few-records, no-data or failed.
    """
    reason = run.get("FailureReason", "")
    detail: Json = {
        "event": "run", "monitor": monitor, "scheduled": at, "status": "failed", "report": "",
        "window": [], "reason": reason, "records": 0, "features": [], "violations": [],
    }  # fmt: skip
    figures: dict[str, float] = {"RunFailures": 1}
    if run["MonitoringExecutionStatus"] != "Failed":
        try:
            figures = report(detail, run)
        except UNREADABLE as error:
            detail["reason"] = f"unreadable report: {error!r}"
    elif EMPTY.search(reason):
        detail["status"] = "no-data"
        figures = {"RunFailures": 0, records_of(monitor): 0}
    publish(monitor, figures, run["LastModifiedTime"])
    for item in detail.pop("features"):
        print(json.dumps(item | {"scheduled": at}))
    print(json.dumps(detail))
    return detail


def records_of(monitor: str, /) -> str:
    """Name the metric that counts what a monitor has read."""
    return "CapturedRecords" if monitor == DATA else "LabelledRecords"


def report(detail: Json, run: Json, /) -> dict[str, float]:
    """Read a run's report into ``detail``, write ``drift.json`` beside it; give its figures.

    The count of violations is the run's own, in the job's exit message. With fewer records
    than wanted there is no drift verdict, and drift findings do not count.
    """
    monitor = detail["monitor"]
    job = client("sagemaker").describe_processing_job(
        ProcessingJobName=run["ProcessingJobArn"].split("/")[-1]
    )
    folder = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"].rstrip("/")
    path, asked = folder.split("/", 3)[3], job.get("Environment", {})
    statistics = read(f"{path}/statistics.json")[0]
    # A run without violations has none, whatever lies in its folder.
    violations, count = [], 0
    if run["MonitoringExecutionStatus"] != "Completed":
        violations = read(f"{path}/constraint_violations.json")[0].get("violations", [])
        said = re.search(r"(\d+) violation", job.get("ExitMessage", ""))
        count = int(said[1]) if said else len(violations) or 1
    records = statistics["dataset"]["item_count"]
    figures: dict[str, float] = {"RunFailures": 0, records_of(monitor): records}
    few = False
    if monitor == DATA:
        baseline, limits = (
            read(f"baseline/{DATA}/{name}.json")[0] for name in ("statistics", "constraints")
        )
        features = compare(baseline, statistics, limits, violations)
        few = records < float(ENV[RECORDS])
        if few:
            violations = [item for item in violations if item["constraint_check_type"] != DRIFT]
            count = len(violations)
            for item in features:
                item["drifted"] = False
        else:
            figures["DriftedFeatures"] = sum(item["drifted"] for item in features)
            figures["MaxDriftDistance"] = max((f["distance"] for f in features), default=0)
        detail["features"] = features
    figures |= metrics_of(statistics)
    figures["ConstraintViolations"] = count
    detail.update(
        report=folder,
        records=records,
        violations=violations,
        window=[asked[name] for name in ("start_time", "end_time") if name in asked],
        status="violations" if count else "too-few-records" if few else "clean",
        # What our own analyzer's reports have, too: the stack may be of that edition later.
        figures=figures,
        named={},
        made=run["LastModifiedTime"].timestamp(),
        covered=run["ScheduledTime"].timestamp(),
    )
    change(f"{path}/drift.json", lambda stored, /: stored or stored.update(detail))
    return figures

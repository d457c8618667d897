"""The runs of Model Monitor that the responder's tests record."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest
    from responder_world import World

HOUR = dt.timedelta(hours=1)
START = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
ANALYST = "arn:aws:sagemaker:eu-west-1:123456789012:processing-job/"
DATA, QUALITY = "data-quality", "model-quality"


class Runs:
    """The monitors of one stack: put runs there, record them, look at what came out."""

    def __init__(self, world: World, capture: pytest.CaptureFixture[str]) -> None:
        self.world, self.aws, self.capture = world, world.aws, capture
        self.add_baseline()

    def add_baseline(self) -> None:
        drift = {"comparison_method": "Simple", "comparison_threshold": 0.1}
        config = {"monitoring_config": {"distribution_constraints": drift}, "features": []}
        self.aws.keep("baseline/data-quality/statistics.json", statistics(500, age=0.0))
        self.aws.keep("baseline/data-quality/constraints.json", config)

    def add(
        self,
        monitor: str,
        hour: int,
        status: str,
        *,
        reason: str = "",
        files: dict[str, Any] | None = None,
        said: str = "",
    ) -> str:
        """Add a run and its report; give the report's place."""
        at = START + hour * HOUR
        name = f"demo-1a2b3c4d-{monitor}"
        job = f"job-{monitor}-{hour}"
        place = f"reports/{monitor}/demo-1a2b3c4d/{name}/{at:%Y/%m/%d/%H}"
        run: dict[str, Any] = {
            "MonitoringScheduleName": name,
            "ScheduledTime": at,
            "CreationTime": at,
            "LastModifiedTime": at + HOUR / 4,
            "MonitoringExecutionStatus": status,
            "FailureReason": reason,
        }
        if files is not None:
            run["ProcessingJobArn"] = ANALYST + job
            self.aws.jobs[job] = described(job, place, said, at)
        for file, content in (files or {}).items():
            self.aws.keep(f"{place}/{file}.json", content)
        self.aws.runs.setdefault(name, []).append(run)
        return place

    def record(self, now: dt.datetime | None = None) -> list[dict[str, Any]]:
        """Let the clock strike; give what the log says of the new runs."""
        self.world.now = now or self.world.now
        self.capture.readouterr()
        try:
            self.world.strike(0)
        finally:
            lines = [json.loads(line) for line in self.capture.readouterr().out.splitlines()]
        return [line for line in lines if line.get("event") == "run"]

    def figures(self, monitor: str) -> dict[str, float]:
        """Give the newest value of each metric of a monitor."""
        return {
            item["MetricName"]: item["Value"]
            for item in self.aws.metrics
            if {"Name": "Monitor", "Value": monitor} in item["Dimensions"]
        }


def statistics(count: int, **shift: float) -> dict[str, Any]:
    """Give the statistics of columns whose values are 0, 1, 2… moved by ``shift``."""
    features = [
        {
            "name": name,
            "numerical_statistics": {
                "distribution": {
                    "kll": {"sketch": {"data": [[value + by for value in range(count)]]}}
                }
            },
        }
        for name, by in shift.items()
    ]
    return {"version": 0.0, "dataset": {"item_count": count}, "features": features}


def described(job: str, place: str, said: str, at: dt.datetime) -> dict[str, Any]:
    upload = {
        "S3Uri": f"s3://monitoring-bucket/{place}",
        "LocalPath": "/opt/ml/processing/output",
        "S3UploadMode": "EndOfJob",
    }
    return {
        "ProcessingJobName": job,
        "ProcessingJobArn": ANALYST + job,
        "ProcessingJobStatus": "Completed",
        "ProcessingOutputConfig": {"Outputs": [{"OutputName": "result", "S3Output": upload}]},
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": 1,
                "InstanceType": "ml.m5.xlarge",
                "VolumeSizeInGB": 20,
            }
        },
        "AppSpecification": {"ImageUri": "analyzer"},
        "CreationTime": at,
        "ExitMessage": said,
        "Environment": {
            "start_time": f"{at - HOUR:%Y-%m-%dT%H:%M:%SZ}",
            "end_time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        },
    }


def violations(*checks: tuple[str, str]) -> dict[str, Any]:
    said = "Baseline drift distance: 0.4 exceeds threshold: 0.1"
    return {
        "violations": [
            {"feature_name": feature, "constraint_check_type": check, "description": said}
            for feature, check in checks
        ]
    }


DRIFTED = violations(("age", "baseline_drift_check"), ("income", "data_type_check"))
TWO = "CompletedWithViolations: Job completed successfully with 2 violations."

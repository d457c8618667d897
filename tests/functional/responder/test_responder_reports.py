"""New reports of our own analyzer become metrics, once each time that they are written."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from told_event import told_event

from lambda_src import aws as clients
from lambda_src.responder import told
from lambda_src.responder.reports import record
from lambda_src.responder.store import ENV

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

PLACE = "reports/data-quality/demo/demo-data-quality"


class Reports:
    """A bucket with reports, and what recording them publishes."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.s3, self.cloudwatch = aws.client("s3"), aws.client("cloudwatch")
        self.s3.create_bucket(Bucket="watched")
        self.now = time.time()
        self.state: dict[str, Any] = {}

    def put(self, hour: int, **said: Any) -> str:
        """Write a report; give its place."""
        folder = f"{PLACE}/{time.strftime('%Y/%m/%d', time.gmtime(self.now))}/{hour:02}"
        detail = {
            "event": "run", "monitor": "data-quality", "scheduled": f"{hour}:00",
            "report": f"s3://watched/{folder}", "status": "clean", "reason": "", "records": 120,
            "made": self.now, "until": self.now, "covered": self.now + hour, "features": [],
            "figures": {"CapturedRecords": 120}, "named": {}, "violations": [], **said,
        }  # fmt: skip
        for name, content in (("drift", detail), ("constraint_violations", {})):
            key = f"{folder}/{name}.json"
            self.s3.put_object(Bucket="watched", Key=key, Body=json.dumps(content))
        return str(detail["report"])

    def record(self, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
        """Record; give what the log says of runs."""
        capsys.readouterr()
        record("data-quality", self.state, self.now)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        return [line for line in lines if line.get("event") == "run"]

    def metrics(self, namespace: str) -> dict[str, set[str]]:
        """Give the metrics of a namespace with the names of their dimensions."""
        found = self.cloudwatch.list_metrics(Namespace=namespace)["Metrics"]
        return {one["MetricName"]: {d["Name"] for d in one["Dimensions"]} for one in found}


@pytest.fixture
def reports(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Reports:
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it may be another test's
    clients.client.cache_clear()
    given = {
        told.BUCKET: "watched", told.ENDPOINT: "demo", told.PREFIX: "demo", told.FEATURES: "false",
    }  # fmt: skip
    ENV[:] = told_event(given)
    return Reports(aws)


def test_each_new_report_is_recorded_once(reports: Reports, capsys) -> None:
    reports.put(1)
    reports.put(2)
    assert [run["scheduled"] for run in reports.record(capsys)] == ["1:00", "2:00"]
    assert reports.record(capsys) == []
    assert reports.metrics("ModelMonitoring") == {"CapturedRecords": {"Endpoint", "Monitor"}}


def test_a_report_that_is_written_again_is_recorded_again(reports: Reports, capsys) -> None:
    reports.put(1)
    reports.record(capsys)
    time.sleep(1.1)  # S3 tells times by the second
    reports.put(1, status="violations")
    assert [run["status"] for run in reports.record(capsys)] == ["violations"]


def test_a_failed_run_covers_nothing_and_leaves_the_last_report(reports: Reports, capsys) -> None:
    good = reports.put(1)
    reports.record(capsys)
    covered = reports.state["covered"]
    time.sleep(1.1)
    reports.put(2, status="failed", reason="broken", records=0, covered=reports.now + 7200)
    reports.record(capsys)
    assert (reports.state["failed"], reports.state["reason"]) == (True, "broken")
    assert (reports.state["report"], reports.state["covered"]) == (good, covered)


def test_a_run_without_data_covers_its_window_and_leaves_the_last_report(
    reports: Reports, capsys
) -> None:
    good = reports.put(1)
    reports.record(capsys)
    time.sleep(1.1)
    reports.put(2, status="no-data", records=0, covered=reports.now + 7200)
    reports.record(capsys)
    assert (reports.state["failed"], reports.state["report"]) == (False, good)
    assert reports.state["covered"] == reports.now + 7200


def test_each_feature_stands_in_the_log_before_its_run(reports: Reports, capsys) -> None:
    age = {"feature": "age", "distance": 0.4, "threshold": 0.1, "drifted": True}
    reports.put(1, features=[age])
    record("data-quality", reports.state, reports.now)
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first == {**age, "scheduled": "1:00"}
    assert "features" not in second


def test_a_report_without_its_violations_is_not_there_yet(reports: Reports, capsys) -> None:
    folder = reports.put(1).split("/", 3)[3]
    reports.s3.delete_object(Bucket="watched", Key=f"{folder}/constraint_violations.json")
    assert reports.record(capsys) == []


def test_figures_have_model_monitors_names_if_that_is_wanted(reports: Reports, capsys) -> None:
    ENV[told.FEATURES] = "true"
    reports.put(1, named={"feature_baseline_drift_age": 0.3})
    reports.record(capsys)
    assert reports.metrics("aws/sagemaker/Endpoints/data-metrics") == {
        "feature_baseline_drift_age": {"Endpoint", "MonitoringSchedule"}
    }


def test_more_figures_than_a_call_takes_are_published_in_several(reports: Reports, capsys) -> None:
    ENV[told.FEATURES] = "true"
    reports.put(1, named={f"feature_baseline_drift_{at}": 0.1 for at in range(1200)})
    reports.record(capsys)
    pages = reports.cloudwatch.get_paginator("list_metrics")
    found = pages.paginate(Namespace="aws/sagemaker/Endpoints/data-metrics")
    assert sum(len(page["Metrics"]) for page in found) == 1200


def test_what_cloudwatch_would_not_take_any_more_is_left_out(reports: Reports, capsys) -> None:
    reports.put(1)
    reports.now += dt.timedelta(days=14).total_seconds()
    assert reports.record(capsys) == []

"""The edition ``drift-monitor`` from end to end: its own analyzer, clock and baseline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from deployed import OWN_TEMPLATE, OwnDeployed

from generator.rehearsal import StackFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws


@pytest.fixture
def edition() -> str:
    return "drift-monitor"


def buckets(aws: EmbeddedAws) -> set[str]:
    names = {one["Name"] for one in aws.client("s3").list_buckets()["Buckets"]}
    return names - {"templates-of-this-account"}


def flip(channel: str) -> str:
    return "web" if channel != "web" else "shop"


def test_deleted_it_leaves_no_bucket(stack: Callable[..., OwnDeployed], aws: EmbeddedAws) -> None:
    before = buckets(aws)
    deployed = stack()
    assert deployed.outputs["BucketName"] in buckets(aws)
    aws.destroy()
    assert buckets(aws) == before


def test_the_clock_may_call_the_analyzer(
    stack: Callable[..., OwnDeployed], aws: EmbeddedAws
) -> None:
    deployed = stack(MonitoringFrequency="daily")
    name = deployed.resources["Schedule"].rpartition("/")[2]
    found = aws.client("scheduler").get_schedule(Name=name)
    assert found["ScheduleExpression"] == "cron(15 0 * * ? *)"
    assert found["Target"]["Arn"].endswith(f":function:{deployed.resources['Analyzer']}")
    (said,) = aws.client("iam").simulate_principal_policy(
        PolicySourceArn=found["Target"]["RoleArn"],
        ActionNames=["lambda:InvokeFunction"],
        ResourceArns=[found["Target"]["Arn"]],
    )["EvaluationResults"]
    assert said["EvalDecision"] == "allowed"


def test_a_dataset_without_rows_fails_the_stack_in_words_and_leaves_nothing(
    stack: Callable[..., OwnDeployed], aws: EmbeddedAws
) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="theirs")
    s3.put_object(Bucket="theirs", Key="empty.csv", Body="prediction,age\n")
    before = buckets(aws)
    given = {"BaselineDatasetUri": "s3://theirs/empty.csv", "Environment": "prod"}
    with pytest.raises(StackFailedError, match=r"empty\.csv: no rows") as failure:
        stack(**given)
    assert failure.value.status == "ROLLBACK_COMPLETE"
    assert buckets(aws) == before


def test_another_threshold_makes_another_baseline(stack: Callable[..., OwnDeployed]) -> None:
    def threshold(deployed: OwnDeployed) -> float:
        found = deployed.read("baseline/data-quality/constraints.json")
        limits: dict[str, float] = found["monitoring_config"]["distribution_constraints"]
        return limits["comparison_threshold"]

    assert threshold(stack()) == 0.1
    assert threshold(stack(DriftThreshold="0.25")) == 0.25


def test_an_endpoint_that_is_there_is_watched_where_it_captures(
    stack: Callable[..., OwnDeployed], aws: EmbeddedAws
) -> None:
    sagemaker, s3 = aws.client("sagemaker"), aws.client("s3")
    theirs = aws.deploy(
        OWN_TEMPLATE, {"EmailAddress": "someone@example.com", "ModelName": "theirs"}, stack="other"
    )
    s3.create_bucket(Bucket="datasets")
    text = s3.get_object(Bucket=theirs["BucketName"], Key="model/baseline.csv")["Body"].read()
    s3.put_object(Bucket="datasets", Key="baseline.csv", Body=text)
    deployed = stack(
        ExistingEndpointName=theirs["EndpointName"],
        BaselineDatasetUri="s3://datasets/baseline.csv",
        EnableModelQuality="false",
    )
    assert deployed.outputs["CaptureUri"] == theirs["CaptureUri"]
    names = [one["EndpointName"] for one in sagemaker.list_endpoints()["Endpoints"]]
    assert names == [theirs["EndpointName"]]
    rows = text.decode().splitlines()[1:121]
    deployed.send([",".join(row.split(",")[2:]) for row in rows])
    deployed.hours_pass(1)
    (run,) = deployed.analyze()
    assert (run["status"], run["figures"]["CapturedRecords"]) == ("clean", 120)
    aws.destroy()
    aws.destroy("other")


def test_missed_windows_are_caught_up_and_recorded(stack: Callable[..., OwnDeployed]) -> None:
    deployed = stack(EnableModelQuality="false")
    deployed.analyze()
    deployed.send(deployed.customers())
    deployed.captured()
    deployed.hours_pass(3)
    assert [run["status"] for run in deployed.analyze()] == ["clean", "no-data", "no-data"]
    assert deployed.analyze() == []
    deployed.strike()
    assert deployed.figure("CapturedRecords") == 120
    assert deployed.figure("HoursSinceLastReport", "runs") == 0


def test_late_labels_have_their_window_recorded_again(stack: Callable[..., OwnDeployed]) -> None:
    deployed = stack(GroundTruthDelay="2")
    answers = deployed.send(deployed.customers(), ids="late")
    deployed.an_hour_later()
    assert deployed.figure("LabelledRecords", "model-quality") == 0
    deployed.label(["0" if each.startswith("1,") else "1" for each in answers], ids="late")
    deployed.an_hour_later()
    deployed.an_hour_later()
    assert deployed.alarms()["QualityAlarm"] == "ALARM"
    subjects = [mail["subject"] for mail in deployed.mails()]
    assert [each for each in subjects if "a loss of model quality" in each]


def test_the_two_verdicts_part_on_a_column_of_few_values(
    stack: Callable[..., OwnDeployed],
) -> None:
    deployed = stack()
    deployed.send(deployed.customers(channel=flip))
    deployed.an_hour_later()
    (report,) = (each["report"] for each in [deployed.read("state/state.json")["data-quality"]])
    drift = deployed.read(report.split("/", 3)[3] + "/drift.json")
    verdicts = {each["feature"]: each for each in drift["features"]}
    assert verdicts["prediction"]["modelMonitor"]["distance"] == 0
    assert verdicts["channel"]["drifted"]


def test_metrics_have_model_monitors_names_where_that_is_asked_for(
    stack: Callable[..., OwnDeployed], aws: EmbeddedAws
) -> None:
    deployed = stack(PublishFeatureMetrics="true")
    answers = deployed.send(deployed.customers(), ids="named")
    deployed.label([each[0] for each in answers], ids="named")
    deployed.an_hour_later()
    found = aws.client("cloudwatch").list_metrics()["Metrics"]
    named = {
        (one["Namespace"], one["MetricName"], tuple(sorted(d["Name"] for d in one["Dimensions"])))
        for one in found
        if one["Namespace"].startswith("aws/")
    }
    by = ("Endpoint", "MonitoringSchedule")
    assert ("aws/sagemaker/Endpoints/data-metrics", "feature_baseline_drift_age", by) in named
    assert ("aws/sagemaker/Endpoints/model-metrics", "accuracy", by) in named


def test_without_being_asked_for_no_feature_is_a_metric(
    stack: Callable[..., OwnDeployed], aws: EmbeddedAws
) -> None:
    deployed = stack()
    deployed.send(deployed.customers())
    deployed.an_hour_later()
    found = aws.client("cloudwatch").list_metrics()["Metrics"]
    assert not [one for one in found if one["Namespace"].startswith("aws/")]


def test_what_is_captured_unreadable_is_counted_and_named(
    stack: Callable[..., OwnDeployed],
) -> None:
    deployed = stack(EnableModelQuality="false")
    deployed.send(deployed.customers())
    deployed.captured()
    bucket = deployed.outputs["BucketName"]
    prefix = deployed.outputs["CaptureUri"].split("/", 3)[3]
    key = f"{prefix}/{deployed.now:%Y/%m/%d/%H}/broken.jsonl"
    deployed.s3.put_object(Bucket=bucket, Key=key, Body="{not json\n")
    deployed.hours_pass(1)
    (run,) = deployed.analyze()
    said: Any = deployed.read(run["report"].split("/", 3)[3] + "/drift.json")
    assert said["records"] == 120
    assert said["unread"] == {
        "no JSON object": {"count": 1, "first": [f"s3://{bucket}/{key}:1"]},
    }  # fmt: skip
    assert json.dumps(said)

"""The operating verbs on Model Monitor's edition, and on an endpoint that was there before."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from operated import Operated, template

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rehearsal import EmbeddedAws

FAST = "--rate", "500"
GIVEN = {"EmailAddress": "someone@example.com"}


def test_model_monitors_reports_are_shown_with_both_verdicts_and_its_alerts_tried(
    aws: EmbeddedAws, tmp_path: Path
) -> None:
    stack = Operated(aws, aws.deploy(template("model-monitor"), GIVEN), tmp_path)
    at = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
    aws.clock(at)
    stack.told(
        "traffic", "--requests", "150", *FAST, "--seed", "1", "--drift", "channel=web",
        "--with-labels", "--at", f"{at:%FT%H}:00Z",
    )  # fmt: skip
    aws.sagemaker.flush_capture()
    later = at + dt.timedelta(hours=1)
    aws.clock(later)
    for schedule in ("DataQualitySchedule", "ModelQualitySchedule"):
        aws.sagemaker.run_monitoring(stack.outputs[schedule], at=later)

    data, quality, _ = stack.told("report")  # not recorded yet
    seen = {each["feature"]: each for each in data["features"]}
    assert data["records"] == quality["records"] == 150
    assert seen["channel"]["drifted"]
    assert seen["channel"]["modelMonitor"]["drifted"]
    assert seen["channel"]["p"] < 0.001
    assert quality["status"] == "clean"

    aws.strike()
    recorded, *_ = stack.told("report", "--html", "report.html")
    assert recorded["features"] == data["features"]
    assert "Edition: model-monitor" in (tmp_path / "report.html").read_text(encoding="utf-8")

    before = len(aws.mailbox())
    assert stack.go("alert-test", "--wait").returncode == 0
    assert len(aws.mailbox()) == before + 3
    aws.destroy()


def test_an_endpoint_that_was_there_gets_traffic_for_the_variant_that_is_watched(
    aws: EmbeddedAws, tmp_path: Path
) -> None:
    theirs = aws.deploy(template("drift-monitor"), {**GIVEN, "ModelName": "theirs"}, stack="other")
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="datasets")
    found = s3.get_object(Bucket=theirs["BucketName"], Key="model/baseline.csv")["Body"].read()
    s3.put_object(Bucket="datasets", Key="baseline.csv", Body=found)
    given = {
        **GIVEN,
        "ExistingEndpointName": theirs["EndpointName"],
        "VariantName": "AllTraffic",
        "BaselineDatasetUri": "s3://datasets/baseline.csv",
        "EnableModelQuality": "false",
    }
    stack = Operated(aws, aws.deploy(template("drift-monitor"), given), tmp_path)

    *_, traffic, _ = stack.told("traffic", "--requests", "20", *FAST)
    assert traffic["answered"] == 20
    assert traffic["rows"] == "s3://datasets/baseline.csv"
    stack.bucket = theirs["BucketName"]
    records: list[Any] = stack.captured()
    assert len(records) == 20
    said = stack.go("labels", str(_labels(tmp_path)))
    assert said.returncode == 1
    assert "compares no labels: EnableModelQuality is false" in said.stderr
    for each in ("monitor", "other"):
        aws.destroy(each)


def _labels(folder: Path) -> Path:
    file = folder / "labels.jsonl"
    file.write_text(json.dumps({"inference_id": "a", "label": 1}), encoding="utf-8")
    return file


def test_a_stack_that_is_none_of_ours_is_refused_in_words(aws: EmbeddedAws, tmp_path: Path) -> None:
    other = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    aws.deploy(json.dumps(other), {})
    stack = Operated(aws, {"BucketName": ""}, tmp_path)
    said = stack.go("traffic")
    assert said.returncode == 1
    assert "stack monitor: it monitors no model: it is none of ours" in said.stderr
    aws.destroy()

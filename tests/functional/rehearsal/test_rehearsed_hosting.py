"""Models and endpoints: what runs, what is refused, what is captured and counted."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from monitored import AT, HOUR, artefact, role

if TYPE_CHECKING:
    from monitored import Monitored


def captured(monitored: Monitored) -> list[dict[str, Any]]:
    monitored.aws.sagemaker.flush_capture()
    found = []
    for key in monitored.keys("capture/"):
        body = monitored.s3.get_object(Bucket="data", Key=key)["Body"].read().decode()
        found += [json.loads(line) for line in body.splitlines()]
    return found


def test_an_endpoint_runs_the_artefacts_own_code(monitored: Monitored) -> None:
    assert monitored.endpoint() == "InService"
    assert monitored.invoke("1,2\n3,4") == "6.0\n14.0"


def test_an_endpoint_needs_its_configuration(monitored: Monitored) -> None:
    with pytest.raises(ClientError, match="Could not find endpoint-config"):
        monitored.endpoint(config="none")


def test_an_endpoint_without_its_artefact_fails_with_the_reason(monitored: Monitored) -> None:
    monitored.model("empty", "s3://data/model/none.tar.gz")
    monitored.config("empty", "empty")
    assert monitored.endpoint(config="empty") == "Failed"
    found = monitored.sagemaker.describe_endpoint(EndpointName="endpoint")
    assert "NoSuchKey" in found["FailureReason"]


def test_a_model_that_cannot_be_loaded_fails_the_endpoint(monitored: Monitored) -> None:
    monitored.put("model/model.tar.gz", artefact("def model_fn(folder): raise OSError('no disk')"))
    assert monitored.endpoint() == "Failed"
    found = monitored.sagemaker.describe_endpoint(EndpointName="endpoint")
    assert "no disk" in found["FailureReason"]


def test_an_update_that_fails_leaves_the_old_configuration(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.model("empty", "s3://data/model/none.tar.gz")
    monitored.config("empty", "empty")
    monitored.sagemaker.update_endpoint(EndpointName="endpoint", EndpointConfigName="empty")
    assert monitored.settled() == "InService"
    found = monitored.sagemaker.describe_endpoint(EndpointName="endpoint")
    assert found["EndpointConfigName"] == "config"
    assert monitored.invoke("1") == "2.0"


def test_a_record_stands_in_the_hours_folder_in_the_documented_form(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.capture(AT, "1,2", InferenceId="order-7")
    (key,) = monitored.keys("capture/")
    folder, _, name = key.rpartition("/")
    assert folder == "capture/endpoint/AllTraffic/2026/11/23/09"
    assert re.fullmatch(r"\d\d-\d\d-\d{3}-[0-9a-f-]{36}\.jsonl", name)
    (record,) = captured(monitored)
    about = record.pop("eventMetadata")
    assert about["inferenceId"] == "order-7"
    assert re.fullmatch(r"2026-11-23T09:\d\d:\d\dZ", about["inferenceTime"])
    side = {"observedContentType": "text/csv", "encoding": "CSV"}
    assert record == {
        "captureData": {
            "endpointInput": {**side, "mode": "INPUT", "data": "1,2"},
            "endpointOutput": {**side, "mode": "OUTPUT", "data": "6.0"},
        },
        "eventVersion": "0",
    }


def test_without_content_types_everything_is_base64(monitored: Monitored) -> None:
    monitored.config("plain", CaptureContentTypeHeader=None)
    monitored.endpoint(config="plain")
    monitored.invoke("1,2")
    (record,) = captured(monitored)
    found = record["captureData"]["endpointInput"]
    assert (found["encoding"], base64.b64decode(found["data"])) == ("BASE64", b"1,2")


def test_a_quarter_of_the_traffic_is_captured_at_25_percent(monitored: Monitored) -> None:
    monitored.config("quarter", InitialSamplingPercentage=25)
    monitored.endpoint(config="quarter")
    for _ in range(8):
        monitored.invoke("1")
    assert len(captured(monitored)) == 2


def test_capture_is_written_under_the_models_role(monitored: Monitored) -> None:
    monitored.role = role(monitored.aws, "reader", "s3:GetObject")
    monitored.model("reading")
    monitored.config("reading", "reading")
    monitored.endpoint(config="reading")
    monitored.invoke("1")
    with pytest.raises(Exception, match=r"reader/.*is not authorized to perform: s3:PutObject"):
        monitored.aws.sagemaker.flush_capture()


def test_invocations_errors_and_latency_are_counted(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.invoke("1")
    with pytest.raises(ClientError, match=r"ModelError.*could not convert"):
        monitored.invoke("x")
    sums = {name: figure(monitored, name) for name in ("Invocations", "Invocation5XXErrors")}
    assert sums == {"Invocations": 2.0, "Invocation5XXErrors": 1.0}
    assert figure(monitored, "ModelLatency") > 1


def figure(monitored: Monitored, name: str) -> float:
    names = {"EndpointName": "endpoint", "VariantName": "AllTraffic"}
    now = dt.datetime.now(dt.UTC)
    found = monitored.aws.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker",
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in names.items()],
        StartTime=now - HOUR,
        EndTime=now + HOUR,
        Period=86400,
        Statistics=["Sum"],
    )
    return sum(point["Sum"] for point in found["Datapoints"])


def test_a_request_that_the_service_model_forbids_is_refused(monitored: Monitored) -> None:
    with pytest.raises(ClientError, match="must be one of"):
        monitored.config("wrong", CaptureOptions=[{"CaptureMode": "Inputs"}])
    with pytest.raises(ClientError, match="must match"):
        monitored.model("a_name")


def test_tags_are_kept_with_what_they_are_on(monitored: Monitored) -> None:
    arn = monitored.sagemaker.describe_model(ModelName="model")["ModelArn"]
    monitored.sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    found = monitored.sagemaker.list_tags(ResourceArn=arn)["Tags"]
    assert found == [{"Key": "a", "Value": "b"}]


def test_a_reset_forgets_everything(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.aws.reset()
    assert monitored.sagemaker.list_endpoints()["Endpoints"] == []
    assert monitored.s3.list_buckets()["Buckets"] == []

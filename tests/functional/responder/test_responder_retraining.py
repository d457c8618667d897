"""Retraining: what the pipeline gets, and how often it starts."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from responder_world import PIPELINE, Refusal, World

if TYPE_CHECKING:
    from collections.abc import Callable

DRIFT = "alarm_state_change_drift"
STARTED = f"Retraining was started: {PIPELINE}"


@pytest.fixture
def retraining(world: World) -> World:
    world.env["PIPELINE"] = PIPELINE
    return world


def _declare(world: World, *names: str) -> None:
    declared = [{"Name": name, "Type": "String"} for name in names]
    world.aws.definition = json.dumps({"Version": "2020-12-01", "Parameters": declared})


def _refusal(code: str) -> Callable[[dict[str, Any]], None]:
    def act(_: dict[str, Any]) -> None:
        raise Refusal(code, HTTPStatus.BAD_REQUEST)

    return act


def test_nothing_is_started_without_a_pipeline(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    assert world.aws.started == []
    assert "etraining was" not in world.aws.mails[0]["text"]


def test_the_pipeline_gets_the_parameters_that_it_declares(retraining: World) -> None:
    _declare(retraining, "EndpointName", "InstanceType", "DriftedFeatures", "ReportUri")
    place = retraining.report("01", "age", "income")
    retraining.tell(DRIFT)
    (started,) = retraining.aws.started
    assert started["PipelineName"] == PIPELINE
    assert started["PipelineParameters"] == [
        {"Name": "EndpointName", "Value": "demo-1a2b3c4d"},
        {"Name": "DriftedFeatures", "Value": "age,income"},
        {"Name": "ReportUri", "Value": f"s3://monitoring-bucket/{place}"},
    ]
    assert 32 <= len(started["ClientRequestToken"]) <= 128
    assert STARTED in retraining.aws.mails[0]["text"]


@pytest.mark.parametrize("definition", [None, "{}", '{"Parameters": []}'])
def test_a_pipeline_that_declares_nothing_gets_nothing(
    retraining: World, definition: str | None
) -> None:
    retraining.aws.definition = definition
    retraining.report("01", "age")
    retraining.tell(DRIFT)
    assert retraining.aws.started[0]["PipelineParameters"] == []


def test_within_the_cool_down_the_mail_says_why_nothing_was_started(retraining: World) -> None:
    retraining.env["COOL_DOWN_HOURS"] = "6"
    retraining.report("01", "age")
    retraining.tell(DRIFT)
    retraining.report("02", "age", "income")
    retraining.tell("run_recorded_violations")
    assert len(retraining.aws.started) == 1
    assert "not started: the last one began less than 6 h ago" in retraining.aws.mails[1]["text"]


def test_after_the_cool_down_new_drift_starts_it_again(retraining: World) -> None:
    retraining.report("01", "age")
    retraining.tell(DRIFT)
    retraining.now += 24 * 3600
    retraining.report("02", "age", "income")
    retraining.tell("run_recorded_violations")
    assert len(retraining.aws.started) == 2


def test_drift_without_a_report_starts_it_again_on_a_later_day(retraining: World) -> None:
    retraining.tell(DRIFT)
    retraining.tell("alarm_state_change_drift_ok")
    retraining.now += 25 * 3600
    later = World.load(DRIFT) | {"time": "2026-11-24T05:24:40Z"}
    retraining.tell(later, timestamp="2026-11-24T05:24:40.000+0000")
    assert len(retraining.aws.started) == 2


def test_other_violations_start_nothing(retraining: World) -> None:
    check = {"feature": "age", "check": "data_type_check", "description": "Only 99.6% is Integral."}
    retraining.report("01", violations=[check])
    retraining.tell("alarm_state_change_violations")
    assert retraining.aws.started == []


def test_a_race_between_two_alarms_starts_it_once(retraining: World) -> None:
    retraining.report("01", "age")
    retraining.aws.once(
        "DescribePipeline", lambda _: retraining.tell("alarm_state_change_violations") and None
    )
    retraining.tell(DRIFT)
    assert len(retraining.aws.started) == 1
    assert [STARTED in mail["text"] for mail in retraining.aws.mails] == [True]


def test_a_start_that_fails_is_in_the_mail_and_fails_the_function(retraining: World) -> None:
    retraining.report("01", "age")
    retraining.aws.once("StartPipelineExecution", _refusal("ResourceLimitExceeded"))
    with pytest.raises(ClientError, match="ResourceLimitExceeded"):
        retraining.tell(DRIFT)
    (mail,) = retraining.aws.mails
    assert "Retraining could not be started" in mail["text"]
    assert "ResourceLimitExceeded" in mail["text"]
    assert len(retraining.aws.events) == 1


def test_a_start_that_failed_does_not_begin_a_cool_down(retraining: World) -> None:
    retraining.report("01", "age")
    retraining.aws.once("DescribePipeline", _refusal("ResourceNotFound"))
    with pytest.raises(ClientError, match="ResourceNotFound"):
        retraining.tell(DRIFT)
    retraining.report("02", "age", "income")
    retraining.tell("run_recorded_violations")
    assert len(retraining.aws.started) == 1


def test_three_hundred_features_fit_into_a_parameter_as_whole_names(retraining: World) -> None:
    _declare(retraining, "DriftedFeatures")
    names = [f"feature_{rank:03}" for rank in range(300)]
    retraining.report("01", *names)
    retraining.tell(DRIFT)
    value = retraining.aws.started[0]["PipelineParameters"][0]["Value"]
    assert len(value) <= 1024
    assert value.split(",") == names[: len(value.split(","))]


def test_a_loss_of_model_quality_starts_it_too(retraining: World) -> None:
    _declare(retraining, "DriftedFeatures")
    place = "reports/model-quality/demo-1a2b3c4d/demo-1a2b3c4d-model-quality/2026/11/23/01"
    text = "Metric auc with 0.7131234567 +/- 0.0121 was LessThanThreshold '0.7813456789'"
    lost = {"feature": "auc", "check": "LessThanThreshold", "description": text}
    retraining.aws.keep(f"{place}/drift.json", {"violations": [lost], "features": []})
    retraining.aws.keep("state/model-quality.json", {"report": f"s3://monitoring-bucket/{place}"})
    assert retraining.tell("alarm_state_change_model_quality") == [
        "[prod] demo: a loss of model quality: auc"
    ]
    assert retraining.aws.started[0]["PipelineParameters"][0]["Value"] == "auc"
    (entry,) = retraining.aws.events
    assert entry["Detail"]["maxDistance"] == pytest.approx(0.0682222222)

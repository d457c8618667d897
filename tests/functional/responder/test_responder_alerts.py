"""From alarms and reports to e-mails, events and pipelines, through the real clients."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from responder_world import PIPELINE

from lambda_src.responder import told

if TYPE_CHECKING:
    from responder_world import World

DATA, QUALITY = "data-quality", "model-quality"
DRIFT, VIOLATIONS = "DriftedFeatures", "ConstraintViolations"
OPENED = "[prod] demo: DriftedFeatures rings: age"
RECOVERED = "[prod] demo: data-quality recovered"


@pytest.fixture
def ringing(world: World) -> World:
    world.report("01", "age")
    world.aws.ring(DRIFT, DATA)
    return world


def test_an_incident_opens_once_is_joined_and_is_over(ringing: World) -> None:
    assert ringing.strike() == [OPENED]
    assert "age: Baseline drift distance: 0.313" in ringing.aws.mails[0]["text"]
    ringing.aws.ring(VIOLATIONS, DATA)
    assert ringing.strike() == []
    ringing.report("02", "age", "zip")
    assert ringing.strike() == ["[prod] demo: also DriftedFeatures rings: zip"]
    ringing.aws.ring(DRIFT, DATA, "OK")
    assert ringing.strike() == []
    ringing.aws.ring(VIOLATIONS, DATA, "OK")
    assert ringing.strike() == [RECOVERED]
    assert ringing.strike() == []


def test_the_advice_is_the_alarms_own(ringing: World) -> None:
    ringing.strike()
    assert "\nLook at DriftedFeatures\n" in ringing.aws.mails[0]["text"]


def test_a_call_without_news_writes_nothing_but_the_runs_metrics(ringing: World) -> None:
    ringing.strike()
    written = list(ringing.aws.writes)
    assert ringing.strike() == []
    assert ringing.aws.writes == written


def test_every_monitor_has_an_incident_of_its_own(ringing: World) -> None:
    ringing.aws.ring("ModelLatency")
    ringing.aws.ring("RunFailures", "runs")
    assert sorted(ringing.strike()) == sorted(
        [
            OPENED,
            "[prod] demo: ModelLatency rings: endpoint",
            "[prod] demo: RunFailures rings: runs",
        ]
    )


def test_another_stacks_alarms_are_none_of_ours(ringing: World) -> None:
    others = [{"Name": "Endpoint", "Value": "other"}, {"Name": "Monitor", "Value": DATA}]
    ringing.aws.ring(DRIFT, DATA, Dimensions=others)
    assert ringing.strike() == []


def test_an_alarm_without_dimensions_is_none_of_ours(ringing: World) -> None:
    ringing.aws.alarms.append({"AlarmName": "monitoring-math", "StateValue": "ALARM"})
    assert ringing.strike() == [OPENED]


def test_drift_is_told_to_machines_with_the_report(ringing: World) -> None:
    ringing.strike()
    (event,) = ringing.aws.events
    assert (event["Source"], event["DetailType"]) == ("model-monitoring", "Drift Detected")
    feature = {"feature": "age", "distance": 0.3127, "threshold": 0.1}
    assert event["Detail"]["features"] == [feature]
    assert event["Detail"]["report"].endswith("/2026/11/23/01")


def test_the_log_has_what_was_sent(ringing: World, capsys: pytest.CaptureFixture[str]) -> None:
    ringing.strike()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["request"].get("Subject") for line in lines if "request" in line] == [OPENED, None]


# --- the outbox --------------------------------------------------------------------------------


def test_a_mail_that_is_refused_is_sent_by_a_later_call_and_once(ringing: World) -> None:
    ringing.aws.once("Publish", ringing.aws.refusal("ThrottledException"))
    with pytest.raises(Exception, match="ThrottledException"):
        ringing.strike()
    assert len(ringing.aws.events) == 1  # one failing item keeps no other back
    assert ringing.strike(10) == []  # whoever decided might still be at it
    assert ringing.strike(10) == [OPENED]
    assert ringing.strike(20) == []
    assert len(ringing.aws.events) == 1


def test_an_event_that_the_bus_refuses_is_kept(ringing: World) -> None:
    refused: dict[str, Any] = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "Throttled"}]}
    ringing.aws.once("PutEvents", lambda _: refused)
    with pytest.raises(RuntimeError, match="Throttled"):
        ringing.strike()
    ringing.strike(20)
    assert len(ringing.aws.events) == 1
    assert ringing.aws.state()["outbox"] == []


def test_what_is_refused_for_a_day_is_forgotten(ringing: World) -> None:
    ringing.aws.once("Publish", ringing.aws.refusal("NotFound"))
    with pytest.raises(Exception, match="NotFound"):
        ringing.strike()
    assert len(ringing.aws.state()["outbox"]) == 1
    assert ringing.strike(24 * 60 + 1) == []
    assert ringing.aws.state()["outbox"] == []


def test_who_loses_a_race_decides_again_and_sends_nothing_twice(ringing: World) -> None:
    def overtake(_: Any) -> None:
        state = ringing.aws.state()
        state["told"] = {DATA: ["age: baseline_drift_check"]}
        ringing.aws.keep("state/state.json", state)

    ringing.aws.once("PutObject", overtake)
    assert ringing.strike() == []
    assert ringing.aws.events == []
    assert ringing.aws.state()["told"][DATA] == ["age: baseline_drift_check"]


def test_a_write_that_is_refused_sends_nothing(ringing: World) -> None:
    ringing.aws.once("PutObject", ringing.aws.refusal("AccessDenied", 403))
    with pytest.raises(Exception, match="AccessDenied"):
        ringing.strike()
    assert ringing.aws.mails == []
    assert ringing.strike() == [OPENED]


# --- retraining --------------------------------------------------------------------------------


@pytest.fixture
def retraining(ringing: World) -> World:
    ringing.env[told.PIPELINE] = PIPELINE
    names = ["DriftedFeatures", "ReportUri", "Other"]
    ringing.aws.definition = json.dumps({"Parameters": [{"Name": name} for name in names]})
    return ringing


def test_the_pipeline_gets_what_it_declares_and_nothing_else(retraining: World) -> None:
    retraining.strike()
    (started,) = retraining.aws.started
    given = {each["Name"]: each["Value"] for each in started["PipelineParameters"]}
    assert given.keys() == {"DriftedFeatures", "ReportUri"}
    assert given["DriftedFeatures"] == "age"
    assert len(started["ClientRequestToken"]) >= 32
    assert f"Retraining starts: {PIPELINE}" in retraining.aws.mails[0]["text"]


def test_within_a_day_no_second_one_starts_whatever_the_monitor(retraining: World) -> None:
    retraining.strike()
    retraining.report("02", "auc", monitor=QUALITY)
    retraining.aws.ring(VIOLATIONS, QUALITY)
    retraining.report("02", "zip")
    retraining.strike()
    assert len(retraining.aws.started) == 1
    assert "Retraining waits" in retraining.aws.mails[-1]["text"]
    retraining.report("03", "income")
    retraining.strike(24 * 60)
    assert len(retraining.aws.started) == 2


def test_a_pipeline_that_does_not_start_is_tried_again_with_the_same_token(
    retraining: World,
) -> None:
    tokens: list[str] = []

    def lost(asked: dict[str, Any]) -> None:
        tokens.append(asked["ClientRequestToken"])
        retraining.aws.refusal("InternalFailure")(asked)

    retraining.aws.once("StartPipelineExecution", lost)
    with pytest.raises(Exception, match="InternalFailure"):
        retraining.strike()
    assert len(retraining.aws.mails) == 1
    retraining.strike(20)
    assert [one["ClientRequestToken"] for one in retraining.aws.started] == tokens


def test_names_are_cut_whole_where_a_value_may_not_be_longer(retraining: World) -> None:
    retraining.report("02", *(f"feature_{rank:04}" for rank in range(200)))
    retraining.strike()
    value = retraining.aws.started[0]["PipelineParameters"][0]["Value"]
    assert 1000 < len(value) <= 1024
    assert all(len(name) == len("feature_0000") for name in value.split(","))


def test_a_pipeline_that_declares_nothing_is_started_without_parameters(retraining: World) -> None:
    retraining.aws.definition = None
    retraining.strike()
    assert retraining.aws.started[0]["PipelineParameters"] == []

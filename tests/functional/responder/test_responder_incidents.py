"""Incidents from alarm to recovery, through the real clients and the bucket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest
    from responder_world import World

DRIFT, VIOLATIONS = "alarm_state_change_drift", "alarm_state_change_violations"
OPENED = "[prod] demo: data drift: age, income"


def test_the_first_alarm_opens_with_one_mail_that_names_the_features(world: World) -> None:
    world.report("01", "age", "income")
    assert world.tell(DRIFT) == [OPENED]
    text = world.aws.mails[0]["text"]
    assert "  age: distance 0.313, threshold 0.1\n  income: distance" in text
    assert "steady" not in text


def test_a_second_alarm_on_the_same_report_is_silent(world: World) -> None:
    world.report("01", "age", "income")
    world.tell(DRIFT)
    assert world.tell(VIOLATIONS) == []


def test_a_second_alarm_without_a_report_is_silent_too(world: World) -> None:
    assert world.tell(DRIFT) == ["[prod] demo: data drift: data-quality"]
    assert world.tell(VIOLATIONS) == []
    assert "Newest report: none" in world.aws.mails[0]["text"]
    assert "DriftedFeatures: 3, threshold 0" in world.aws.mails[0]["text"]


def test_the_same_event_twice_changes_nothing(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    written = list(world.aws.writes)
    assert world.tell(DRIFT) == []
    assert world.aws.writes == written


def test_new_features_of_the_next_report_are_told_once_in_one_mail(world: World) -> None:
    world.report("01", "age", "income")
    world.tell(DRIFT)
    world.report("02", "age", "tenure", "zip")
    assert world.tell("run_recorded_violations") == ["[prod] demo: also data drift: tenure, zip"]
    assert world.tell("run_recorded_violations") == []
    world.report("03", "age", "income")
    run = _run(world, "03")
    assert world.tell(run) == []


def test_a_report_older_than_the_newest_one_adds_nothing(world: World) -> None:
    world.report("02", "age")
    world.tell(DRIFT)
    assert world.tell("run_recorded_violations") == []
    world.report("01", "late")
    assert world.tell(_run(world, "01")) == []


def test_a_run_with_violations_opens_nothing_without_an_alarm(world: World) -> None:
    world.report("02", "age")
    assert world.tell("run_recorded_violations") == []
    assert world.aws.events == []


def test_a_run_adds_no_features_to_an_incident_that_only_a_failed_run_opened(world: World) -> None:
    world.tell("alarm_state_change_run_failures")
    world.report("02", "age")
    assert world.tell("run_recorded_violations") == []
    assert world.tell(DRIFT, timestamp="2026-11-23T03:00:00.000+0000") == [
        "[prod] demo: data drift: age"
    ]


def test_one_recovery_follows_when_the_last_alarm_is_ok(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    world.tell(VIOLATIONS)
    assert world.tell("alarm_state_change_drift_ok") == []
    assert world.tell("alarm_state_change_violations_ok") == ["[prod] demo: data-quality recovered"]
    assert "  age: baseline_drift_check" in world.aws.mails[-1]["text"]
    assert world.tell("alarm_state_change_violations_ok") == []


def test_no_recovery_comes_without_an_opening(world: World) -> None:
    assert world.tell("alarm_state_change_drift_ok") == []
    assert world.aws.mails == []


def test_an_alarm_that_arrives_after_its_own_end_opens_nothing(world: World) -> None:
    world.report("01", "age")
    world.tell("alarm_state_change_drift_ok")
    assert world.tell(DRIFT) == []


def test_an_end_that_arrives_after_the_next_alarm_does_not_recover(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT, timestamp="2026-11-23T04:24:40.000+0000")
    assert world.tell("alarm_state_change_drift_ok") == []


def test_missing_data_neither_recovers_nor_hides_the_recovery(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    assert world.tell("alarm_state_change_insufficient_data") == []
    assert world.tell("alarm_state_change_drift_ok") == ["[prod] demo: data-quality recovered"]


def test_a_run_without_data_says_nothing(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    assert world.tell("run_recorded_no_data") == []


def test_a_second_incident_tells_the_same_feature_again(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    world.tell("alarm_state_change_drift_ok")
    assert world.tell(DRIFT, timestamp="2026-11-23T05:24:40.000+0000") == [
        "[prod] demo: data drift: age"
    ]


def test_a_failed_run_is_an_incident_of_the_runs_and_gives_its_reason(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    assert world.tell("run_recorded_failed") == []
    assert world.tell("alarm_state_change_run_failures") == ["[prod] demo: a failed run: runs"]
    assert "Reason given: AlgorithmError: Error: Encoding mismatch" in world.aws.mails[-1]["text"]


def test_the_endpoint_the_data_and_the_quality_are_incidents_of_their_own(world: World) -> None:
    world.report("01", "age")
    world.tell(DRIFT)
    assert world.tell("alarm_state_change_latency") == ["[prod] demo: slow answers: endpoint"]
    assert world.tell("alarm_state_change_errors") == ["[prod] demo: also server errors: endpoint"]
    assert world.tell("alarm_state_change_model_quality") == [
        "[prod] demo: a loss of model quality: model-quality"
    ]


def test_a_broken_report_does_not_cost_the_mail(world: World) -> None:
    place = world.report("01", "age")
    world.aws.keep(f"{place}/drift.json", b'{"features": [')
    assert world.tell(DRIFT) == ["[prod] demo: data drift: data-quality"]


def test_without_drift_json_the_violations_of_model_monitor_are_told(world: World) -> None:
    place = world.report("01", "age")
    del world.aws.objects[f"{place}/drift.json"]
    text = "Baseline drift distance: 0.2711598746081505 exceeds threshold: 0.1"
    violation = {"feature_name": "zip", "constraint_check_type": "baseline_drift_check"}
    world.aws.keep(
        f"{place}/constraint_violations.json", {"violations": [violation | {"description": text}]}
    )
    assert world.tell(DRIFT) == ["[prod] demo: data drift: zip"]
    detail = world.aws.events[0]["Detail"]
    assert detail["features"] == [
        {"feature": "zip", "distance": 0.2711598746081505, "threshold": 0.1}
    ]


def test_three_hundred_features_make_one_short_mail_and_one_whole_event(world: World) -> None:
    world.report("01", *(f"feature_{rank:03}" for rank in range(300)))
    assert world.tell(DRIFT) == [
        "[prod] demo: data drift: feature_000, feature_001, feature_002, and 297 more"
    ]
    text = world.aws.mails[0]["text"]
    assert text.count("distance") == 10
    assert "\nand 290 more\n" in text
    assert len(world.aws.events[0]["Detail"]["features"]) == 300


def test_every_mail_is_one_line_of_json_in_the_log(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.report("01", "age", "income")
    world.tell(DRIFT)
    world.tell("alarm_state_change_drift_ok")
    opened, recovered = map(json.loads, capsys.readouterr().out.splitlines())
    assert opened == {
        "event": "alert",
        "time": "2026-11-23T01:24:40Z",
        "environment": "prod",
        "endpoint": "demo-1a2b3c4d",
        "monitor": "data-quality",
        "kind": "opened",
        "subject": OPENED,
    }
    assert recovered["kind"] == "recovered"


def test_the_drift_event_is_the_documented_one(world: World) -> None:
    place = world.report("01", "age")
    world.tell(DRIFT)
    assert world.aws.events == [
        {
            "Source": "model-monitoring",
            "DetailType": "Drift Detected",
            "Detail": {
                "stack": "monitoring",
                "model": "demo",
                "environment": "prod",
                "endpoint": "demo-1a2b3c4d",
                "monitor": "data-quality",
                "features": [{"feature": "age", "distance": 0.3127, "threshold": 0.1}],
                "maxDistance": 0.3127,
                "report": f"s3://monitoring-bucket/{place}",
                "window": ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"],
                "records": 1234,
            },
        }
    ]


def test_no_drift_event_follows_from_other_violations(world: World) -> None:
    type_check = {"feature": "age", "check": "data_type_check", "description": "Only 99.6% is"}
    world.report("01", violations=[type_check])
    assert world.tell(VIOLATIONS) == ["[prod] demo: violated constraints: age"]
    assert world.aws.events == []


def _run(world: World, hour: str) -> dict[str, Any]:
    run = world.load("run_recorded_violations")
    run["detail"]["scheduled"] = f"2026-11-23T{hour}:00:00Z"
    run["detail"]["report"] = run["detail"]["report"][:-2] + hour
    return run

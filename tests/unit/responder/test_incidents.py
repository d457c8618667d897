"""What is news: pure decisions over alarms, a report, and what was told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_src.responder.incidents import news

DRIFT, VIOLATIONS, FAILURES = "DriftedFeatures", "ConstraintViolations", "RunFailures"


def alarm(metric: str, state: str = "ALARM", *figures: float) -> dict[str, Any]:
    data = json.dumps({"recentDatapoints": figures or [1.0]})
    return {"MetricName": metric, "StateValue": state, "StateReasonData": data, "Threshold": 0.0}


def report(*features: str) -> dict[str, Any]:
    said = "Baseline drift distance: 0.4 exceeds threshold: 0.1"
    check = {"constraint_check_type": "baseline_drift_check", "description": said}
    return {"violations": [{"feature_name": feature, **check} for feature in features]}


def keys(found: Any) -> tuple[str, list[str]]:
    return found[0], [key.split(":")[0] for key in found[1]]


def test_the_first_alarm_opens_with_all_that_the_report_says() -> None:
    told: list[str] = []
    assert keys(news([alarm(DRIFT)], report("age", "income"), told)) == (
        "opened",
        ["age", "income"],
    )
    assert len(told) == 2


def test_a_second_alarm_on_the_same_report_is_no_news() -> None:
    told: list[str] = []
    news([alarm(DRIFT), alarm(VIOLATIONS, "OK")], report("age"), told)
    assert news([alarm(DRIFT), alarm(VIOLATIONS)], report("age"), told) is None


def test_what_newly_joins_is_an_update_and_told_once() -> None:
    told: list[str] = []
    news([alarm(DRIFT)], report("age"), told)
    assert keys(news([alarm(DRIFT)], report("age", "zip"), told)) == ("update", ["zip"])
    assert news([alarm(DRIFT)], report("zip"), told) is None


def test_an_alarm_that_no_report_explains_speaks_for_itself() -> None:
    assert keys(news([alarm(DRIFT)], {}, [])) == ("opened", [DRIFT])
    assert keys(news([alarm(FAILURES)], {}, [])) == ("opened", [FAILURES])


def test_an_alarm_that_speaks_for_itself_says_its_worst_figure_and_its_threshold() -> None:
    slow = alarm("ModelLatency", "ALARM", 5, 1_834_211) | {"Threshold": 1_000_000.0}
    found = news([slow], {}, [])
    assert found
    line = "ModelLatency: 1,834,211, threshold 1,000,000"
    assert found[1] == {"ModelLatency": {"metric": "ModelLatency", "line": line}}


def test_an_alarm_that_outlives_its_report_says_nothing_new() -> None:
    told = ["age: baseline_drift_check"]
    assert news([alarm(DRIFT)], {}, told) is None
    assert told


def test_a_report_alone_opens_nothing() -> None:
    assert news([alarm(DRIFT, "OK")], report("age"), []) is None


def test_when_no_alarm_lasts_it_is_over_once() -> None:
    told = ["age: baseline_drift_check"]
    found = news([alarm(DRIFT, "OK"), alarm(VIOLATIONS, "INSUFFICIENT_DATA")], {}, told)
    assert keys(found) == ("recovered", ["age"])
    assert told == []
    assert news([alarm(DRIFT, "OK")], {}, told) is None


def test_as_long_as_one_alarm_lasts_it_is_not_over() -> None:
    told = ["age: baseline_drift_check"]
    assert news([alarm(DRIFT, "OK"), alarm(VIOLATIONS)], {}, told) is None


@pytest.mark.parametrize("states", [["INSUFFICIENT_DATA"], []])
def test_alarms_without_data_have_not_recovered(states: list[str]) -> None:
    told = ["age: baseline_drift_check"]
    assert news([alarm(DRIFT, state) for state in states], {}, told) is None


def test_an_alarm_that_rings_for_want_of_figures_is_not_told() -> None:
    silent = alarm("HoursSinceLastReport") | {"StateReasonData": '{"recentDatapoints":[]}'}
    assert news([silent], {}, []) is None


def test_an_alarm_that_a_person_has_set_is_told() -> None:
    by_hand = {"MetricName": "ModelLatency", "StateValue": "ALARM", "Threshold": 1.0}
    found = news([by_hand], {}, [])
    assert keys(found) == ("opened", ["ModelLatency"])
    assert found
    assert found[1]["ModelLatency"]["line"] == "ModelLatency: no data, threshold 1"

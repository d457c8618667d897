"""Decisions over an incident's state, one event after the other."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from lambda_src.responder.incidents import blank, join, on_alarm, on_run

AGE = {"age: drift": {"topic": "DriftedFeatures", "feature": "age", "line": "age"}}
ZIP = {"zip: drift": {"topic": "DriftedFeatures", "feature": "zip", "line": "zip"}}


def alarm(
    state: dict[str, Any], metric: str, value: str, minute: int, found: dict[str, Any] | None = None
) -> str | None:
    read = ("data-quality", metric, f"{metric}: 1, threshold 0")
    change = {"value": value, "timestamp": f"2026-11-23T01:{minute:02}:00.000+0000"}
    news = on_alarm(state, read, change, found or {})
    return news[0] if news else None


def test_what_was_told_is_not_told_again() -> None:
    state = blank()
    assert join(state, AGE) == ("opened", AGE)
    assert join(state, AGE | ZIP) == ("update", ZIP)
    assert join(state, AGE | ZIP) is None


def test_a_repeated_event_tells_nothing_even_when_the_report_has_grown() -> None:
    state = blank()
    alarm(state, "DriftedFeatures", "ALARM", 1, AGE)
    assert alarm(state, "DriftedFeatures", "ALARM", 1, AGE | ZIP) is None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_events_come_the_newest_decides(order: tuple[int, ...]) -> None:
    state = blank()
    values = ["ALARM", "OK", "ALARM"]
    kinds = [alarm(state, "RunFailures", values[minute], minute) for minute in order]
    assert state["alarms"]["RunFailures"][0] == "ALARM"
    assert state["told"] == ["RunFailures"]
    assert kinds.count("opened") - kinds.count("recovered") == 1


def test_an_alarm_with_nothing_new_in_its_report_joins_in_silence() -> None:
    state = blank()
    assert alarm(state, "DriftedFeatures", "ALARM", 1, AGE) == "opened"
    assert alarm(state, "ConstraintViolations", "ALARM", 2, AGE) is None
    assert alarm(state, "DriftedFeatures", "OK", 3) is None
    assert alarm(state, "ConstraintViolations", "OK", 4) == "recovered"


def test_another_kind_of_trouble_is_an_update() -> None:
    state = blank()
    assert alarm(state, "DriftedFeatures", "ALARM", 1, AGE) == "opened"
    assert alarm(state, "HoursSinceLastReport", "ALARM", 2) == "update"
    assert alarm(state, "RunFailures", "ALARM", 3) == "update"


def test_a_drift_alarm_without_a_report_still_joins_a_failed_run() -> None:
    state = blank()
    alarm(state, "RunFailures", "ALARM", 1)
    assert alarm(state, "DriftedFeatures", "ALARM", 2) == "update"


@pytest.mark.parametrize("status", ["clean", "no-data", "too-few-records"])
def test_a_run_without_findings_changes_nothing(status: str) -> None:
    state = blank()
    alarm(state, "DriftedFeatures", "ALARM", 1, AGE)
    run = {"status": status, "scheduled": "2026-11-23T02:00:00Z", "reason": ""}
    assert on_run(state, run, {}) is None
    assert state["told"] == list(AGE)


def test_the_reason_of_the_newest_failed_run_is_kept() -> None:
    state = blank()
    for hour, reason in (("03", "new"), ("02", "old")):
        run = {"status": "failed", "scheduled": f"2026-11-23T{hour}:00:00Z", "reason": reason}
        assert on_run(state, run, {}) is None
    assert state["reason"] == "new"

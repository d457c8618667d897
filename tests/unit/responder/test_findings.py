"""Findings: from reports and from alarms, in figures that a person reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_src.responder.findings import number, of_alarm, of_report, plain

EVENTS = Path(__file__).parents[2] / "events"


def alarm(name: str) -> dict[str, Any]:
    event = json.loads((EVENTS / f"alarm_state_change_{name}.json").read_text("utf-8"))
    return dict(event["detail"])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (0.3127, "0.313"),
        (99.64592817400101, "99.6"),
        (1834.2115, "1,834"),
        (-0.25, "-0.25"),
        (100.0, "100"),
    ],
)
def test_figures_are_rounded_as_a_person_would(value: float, written: str) -> None:
    assert number(value) == written


def test_a_description_keeps_its_words_and_loses_its_digits() -> None:
    text = "Metric f0_5 with 0.7131234567 +/- 0.0121 was LessThanThreshold '0.7813456789'"
    assert plain(text) == "Metric f0_5 with 0.713 +/- 0.0121 was Less than '0.781'"


def test_the_worst_drift_comes_first_and_what_did_not_drift_is_left_out() -> None:
    features = [
        {"feature": "a", "distance": 0.2, "threshold": 0.1, "drifted": True},
        {"feature": "b", "distance": None, "threshold": None, "drifted": False},
        {"feature": "c", "distance": 0.9, "threshold": 0.1, "drifted": True},
    ]
    found = of_report({"features": features}, "data-quality")
    assert [item["feature"] for item in found.values()] == ["c", "a"]


def test_drift_and_the_violation_that_says_the_same_are_one_finding() -> None:
    feature = {"feature": "age", "distance": 0.31, "threshold": 0.1, "drifted": True}
    text = "Baseline drift distance: 0.31 exceeds threshold: 0.1"
    violation = {"feature": "age", "check": "baseline_drift_check", "description": text}
    found = of_report({"features": [feature], "violations": [violation]}, "data-quality")
    assert list(found) == ["age: baseline_drift_check"]


def test_two_checks_of_one_feature_are_two_findings() -> None:
    both = [
        {"feature": "age", "check": check, "description": ""}
        for check in ("data_type_check", "completeness_check")
    ]
    found = of_report({"violations": both}, "data-quality")
    assert list(found) == ["age: data_type_check", "age: completeness_check"]
    assert {item["topic"] for item in found.values()} == {"ConstraintViolations"}


def test_a_model_quality_violation_of_the_service_is_known_by_its_metric() -> None:
    text = "Metric auc with 0.71 +/- NaN was LessThanThreshold '0.78'"
    violation = {
        "constraint_check_type": "LessThanThreshold",
        "description": text,
        "metric_name": "auc",
    }
    (finding,) = of_report({"violations": [violation]}, "model-quality").values()
    assert finding["feature"] == "auc"
    assert finding["topic"] == "model-quality"
    assert finding["distance"] == pytest.approx(0.07)


@pytest.mark.parametrize("report", [{}, {"features": [], "violations": []}])
def test_a_clean_or_missing_report_has_no_findings(report: dict[str, Any]) -> None:
    assert of_report(report, "data-quality") == {}


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("drift", ("data-quality", "DriftedFeatures", "DriftedFeatures: 3, threshold 0")),
        ("latency", ("endpoint", "ModelLatency", "ModelLatency: 1,834 ms, threshold 1,000 ms")),
        (
            "errors",
            ("endpoint", "Invocation5XXErrors", "Invocation5XXErrors: 12.5 %, threshold 5 %"),
        ),
        (
            "silence",
            (
                "runs",
                "HoursSinceLastReport",
                "HoursSinceLastReport: 3.5 h, threshold 3 h",
            ),
        ),
        (
            "silence_no_data",
            (
                "runs",
                "HoursSinceLastReport",
                "HoursSinceLastReport: no data, threshold 3 h",
            ),
        ),
        ("set_by_hand", ("endpoint", "ModelLatency", "ModelLatency: trying the alert")),
    ],
)
def test_an_alarm_says_its_worst_figure_in_units_of_people(
    name: str, read: tuple[str, str, str]
) -> None:
    assert of_alarm(alarm(name)) == read

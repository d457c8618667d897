"""Findings: from reports and from alarms, in figures that a person reads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_src.responder.findings import newest, number, of_report


def violation(feature: str, check: str, description: str) -> dict[str, str]:
    return {
        "feature_name": feature,
        "constraint_check_type": check,
        "description": description,
    }


def drift(feature: str, far: float) -> dict[str, str]:
    said = f"Baseline drift distance: {far} exceeds threshold: 0.1"
    return violation(feature, "baseline_drift_check", said)


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


def test_the_farthest_comes_first_with_its_distance_and_threshold() -> None:
    found = of_report({"violations": [drift("a", 0.2), drift("c", 0.912345678)]})
    assert [item["feature"] for item in found.values()] == ["c", "a"]
    assert found["c: baseline_drift_check"] == {
        "metric": "DriftedFeatures",
        "line": "c: Baseline drift distance: 0.912 exceeds threshold: 0.1 (baseline_drift_check)",
        "feature": "c",
        "distance": 0.912345678,
        "threshold": 0.1,
    }


def test_two_checks_of_one_feature_are_two_findings() -> None:
    both = [violation("age", check, "") for check in ("data_type_check", "completeness_check")]
    found = of_report({"violations": both})
    assert list(found) == ["age: data_type_check", "age: completeness_check"]
    assert {item["metric"] for item in found.values()} == {"ConstraintViolations"}


def test_a_model_quality_violation_of_the_service_is_known_by_its_metric() -> None:
    text = "Metric auc with 0.71 +/- NaN was LessThanThreshold '0.78'"
    said = {"constraint_check_type": "LessThanThreshold", "description": text, "metric_name": "auc"}
    (finding,) = of_report({"violations": [said]}).values()
    assert finding["feature"] == "auc"
    assert finding["metric"] == "ConstraintViolations"
    assert finding["distance"] == pytest.approx(0.07)


@pytest.mark.parametrize("report", [{}, {"features": [], "violations": []}])
def test_a_clean_or_missing_report_has_no_findings(report: dict[str, Any]) -> None:
    assert of_report(report) == {}


@pytest.mark.parametrize("figures", [[], [1.0, 2.0]])
def test_an_alarm_has_the_figures_for_which_it_changed(figures: list[float]) -> None:
    assert newest({"StateReasonData": json.dumps({"recentDatapoints": figures})}) == figures


def test_an_alarm_that_a_person_has_set_has_no_figures_at_all() -> None:
    assert newest({"MetricName": "ModelLatency", "Threshold": 1.0}) is None

"""From a run's report to the alarm and back to recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from deployed import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployed import Deployed

pytestmark = pytest.mark.xdist_group("end to end")
TWO = "CompletedWithViolations: Job completed successfully with 2 violations."


def statistics(count: int, **shift: float) -> dict[str, Any]:
    features = [
        {
            "name": name,
            "inferred_type": "Fractional",
            "numerical_statistics": {
                "distribution": {
                    "kll": {"sketch": {"data": [[20 + by + n / 30 for n in range(count)]]}}
                }
            },
        }
        for name, by in shift.items()
    ]
    return {"version": 0.0, "dataset": {"item_count": count}, "features": features}


DRIFTED = {
    "statistics": statistics(1000, age=30.0),
    "constraint_violations": {
        "violations": [
            {
                "feature_name": name,
                "constraint_check_type": "baseline_drift_check",
                "description": f"Baseline drift distance: {far} exceeds threshold: 0.1",
            }
            for name, far in (("age", 0.61), ("income", 0.3))
        ]
    },
}


def test_drift_raises_the_alarm_and_a_clean_run_recovers_it(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.run("CompletedWithViolations", files=DRIFTED, said=TWO)
    deployed.strike()
    assert deployed.figures("ConstraintViolations") == [2.0]
    assert deployed.figures("MaxDriftDistance") == [0.61]
    assert eventually(lambda: deployed.alarm("DriftAlarm") == "ALARM")
    (opened,) = deployed.mails(1)
    assert opened["Subject"] == "[dev] demo: data drift: age, income"
    assert "age: distance 0.61, threshold 0.1" in opened["Message"]
    deployed.run("Completed", files={"statistics": statistics(1000, age=0.0)})
    deployed.strike()
    assert eventually(lambda: deployed.alarm("DriftAlarm") == "OK", seconds=60)
    (recovered,) = deployed.mails(1)
    assert recovered["Subject"] == "[dev] demo: data-quality recovered"


def test_a_failed_run_is_seen_without_any_event(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.run("Failed", reason="AlgorithmError: Encoding mismatch")
    deployed.strike()
    assert deployed.figures("RunFailures", "runs") == [1.0]


def test_a_run_without_traffic_is_no_failure(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.run("Failed", reason="Job inputs had no data")
    deployed.strike()
    assert deployed.figures("RunFailures", "runs") == [0.0]
    assert deployed.figures("CapturedRecords") == [0.0]


def test_the_silence_metric_has_a_value_from_the_beginning(stack: Callable[..., Deployed]) -> None:
    assert stack().figures("HoursSinceLastReport", "runs") == [0.0]

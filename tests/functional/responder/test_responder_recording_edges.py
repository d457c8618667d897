"""What a recorder meets once a year: old runs, odd reports, endpoints that were there before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_responder_recording import DATA, DRIFTED, HOUR, QUALITY, TWO, Runs, statistics

if TYPE_CHECKING:
    from responder_world import World

CLEAN = {"statistics": statistics(500, age=0.0)}


@pytest.fixture
def runs(world: World) -> Runs:
    return Runs(world)


def test_traffic_from_before_the_first_tick_waits_for_nothing(runs: Runs) -> None:
    runs.aws.traffic = [runs.now - day * 24 * HOUR for day in range(1, 7)]
    runs.record()
    assert runs.figures("runs")["HoursSinceLastReport"] == 0


def test_a_violations_file_left_behind_makes_no_drift_of_a_completed_run(runs: Runs) -> None:
    runs.add(DATA, 0, "Completed", files=CLEAN | {"constraint_violations": DRIFTED})
    (told,) = runs.record()
    assert runs.figures(DATA)["DriftedFeatures"] == 0
    assert told["violations"] == []


def test_violations_that_cannot_be_read_are_no_recovery_from_drift(runs: Runs) -> None:
    files = CLEAN | {"constraint_violations": b'{"violations": ['}
    runs.add(DATA, 0, "CompletedWithViolations", files=files, said=TWO)
    (told,) = runs.record()
    assert told["status"] == "failed"
    assert "DriftedFeatures" not in runs.figures(DATA)


def test_a_missing_baseline_leaves_the_runs_own_verdict(runs: Runs) -> None:
    for name in ("statistics", "constraints"):
        del runs.aws.objects[f"baseline/data-quality/{name}.json"]
    files = CLEAN | {"constraint_violations": DRIFTED}
    runs.add(DATA, 0, "CompletedWithViolations", files=files, said=TWO)
    (told,) = runs.record()
    assert told["status"] == "violations"
    assert runs.figures(DATA)["DriftedFeatures"] == 1


@pytest.mark.parametrize(
    "odd",
    [
        b"[]",
        b'{"dataset": null}',
        {"dataset": {"item_count": "many"}, "features": []},
        {"dataset": {"item_count": 500}, "features": [None]},
        {"dataset": {"item_count": 500}, "features": {"age": {}}},
    ],
)
def test_a_report_of_another_shape_blocks_nothing(runs: Runs, odd: Any) -> None:
    runs.add(DATA, 0, "Completed", files={"statistics": odd})
    runs.add(DATA, 1, "Completed", files=CLEAN)
    assert [told["status"] for told in runs.record()] == ["failed", "clean"]


def test_a_figure_without_end_is_no_metric(runs: Runs) -> None:
    metrics = {
        "r2": {"value": float("-inf")},
        "mae": {"value": 0.5},
        "mse": {"value": float("nan")},
    }
    found = {"dataset": {"item_count": 5}, "regression_metrics": metrics}
    runs.add(QUALITY, 0, "Completed", files={"statistics": found})
    runs.record()
    assert {"r2", "mae", "mse"} & runs.figures(QUALITY).keys() == {"mae"}


@pytest.mark.parametrize(
    "reason",
    [
        "AlgorithmError: column age has no data type",
        "ClientError: No space left on device while merging ground truth",
    ],
)
def test_a_failure_that_only_sounds_like_no_data_is_a_failure(runs: Runs, reason: str) -> None:
    runs.add(DATA, 0, "Failed", reason=reason)
    (told,) = runs.record()
    assert told["status"] == "failed"


@pytest.mark.parametrize(
    "reason",
    [
        "Job inputs had no data",
        'No S3 objects found under S3 URL "s3://b/ground-truth" given in input data source',
        "No ground truth found for the window",
        "Ground truth data not found",
    ],
)
def test_a_window_with_nothing_to_compare_is_no_failure(runs: Runs, reason: str) -> None:
    runs.add(QUALITY, 0, "Failed", reason=reason)
    (told,) = runs.record()
    assert told["status"] == "no-data"


def test_runs_too_old_for_cloudwatch_are_left_out(runs: Runs) -> None:
    runs.add(DATA, -24 * 15, "Completed", files=CLEAN)
    runs.add(DATA, 0, "Completed", files=CLEAN)
    assert len(runs.record()) == 1


def test_a_state_that_is_no_json_is_written_anew(runs: Runs) -> None:
    runs.aws.keep(f"state/{DATA}.json", b'{"scheduled"')
    runs.add(DATA, 0, "Completed", files=CLEAN)
    assert len(runs.record()) == 1
    assert runs.record() == []


def test_a_stopped_run_is_neither_told_nor_published_nor_seen_again(runs: Runs) -> None:
    runs.add(DATA, 0, "Stopped")
    assert runs.record() == []
    assert runs.figures(DATA) == {}
    assert runs.aws.state(DATA)["scheduled"] == "2026-11-23T01:00:00Z"

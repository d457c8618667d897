"""Finished runs become metrics, once, by their own status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from recorded_runs import DATA, DRIFTED, HOUR, QUALITY, START, TWO, Runs, statistics

from lambda_src.responder import told

if TYPE_CHECKING:
    from responder_world import World


@pytest.fixture
def runs(world: World, capsys: pytest.CaptureFixture[str]) -> Runs:
    return Runs(world, capsys)


@pytest.fixture
def drifted(runs: Runs) -> Runs:
    files = {"statistics": statistics(500, age=200.0), "constraint_violations": DRIFTED}
    runs.add(DATA, 0, "CompletedWithViolations", files=files, said=TWO)
    return runs


def test_a_clean_run_publishes_zeros_so_that_alarms_recover(runs: Runs) -> None:
    runs.add(DATA, 0, "Completed", files={"statistics": statistics(500, age=0.0)})
    (told,) = runs.record()
    assert told["status"] == "clean"
    assert runs.figures(DATA) == {
        "RunFailures": 0,
        "CapturedRecords": 500,
        "DriftedFeatures": 0,
        "MaxDriftDistance": 0,
        "ConstraintViolations": 0,
    }


def test_a_run_with_violations_counts_them_and_measures_the_drift(drifted: Runs) -> None:
    (told,) = drifted.record()
    figures = drifted.figures(DATA)
    assert (figures["ConstraintViolations"], figures["DriftedFeatures"]) == (2, 1)
    assert figures["MaxDriftDistance"] == 0.4
    assert told["window"] == ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"]


def test_the_count_is_the_runs_own_even_when_the_list_is_missing(runs: Runs) -> None:
    said = "CompletedWithViolations: Job completed successfully with 60 violations."
    runs.add(DATA, 0, "CompletedWithViolations", files={"statistics": statistics(500)}, said=said)
    runs.record()
    assert runs.figures(DATA)["ConstraintViolations"] == 60


def test_a_run_that_completed_without_violations_has_none_whatever_lies_about(runs: Runs) -> None:
    files = {"statistics": statistics(500), "constraint_violations": DRIFTED}
    runs.add(DATA, 0, "Completed", files=files)
    runs.record()
    assert runs.figures(DATA)["ConstraintViolations"] == 0


def test_drift_json_stands_beside_the_report_afterwards(runs: Runs) -> None:
    files = {"statistics": statistics(500, age=200.0), "constraint_violations": DRIFTED}
    place = runs.add(DATA, 0, "CompletedWithViolations", files=files, said=TWO)
    runs.record()
    written = json.loads(runs.aws.objects[f"{place}/drift.json"][0])
    assert written["features"] == [
        {"feature": "age", "distance": 0.4, "threshold": 0.1, "drifted": True}
    ]
    assert written["records"] == 500


def test_a_run_is_recorded_once(drifted: Runs) -> None:
    drifted.record()
    published = [item for item in drifted.aws.metrics if "Timestamp" in item]
    assert drifted.record() == []
    again = [item for item in drifted.aws.metrics if item["MetricName"] == "ConstraintViolations"]
    assert len(again) == 1
    assert published


def test_a_repetition_after_a_crash_gives_the_same_values_at_the_same_times(drifted: Runs) -> None:
    drifted.aws.once("DescribeAlarms", drifted.aws.refusal("InternalFailure"))
    with pytest.raises(Exception, match="InternalFailure"):
        drifted.record()
    of_data = [item for item in drifted.aws.metrics if item["Dimensions"][1]["Value"] == DATA]
    drifted.record()
    again = [item for item in drifted.aws.metrics if item["Dimensions"][1]["Value"] == DATA]
    assert again == of_data * 2
    assert drifted.record() == []


def test_a_run_in_progress_holds_up_those_behind_it(runs: Runs) -> None:
    runs.add(DATA, 0, "InProgress")
    runs.add(DATA, 1, "Completed", files={"statistics": statistics(500)})
    assert runs.record() == []
    runs.aws.runs[f"demo-1a2b3c4d-{DATA}"][0]["MonitoringExecutionStatus"] = "Stopped"
    assert [told["scheduled"] for told in runs.record()] == ["2026-11-23T02:00:00Z"]


def test_a_backlog_is_recorded_in_its_order_a_page_a_call(runs: Runs) -> None:
    for hour in range(12):
        runs.add(DATA, hour, "Completed", files={"statistics": statistics(500)})
    found = [[told["scheduled"][11:13] for told in runs.record()] for _ in range(3)]
    assert [hour for call in found for hour in call] == [f"{hour:02}" for hour in range(1, 13)]
    assert [len(call) for call in found] == [10, 2, 0]


def test_a_run_without_traffic_is_no_failure_and_recovers_nothing(runs: Runs) -> None:
    runs.add(DATA, 0, "Failed", reason="Job inputs had no data")
    (told,) = runs.record()
    assert told["status"] == "no-data"
    assert runs.figures(DATA) == {"RunFailures": 0, "CapturedRecords": 0}


def test_a_window_without_labels_is_no_failure(runs: Runs) -> None:
    runs.add(QUALITY, 0, "Failed", reason="No S3 objects found under S3 URL ground-truth")
    (told,) = runs.record()
    assert told["status"] == "no-data"
    assert runs.figures(QUALITY) == {"RunFailures": 0, "LabelledRecords": 0}


def test_a_failed_run_is_counted_with_its_reason_and_for_all_runs(runs: Runs) -> None:
    runs.add(DATA, 0, "Failed", reason="AlgorithmError: Encoding mismatch")
    (told,) = runs.record()
    assert (told["status"], told["reason"]) == ("failed", "AlgorithmError: Encoding mismatch")
    assert runs.figures(DATA) == {"RunFailures": 1}
    assert runs.figures("runs")["RunFailures"] == 1


def test_a_good_run_after_a_failed_one_lets_the_failure_alarm_recover(runs: Runs) -> None:
    runs.add(DATA, 0, "Failed", reason="AlgorithmError")
    runs.record()
    runs.add(DATA, 1, "Completed", files={"statistics": statistics(500)})
    runs.record()
    assert runs.figures("runs")["RunFailures"] == 0


def test_with_too_few_records_there_is_no_drift_verdict(runs: Runs) -> None:
    files = {"statistics": statistics(99, age=50.0), "constraint_violations": DRIFTED}
    place = runs.add(DATA, 0, "CompletedWithViolations", files=files, said=TWO)
    (told,) = runs.record()
    figures = runs.figures(DATA)
    assert "DriftedFeatures" not in figures
    assert "MaxDriftDistance" not in figures
    assert figures["ConstraintViolations"] == 1
    written = json.loads(runs.aws.objects[f"{place}/drift.json"][0])
    assert [item["drifted"] for item in written["features"]] == [False]
    assert told["status"] == "violations"


def test_a_fraction_as_the_minimum_of_records_fails_no_run(runs: Runs) -> None:
    runs.world.env[told.RECORDS] = "99.5"
    runs.add(DATA, 0, "Completed", files={"statistics": statistics(500, age=0.0)})
    assert [run["status"] for run in runs.record()] == ["clean"]


def test_a_report_that_cannot_be_read_is_a_failure_and_blocks_nothing(runs: Runs) -> None:
    runs.add(DATA, 0, "Completed", files={"statistics": b'{"dataset": '})
    runs.add(DATA, 1, "Completed", files={"statistics": statistics(500)})
    broken, good = runs.record()
    assert broken["status"] == "failed"
    assert broken["reason"].startswith("unreadable report: ")
    assert good["status"] == "clean"


def test_model_quality_figures_keep_model_monitors_names(runs: Runs) -> None:
    found = {
        "dataset": {"item_count": 321},
        "binary_classification_metrics": {
            "accuracy": {"value": 0.91, "standard_deviation": "NaN"},
            "auc": {"value": "NaN"},
            "recall": {"value": float("nan")},
            "f1": {"value": float("inf")},
            "confusion_matrix": {"0": {"0": 10, "1": 2}},
        },
    }
    runs.add(QUALITY, 0, "Completed", files={"statistics": found})
    runs.record()
    assert runs.figures(QUALITY) == {
        "RunFailures": 0,
        "LabelledRecords": 321,
        "accuracy": 0.91,
        "ConstraintViolations": 0,
    }


def test_one_monitors_trouble_does_not_keep_the_other_from_being_recorded(runs: Runs) -> None:
    runs.add(DATA, 0, "Completed", files={"statistics": statistics(500)})
    del runs.aws.jobs[f"job-{DATA}-0"]
    runs.add(QUALITY, 0, "Completed", files={"statistics": {"dataset": {"item_count": 5}}})
    runs.aws.once("DescribeProcessingJob", runs.aws.refusal("ThrottlingException"))
    with pytest.raises(Exception, match="ThrottlingException"):
        runs.record()
    assert runs.figures(QUALITY)["LabelledRecords"] == 5
    assert runs.figures("runs") == {}


def test_model_quality_is_left_alone_where_it_is_switched_off(runs: Runs) -> None:
    runs.world.env[told.QUALITY] = "false"
    runs.add(QUALITY, 0, "Completed", files={"statistics": {"dataset": {"item_count": 5}}})
    assert runs.record() == []


@pytest.mark.parametrize("monitor", [DATA, QUALITY])
def test_traffic_that_no_run_covers_waits_since_its_first_hour(runs: Runs, monitor: str) -> None:
    runs.record(START)
    runs.aws.traffic = [START + hour * HOUR for hour in (-2, 1, 4)]
    for other in {DATA, QUALITY} - {monitor}:
        runs.add(other, 5, "Completed", files={"statistics": statistics(500)})
    runs.record(START + 6 * HOUR)
    assert runs.figures("runs")["HoursSinceLastReport"] == 5


@pytest.mark.parametrize(
    ("status", "reason", "waiting"),
    [
        ("Completed", "", 0),
        ("Failed", "Job inputs had no data", 0),
        ("Failed", "AlgorithmError", 5),
        ("Stopped", "", 5),
    ],
)
def test_only_a_run_that_concludes_covers_traffic(
    runs: Runs, status: str, reason: str, waiting: int
) -> None:
    runs.record(START - HOUR)
    runs.aws.traffic = [START]
    for monitor in (DATA, QUALITY):
        files = {"statistics": statistics(500)} if status == "Completed" else None
        runs.add(monitor, 1, status, reason=reason, files=files)
    runs.record(START + 5 * HOUR)
    assert runs.figures("runs")["HoursSinceLastReport"] == waiting


def test_nothing_waits_without_traffic(runs: Runs) -> None:
    runs.record()
    runs.record(runs.world.now + 48 * HOUR)
    assert runs.figures("runs")["HoursSinceLastReport"] == 0


def test_a_run_that_cloudwatch_would_not_take_any_more_is_left_out(runs: Runs) -> None:
    runs.add(DATA, 0, "Completed", files={"statistics": statistics(500)})
    assert runs.record(START + 14 * 24 * HOUR) == []


def test_each_feature_stands_in_the_log_with_its_distance(
    drifted: Runs, capsys: pytest.CaptureFixture[str]
) -> None:
    drifted.world.strike(0)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {
        "feature": "age",
        "distance": 0.4,
        "threshold": 0.1,
        "drifted": True,
        "scheduled": "2026-11-23T01:00:00Z",
    } in lines

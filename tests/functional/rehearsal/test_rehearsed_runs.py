"""Processing jobs and monitoring executions: windows, reports, and every state they can be in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from monitored import AT, HOUR, role

if TYPE_CHECKING:
    from monitored import Monitored

REPORT = "reports/endpoint/definition/2026/11/23/10"
# 200 rows: the prediction first, then what it was made of.
BASELINE = "prediction,a,b\n" + "\n".join(f"{2.0 * (n + 1)},{n},1" for n in range(200))


def ready(monitored: Monitored) -> None:
    monitored.endpoint()
    assert monitored.job("baseline", BASELINE)["ProcessingJobStatus"] == "Completed"
    monitored.define()
    monitored.schedule()


def run(monitored: Monitored, **told: Any) -> dict[str, Any]:
    return monitored.aws.sagemaker.run_monitoring("definition", at=AT + HOUR, **told)


def job_of(monitored: Monitored, execution: dict[str, Any]) -> dict[str, Any]:
    name = execution["ProcessingJobArn"].rpartition("/")[-1]
    found: dict[str, Any] = monitored.sagemaker.describe_processing_job(ProcessingJobName=name)
    return found


def test_a_baseline_job_writes_statistics_and_constraints(monitored: Monitored) -> None:
    assert monitored.job("baseline", BASELINE)["ExitMessage"].endswith("no violations.")
    features = monitored.json("baseline/statistics.json")["features"]
    facts = features[0]["numerical_statistics"]
    assert (features[0]["inferred_type"], facts["min"], facts["max"]) == ("Fractional", 2.0, 400.0)
    assert len(facts["distribution"]["kll"]["sketch"]["data"][0]) == 200
    limits = monitored.json("baseline/constraints.json")["features"]
    assert [one["inferred_type"] for one in limits] == ["Fractional", "Integral", "Integral"]


def test_a_job_is_seen_in_progress_as_often_as_it_is_told(monitored: Monitored) -> None:
    monitored.aws.sagemaker.polls(3)
    monitored.aws.sagemaker.fail_next_job("AlgorithmError: at once")
    monitored.job("one", BASELINE, seen=(seen := []))
    assert seen == ["InProgress"] * 3 + ["Failed"]


def test_a_hanging_job_goes_on_until_it_is_stopped(monitored: Monitored) -> None:
    monitored.aws.sagemaker.hang_next_job()
    monitored.create_job("one", BASELINE)
    describe = monitored.sagemaker.describe_processing_job
    statuses = {describe(ProcessingJobName="one")["ProcessingJobStatus"] for _ in range(5)}
    assert statuses == {"InProgress"}
    monitored.sagemaker.stop_processing_job(ProcessingJobName="one")
    assert monitored.job_ended("one")["ProcessingJobStatus"] == "Stopped"
    with pytest.raises(ClientError, match="the job is Stopped"):
        monitored.sagemaker.stop_processing_job(ProcessingJobName="one")


def test_a_job_fails_as_it_is_told(monitored: Monitored) -> None:
    monitored.aws.sagemaker.fail_next_job("AlgorithmError: out of memory")
    assert monitored.job("one", BASELINE)["FailureReason"] == "AlgorithmError: out of memory"
    assert monitored.job("two", BASELINE)["ProcessingJobStatus"] == "Completed"


def test_a_job_writes_as_its_role(monitored: Monitored) -> None:
    monitored.role = role(monitored.aws, "reader", "s3:GetObject", "s3:ListBucket")
    reason = monitored.job("baseline", BASELINE)["FailureReason"]
    assert "reader/job is not authorized to perform: s3:PutObject" in reason


def test_a_run_looks_at_the_hour_before_and_reports_by_the_hour_it_ran(
    monitored: Monitored,
) -> None:
    ready(monitored)
    monitored.capture(AT, *(f"{n},1" for n in range(0, 200, 2)))
    monitored.capture(AT + HOUR, "900,1")
    execution = run(monitored)
    assert execution["MonitoringExecutionStatus"] == "Completed"
    assert monitored.json(f"{REPORT}/statistics.json")["dataset"]["item_count"] == 100
    assert f"{REPORT}/constraint_violations.json" not in monitored.keys("reports/")
    job = job_of(monitored, execution)
    assert job["ExitMessage"] == "Completed: Job completed successfully with no violations."
    assert job["MonitoringScheduleArn"].endswith("monitoring-schedule/definition")
    assert job["Environment"]["start_time"] == "2026-11-23T09:00:00Z"
    output = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]
    assert output["S3Uri"] == f"s3://data/{REPORT}"


def test_drifted_traffic_is_found_and_counted(monitored: Monitored) -> None:
    ready(monitored)
    monitored.capture(AT, *(f"{n + 500},1" for n in range(50)))
    execution = run(monitored)
    assert execution["MonitoringExecutionStatus"] == "CompletedWithViolations"
    found = monitored.json(f"{REPORT}/constraint_violations.json")["violations"]
    assert {one["feature_name"] for one in found} == {"prediction", "a"}
    assert all(" exceeds threshold: 0.1" in one["description"] for one in found)
    said = "CompletedWithViolations: Job completed successfully with 2 violations."
    job = job_of(monitored, execution)
    assert (job["ProcessingJobStatus"], job["ExitMessage"]) == ("Completed", said)


def test_a_value_that_comes_often_is_no_drift(monitored: Monitored) -> None:
    ready(monitored)
    monitored.capture(AT, *(f"{n},1" for n in range(0, 200, 2)), *["0,1"] * 100)
    assert run(monitored)["MonitoringExecutionStatus"] == "Completed"


def put_record(monitored: Monitored, data: str, encoding: str = "CSV") -> None:
    """Put a captured record into the hour before the run; its answer is CSV."""
    record = {
        "captureData": {
            "endpointInput": {"data": data, "encoding": encoding},
            "endpointOutput": {"data": "2.0", "encoding": "CSV"},
        },
        "eventMetadata": {"eventId": "1", "inferenceTime": "2026-11-23T09:00:00Z"},
    }
    monitored.put("capture/endpoint/AllTraffic/2026/11/23/09/a.jsonl", json.dumps(record).encode())


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        ("[1, 1]", "JSON", "Encoding is CSV for endpointOutput, but Encoding is JSON"),
        ("MSwx", "BASE64", "Encoding is CSV for endpointOutput, but Encoding is BASE64"),
        ("1,1\n2,2", "CSV", "as many predictions as rows"),
    ],
)
def test_a_run_fails_at_a_record_that_the_container_cannot_read(
    monitored: Monitored, data: str, encoding: str, words: str
) -> None:
    ready(monitored)
    put_record(monitored, data, encoding)
    execution = run(monitored)
    assert execution["MonitoringExecutionStatus"] == "Failed"
    assert execution["FailureReason"].startswith("AlgorithmError: ")
    assert words in execution["FailureReason"]


def test_a_feature_that_is_excluded_is_not_looked_at(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.job("baseline", BASELINE)
    source = {"EndpointName": "endpoint", "LocalPath": "/opt/ml/processing/input"}
    monitored.define(
        DataQualityJobInput={"EndpointInput": {**source, "ExcludeFeaturesAttribute": "a"}}
    )
    monitored.schedule()
    monitored.capture(AT, *(f"{n + 500},1" for n in range(50)))
    run(monitored)
    found = monitored.json(f"{REPORT}/constraint_violations.json")["violations"]
    assert {one["feature_name"] for one in found} == {"prediction"}


def test_a_text_among_numbers_is_a_violation_of_its_type(monitored: Monitored) -> None:
    ready(monitored)
    put_record(monitored, "x,1")
    run(monitored)
    found = monitored.json(f"{REPORT}/constraint_violations.json")["violations"]
    (told,) = [one for one in found if one["constraint_check_type"] == "data_type_check"]
    assert told["description"].endswith("Observed: Only 0.0% of data is Integral.")


def test_a_run_without_traffic_fails_and_has_no_job(monitored: Monitored) -> None:
    ready(monitored)
    execution = run(monitored)
    assert execution["MonitoringExecutionStatus"] == "Failed"
    assert execution["FailureReason"] == "Job inputs had no data"
    assert "ProcessingJobArn" not in execution


def test_a_run_fails_for_the_reason_it_is_told(monitored: Monitored) -> None:
    ready(monitored)
    execution = run(monitored, fail="AlgorithmError: no such column")
    assert execution["FailureReason"] == "AlgorithmError: no such column"
    assert job_of(monitored, execution)["ProcessingJobStatus"] == "Failed"


def test_a_run_that_was_left_running_can_be_finished(monitored: Monitored) -> None:
    ready(monitored)
    assert run(monitored, leave_running=True)["MonitoringExecutionStatus"] == "InProgress"
    files = {"constraint_violations": {"violations": [{"feature_name": "a"}]}}
    monitored.aws.sagemaker.finish_run("definition", files=files)
    (found,) = monitored.sagemaker.list_monitoring_executions(MonitoringScheduleName="definition")[
        "MonitoringExecutionSummaries"
    ]
    assert found["MonitoringExecutionStatus"] == "CompletedWithViolations"
    assert f"{REPORT}/constraint_violations.json" in monitored.keys("reports/")


def test_the_newest_execution_comes_first(monitored: Monitored) -> None:
    ready(monitored)
    for hours in (1, 3, 2):
        monitored.aws.sagemaker.run_monitoring("definition", at=AT + hours * HOUR)
    listed = monitored.sagemaker.list_monitoring_executions(
        MonitoringScheduleName="definition", MaxResults=2
    )
    found = [one["ScheduledTime"] for one in listed["MonitoringExecutionSummaries"]]
    assert found == [AT + 3 * HOUR, AT + 2 * HOUR]
    assert "NextToken" in listed


def test_labels_are_merged_by_the_callers_id(monitored: Monitored) -> None:
    monitored.endpoint()
    settings = {"analysis_type": "MODEL_QUALITY", "problem_type": "Regression",
                "inference_attribute": "made", "ground_truth_attribute": "label"}  # fmt: skip
    monitored.job("quality", "made,label\n1,1.5\n2,2.5\n3,3.5", **settings)
    assert monitored.json("quality/constraints.json")["regression_constraints"]["mae"] == {
        "threshold": 0.5, "comparison_operator": "GreaterThanThreshold",
    }  # fmt: skip
    monitored.define_quality(InferenceAttribute="0", StartTimeOffset="-PT2H", EndTimeOffset="-PT1H")
    monitored.schedule(definition="quality", monitor="ModelQuality")
    monitored.capture(AT, "1", InferenceId="one")
    label = {
        "groundTruthData": {"data": "5", "encoding": "CSV"},
        "eventMetadata": {"eventId": "one"},
        "eventVersion": "0",
    }
    monitored.put("truth/2026/11/23/09/a.jsonl", json.dumps(label).encode())
    monitored.aws.sagemaker.run_monitoring("quality", at=AT + 2 * HOUR)
    report = "reports/endpoint/quality/2026/11/23/11"
    stats = monitored.json(f"{report}/statistics.json")["regression_metrics"]
    assert stats["mae"]["value"] == 3.0
    found = monitored.json(f"{report}/constraint_violations.json")["violations"]
    assert "mae" in {one["metric_name"] for one in found}


def test_a_pipeline_remembers_who_started_it_with_what(monitored: Monitored) -> None:
    sagemaker = monitored.sagemaker
    arn = sagemaker.create_pipeline(
        PipelineName="retrain",
        PipelineDefinition=json.dumps({"Parameters": [{"Name": "Endpoint"}]}),
        ClientRequestToken="x" * 32,
        RoleArn=monitored.role,
    )["PipelineArn"]
    started = sagemaker.start_pipeline_execution(
        PipelineName=arn,
        ClientRequestToken="y" * 32,
        PipelineParameters=[{"Name": "Endpoint", "Value": "endpoint"}],
    )["PipelineExecutionArn"]
    (found,) = sagemaker.list_pipeline_executions(PipelineName="retrain")[
        "PipelineExecutionSummaries"
    ]
    assert found["PipelineExecutionArn"] == started
    given = sagemaker.list_pipeline_parameters_for_execution(PipelineExecutionArn=started)
    assert given["PipelineParameters"] == [{"Name": "Endpoint", "Value": "endpoint"}]

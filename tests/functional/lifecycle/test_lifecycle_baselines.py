"""Baselines by Amazon's analyzer: run side by side, checked, put in place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from lifecycle_aws import Refusal
from lifecycle_world import BUCKET, DATA, JOBS, KEY, PREFIX, PROPERTIES, QUALITY, Context

if TYPE_CHECKING:
    from lifecycle_world import World

GIVEN = PROPERTIES["Baselines"]
UNUSABLE: list[Any] = ["", "no json", "[]", "3", "null", '"text"', {}, {"features": []}]
UNUSABLE += [{"version": 0}, [{"features": [1]}]]


def _finish(world: World, *jobs: str) -> None:
    world.aws.finish_at_the_next_poll(*(jobs or JOBS))


def _placed(world: World) -> dict[str, Any]:
    return {
        one["Key"]: json.loads(one["body"])
        for one in world.aws.bucket or []
        if one["Key"].startswith("baseline/") and "staging" not in one["Key"]
    }


def _set(world: World, file: str, content: Any, kind: str) -> None:
    world.aws.results[kind][file] = content


def test_both_jobs_run_side_by_side_and_their_results_are_put_in_place(world: World) -> None:
    _finish(world)
    answer = world.succeed("Create", "Baselines")
    assert answer["Data"] == {"ImageUri": GIVEN["ImageUri"]}
    assert [*world.aws.jobs] == JOBS
    assert len(world.aws.polls) == 1
    assert [*_placed(world)] == [
        f"baseline/{monitor}/{name}.json"
        for monitor in ("data-quality", "model-quality")
        for name in ("statistics", "constraints")
    ]


def test_a_job_is_asked_for_as_amazons_own_sdk_does(world: World) -> None:
    _finish(world)
    world.succeed("Create", "Baselines")
    asked = world.aws.asked("CreateProcessingJob")[0]
    assert asked["Environment"] == {
        "dataset_format": '{"csv":{"header":true,"output_columns_position":"START"}}',
        "dataset_source": "/opt/ml/processing/input",
        "output_path": "/opt/ml/processing/output",
        "publish_cloudwatch_metrics": "Disabled",
    }
    assert json.loads(asked["Environment"]["dataset_format"])["csv"]["header"] is True
    source = asked["ProcessingInputs"][0]["S3Input"]
    assert source["S3Uri"] == f"s3://{BUCKET}/model/baseline.csv"
    assert source["LocalPath"] == asked["Environment"]["dataset_source"]
    target = asked["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]
    assert target["S3Uri"] == f"s3://{BUCKET}/baseline/staging/{JOBS[0]}"
    assert target["LocalPath"] == asked["Environment"]["output_path"]
    assert asked["ProcessingOutputConfig"]["KmsKeyId"] == KEY
    assert asked["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"] == KEY
    assert asked["RoleArn"] == GIVEN["RoleArn"]


def test_an_empty_network_is_left_out(world: World) -> None:
    _finish(world)
    world.succeed("Create", "Baselines")
    assert all("NetworkConfig" not in asked for asked in world.aws.asked("CreateProcessingJob"))


def test_a_network_is_passed_on(world: World) -> None:
    _finish(world)
    vpc = {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}
    network = {"More": {"NetworkConfig": {"VpcConfig": vpc}}}
    world.succeed("Create", "Baselines", given=network)
    for asked in world.aws.asked("CreateProcessingJob"):
        assert asked["NetworkConfig"] == {"VpcConfig": vpc}


def _quality(world: World, **settings: str) -> dict[str, str]:
    _finish(world)
    given = {"model-quality": {**GIVEN["model-quality"], **settings}}
    world.succeed("Create", "Baselines", given=given)
    environment: dict[str, str] = world.aws.asked("CreateProcessingJob")[1]["Environment"]
    fixed = ("dataset_format", "dataset_source", "output_path", "publish_cloudwatch_metrics")
    return {name: value for name, value in environment.items() if name not in fixed}


def test_model_quality_has_its_settings(world: World) -> None:
    assert _quality(world) == {
        "analysis_type": "MODEL_QUALITY",
        "problem_type": "BinaryClassification",
        "inference_attribute": "prediction",
        "probability_attribute": "probability",
        "ground_truth_attribute": "label",
    }


def test_a_prediction_alone_is_enough(world: World) -> None:
    found = _quality(world, probability_attribute="")
    assert found["inference_attribute"] == "prediction"
    assert not any("probability" in name for name in found)


def test_without_labels_only_data_quality_has_a_baseline(world: World) -> None:
    event = world.event("Create", "Baselines")
    del event["ResourceProperties"]["model-quality"]
    _finish(world, JOBS[0])
    (answer,) = world.invoke(event)
    assert answer["Status"] == "SUCCESS"
    assert [*world.aws.jobs] == JOBS[:1]
    assert {key.split("/")[1] for key in _placed(world)} == {"data-quality"}


def test_the_threshold_stands_in_the_constraints_of_data_quality_for_every_kind_of_feature(
    world: World,
) -> None:
    _finish(world)
    world.succeed("Create", "Baselines")
    placed = _placed(world)
    limits = placed["baseline/data-quality/constraints.json"]["monitoring_config"]
    assert limits["distribution_constraints"] == {
        "perform_comparison": "Enabled",
        "comparison_threshold": 0.25,
        "comparison_method": "Robust",
        "categorical_comparison_threshold": 0.25,
        "categorical_drift_method": "LInfinity",
    }
    assert (
        placed["baseline/data-quality/statistics.json"]
        == world.aws.results["data"]["statistics.json"]
    )
    quality = world.aws.results["quality"]
    for name in ("statistics.json", "constraints.json"):
        assert placed[f"baseline/model-quality/{name}"] == quality[name]


@pytest.mark.parametrize("problem", ["multiclass_classification", "regression"])
def test_the_results_of_every_problem_type_are_taken(world: World, problem: str) -> None:
    _set(world, "statistics.json", {f"{problem}_metrics": {"x": {"value": 1}}}, "quality")
    _set(world, "constraints.json", {f"{problem}_constraints": {"x": {"threshold": 1}}}, "quality")
    _finish(world)
    world.succeed("Create", "Baselines")


@pytest.mark.parametrize("content", UNUSABLE)
@pytest.mark.parametrize("kind", ["data", "quality"])
@pytest.mark.parametrize("name", ["statistics", "constraints"])
def test_results_that_say_nothing_fail_with_words_and_nothing_is_put_in_place(
    world: World, name: str, kind: str, content: Any
) -> None:
    _set(world, f"{name}.json", content, kind)
    _finish(world)
    reason = world.fail("Create", "Baselines")
    job = JOBS[kind == "quality"]
    assert f"Baseline job {job} wrote no usable {name}.json" in reason
    assert _placed(world) == {}


@pytest.mark.parametrize("kind", ["data", "quality"])
def test_a_missing_file_fails_with_words_and_nothing_is_put_in_place(
    world: World, kind: str
) -> None:
    del world.aws.results[kind]["constraints.json"]
    _finish(world)
    reason = world.fail("Create", "Baselines")
    assert "wrote no usable constraints.json" in reason
    assert "The specified key does not exist." in reason
    assert _placed(world) == {}


def test_a_broken_monitoring_configuration_is_noticed_before_anything_is_put_in_place(
    world: World,
) -> None:
    broken = {"features": [{"name": "age"}], "monitoring_config": None}
    _set(world, "constraints.json", broken, "data")
    _finish(world)
    assert "wrote no usable constraints.json" in world.fail("Create", "Baselines")
    assert _placed(world) == {}


@pytest.mark.parametrize("job", JOBS)
def test_a_failed_job_fails_in_its_own_words_and_the_other_one_is_stopped(
    world: World, job: str
) -> None:
    words = "AlgorithmError: the dataset has 3 columns, expected 8"
    world.aws.on_poll.append(lambda: world.aws.finish(job, "Failed", FailureReason=words))
    assert (
        world.fail("Create", "Baselines") == f"RuntimeError('Baseline job {job} Failed: {words}')"
    )
    other = next(name for name in JOBS if name != job)
    assert world.aws.jobs[other]["status"] == "Stopping"
    assert _placed(world) == {}


def test_a_stopped_job_fails_with_its_exit_message(world: World) -> None:
    stop = {"status": "Stopped", "ExitMessage": "Stopped by hand"}
    world.aws.on_poll.append(lambda: world.aws.finish(JOBS[0], **stop))
    assert "Stopped: Stopped by hand" in world.fail("Create", "Baselines")


def test_a_second_job_that_cannot_start_stops_the_first(world: World) -> None:
    world.aws.once("CreateProcessingJob", lambda: None)
    world.aws.refuse_once("CreateProcessingJob", "ResourceLimitExceeded")
    assert "ResourceLimitExceeded" in world.fail("Create", "Baselines")
    assert world.aws.jobs[JOBS[0]]["status"] == "Stopping"


def test_a_job_that_ends_while_it_is_stopped_hides_no_words(world: World) -> None:
    world.aws.on_poll.append(
        lambda: world.aws.finish(JOBS[0], "Failed", FailureReason="the real reason")
    )
    world.aws.refuse_once("StopProcessingJob", "ValidationException")
    assert "the real reason" in world.fail("Create", "Baselines")


def test_after_55_minutes_the_jobs_are_stopped_and_the_answer_says_so(world: World) -> None:
    reason = world.fail("Create", "Baselines", Until=0)
    assert "not done after 55 minutes: " in reason
    assert all(job in reason for job in JOBS)
    assert [job["status"] for job in world.aws.jobs.values()] == ["Stopping", "Stopping"]


def test_a_repeated_invocation_finds_its_jobs_by_their_names(world: World) -> None:
    event = world.event("Create", "Baselines")
    world.invoke(event, Context(59_000))
    _finish(world)
    (answer,) = world.invoke(event)
    assert answer["Status"] == "SUCCESS"
    assert [*world.aws.jobs] == JOBS


def test_a_repeated_invocation_after_the_jobs_ended_needs_no_wait(world: World) -> None:
    event = world.event("Create", "Baselines")
    world.invoke(event, Context(59_000))
    for job in JOBS:
        world.aws.finish(job)
    (answer,) = world.invoke(event)
    assert answer["Status"] == "SUCCESS"
    assert world.aws.polls == []


def test_a_change_of_what_is_given_runs_the_jobs_again_under_new_names(world: World) -> None:
    _finish(world)
    world.succeed("Create", "Baselines")
    again = [job.replace("7f8e9d0c", "aaaabbbb") for job in JOBS]
    _finish(world, *again)
    more = {"RequestId": "aaaabbbb-1111-2222-3333-444455556666", "given": {"Threshold": "0.5"}}
    world.succeed("Update", "Baselines", **more)
    assert [*world.aws.jobs] == [*JOBS, *again]
    limits = json.loads(world.aws.read("baseline/data-quality/constraints.json") or "")
    config = limits["monitoring_config"]["distribution_constraints"]
    assert config["comparison_threshold"] == 0.5


def test_the_names_fit_with_the_longest_model_name(world: World) -> None:
    prefix = "m" * 30 + "-1a2b3c4d"
    jobs = [job.replace(PREFIX, prefix) for job in JOBS]
    _finish(world, *jobs)
    world.succeed("Create", "Baselines", given={"Prefix": prefix})
    assert max(map(len, world.aws.jobs)) <= 63


def test_the_deletion_stops_what_runs_and_waits_until_it_has_stopped(world: World) -> None:
    world.aws.run_job(JOBS[0])
    world.aws.run_job(JOBS[1], "Stopping")
    world.aws.jobs[JOBS[1]]["next"] = "Stopped"
    world.aws.run_job("other-99999999-data-quality-7f8e9d0c")
    world.succeed("Delete", "Baselines")
    assert [job["status"] for job in world.aws.jobs.values()] == [
        "Stopped",
        "Stopped",
        "InProgress",
    ]


def test_the_deletion_waits_for_a_job_that_is_stopping_already(world: World) -> None:
    world.aws.run_job(JOBS[0], "Stopping")
    world.aws.jobs[JOBS[0]]["next"] = "Stopped"
    world.succeed("Delete", "Baselines")
    assert len(world.aws.polls) == 1


def test_the_deletion_leaves_what_is_over_alone(world: World) -> None:
    world.aws.run_job(JOBS[0], "Completed")
    world.succeed("Delete", "Baselines")
    assert "StopProcessingJob" not in world.aws.names()
    assert world.aws.polls == []


def test_a_refusal_to_put_the_baseline_in_place_is_told(world: World) -> None:
    world.aws.refusing["PutObject"] = Refusal("AccessDenied", "Access Denied")
    _finish(world)
    assert "Access Denied" in world.fail("Create", "Baselines")


def test_the_data_quality_job_is_named_after_the_schedule_that_reads_its_baseline() -> None:
    assert JOBS[0].startswith(DATA)
    assert JOBS[1].startswith(QUALITY)

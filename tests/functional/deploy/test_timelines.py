"""What the helper says when things go well, badly, and worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scripted import Cloud, of, of_stack
from timelines import (
    ADDED,
    CONFIG,
    ENDPOINT,
    FAILS,
    GONE,
    LATER,
    MAIL,
    STANDING,
    UP,
    changed,
    detail,
    golden,
    told,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


def test_a_stack_that_comes_up(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP])
    golden("comes_up", play(cloud, "deploy", "--yes", *MAIL))
    executed = next(asked for name, asked in cloud.calls if name == "ExecuteChangeSet")
    assert executed["ClientRequestToken"].startswith("monitor-stack-")


def test_of_a_failure_the_first_cause_is_told_with_what_helps(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED], timelines=[[*FAILS, of_stack("ROLLBACK_COMPLETE")]])
    golden("fails_in_the_middle", play(cloud, "deploy", "--yes", *MAIL))


def test_of_a_rollback_that_fails_both_causes_are_told(play: Callable[..., Any]) -> None:
    refused = "The bucket you tried to delete is not empty (Service: S3, Status Code: 409)"
    steps = [
        *FAILS,
        of("Bucket", "AWS::S3::Bucket", "DELETE_FAILED", refused),
        of_stack("ROLLBACK_FAILED"),
    ]
    golden("rollback_fails", play(Cloud(changes=[ADDED], timelines=[steps]), "deploy", "-y", *MAIL))


def test_a_job_that_fails_has_its_own_words_and_its_log(play: Callable[..., Any]) -> None:
    reason = "RuntimeError('Baseline job demo-1-data-quality Failed: see the log')"
    steps = [
        of("Baselines", "Custom::Baselines", "CREATE_IN_PROGRESS"),
        of("Baselines", "Custom::Baselines", "CREATE_FAILED", reason),
        of_stack("ROLLBACK_IN_PROGRESS"),
        of_stack("ROLLBACK_COMPLETE"),
    ]
    lines = ["START RequestId", "reading 1,377 rows", "java.lang.OutOfMemoryError"]
    cloud = Cloud(changes=[ADDED], timelines=[steps])
    cloud.others = {
        "DescribeProcessingJob": lambda _: {
            "ProcessingJobName": "demo-1-data-quality", "ProcessingJobStatus": "Failed",
            "ProcessingResources": {"ClusterConfig": {
                "InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}},
            "AppSpecification": {"ImageUri": "image"}, "CreationTime": 0,
            "ProcessingJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:processing-job/demo",
            "FailureReason": "AlgorithmError: the container ran out of memory",
        },
        "FilterLogEvents": lambda _: {"events": [{"message": line} for line in lines]},
    }  # fmt: skip
    golden("job_fails", play(cloud, "deploy", "--yes", *MAIL))
    asked = next(asked for name, asked in cloud.calls if name == "FilterLogEvents")
    assert asked["logStreamNamePrefix"] == "demo-1-data-quality/"


def test_a_hidden_refusal_of_a_schedule_points_to_the_other_edition(
    play: Callable[..., Any],
) -> None:
    reason = "Error occurred during operation 'CREATE'. (HandlerErrorCode: GeneralServiceException)"
    kind = "AWS::SageMaker::MonitoringSchedule"
    steps = [
        of("DataQualitySchedule", kind, "CREATE_FAILED", reason),
        of_stack("ROLLBACK_IN_PROGRESS"),
        of_stack("ROLLBACK_COMPLETE"),
    ]
    cloud = Cloud(changes=[ADDED], timelines=[steps])
    said = play(cloud, "deploy", "--yes", "--edition", "model-monitor", *MAIL)
    assert said.code == 1
    assert "deploy with --edition drift-monitor" in said.out


def test_a_plan_has_replacements_first_with_values_and_what_they_mean(
    play: Callable[..., Any],
) -> None:
    small = changed("Analyzer", "AWS::Lambda::Function", "False", detail("MemorySize", "1", "2"))
    cloud = Cloud("CREATE_COMPLETE", changes=[small, LATER, CONFIG], parameters=STANDING)
    cloud.others["ListServiceQuotas"] = lambda _: {
        "Quotas": [{"QuotaName": "ml.m5.large for endpoint usage", "Value": 0.0}]
    }
    said = play(cloud, "plan", "--exit-code", "-p", "InstanceType=ml.m5.large")
    golden("plan", said)
    assert cloud.change_sets == []
    assert not cloud.executed


def test_a_plan_of_nothing_is_success(play: Callable[..., Any]) -> None:
    said = play(Cloud("CREATE_COMPLETE", parameters=STANDING), "plan", "--exit-code", "--json")
    assert said.code == 0
    assert told(said.out)[-1] == {"type": "result", "exit": 0, "changes": 0}


def test_a_plan_of_a_new_stack_leaves_no_empty_stack(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED])
    assert play(cloud, "plan", "--exit-code", *MAIL).code == 3
    assert cloud.status == "DELETE_COMPLETE"


def test_what_a_failed_creation_left_is_removed_first_and_said(play: Callable[..., Any]) -> None:
    cloud = Cloud("ROLLBACK_COMPLETE", changes=[ADDED], timelines=[GONE, UP])
    golden("after_a_failed_creation", play(cloud, "deploy", "--yes", *MAIL))


def test_an_empty_stack_under_review_is_removed_first_and_said(play: Callable[..., Any]) -> None:
    cloud = Cloud("REVIEW_IN_PROGRESS", changes=[ADDED], timelines=[UP])
    cloud.change_sets = ["monitor-stack-of-a-killed-process"]
    said = play(cloud, "deploy", "--yes", *MAIL)
    assert said.code == 0
    assert "monitor is REVIEW_IN_PROGRESS (planned, never made): it is removed first" in said.out


def test_somebody_elses_change_set_is_not_removed(play: Callable[..., Any]) -> None:
    cloud = Cloud("REVIEW_IN_PROGRESS", change_sets=["theirs"])
    said = play(cloud, "deploy", "--yes", *MAIL)
    assert said.code == 1
    assert "the change set theirs waits there" in said.err
    assert "DeleteStack" not in cloud.seen


def test_an_operation_that_is_under_way_is_followed_to_its_end(play: Callable[..., Any]) -> None:
    cloud = Cloud("CREATE_IN_PROGRESS", parameters=STANDING, a_look=2)
    before = of("Endpoint", ENDPOINT, "CREATE_FAILED", "of another operation")
    cloud.happen([before, of_stack("CREATE_COMPLETE"), of_stack("UPDATE_IN_PROGRESS")])
    cloud.coming = [
        of("Endpoint", ENDPOINT, "UPDATE_IN_PROGRESS"),
        of("Endpoint", ENDPOINT, "UPDATE_COMPLETE"),
        of_stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"),
        of_stack("UPDATE_COMPLETE"),
    ]
    golden("attached", play(cloud, "deploy", "--yes"))
    assert not cloud.executed


def test_what_cloudformation_tells_late_is_waited_for(play: Callable[..., Any]) -> None:
    update = [of("Analyzer", "AWS::Lambda::Function", "UPDATE_COMPLETE"),
              of_stack("UPDATE_COMPLETE")]  # fmt: skip
    cloud = Cloud("CREATE_COMPLETE", changes=[CONFIG], timelines=[update], parameters=STANDING)
    cloud.late, cloud.lag = 3, 0
    cloud.moments["ExecuteChangeSet", 1] = lambda: setattr(cloud, "lag", 2)
    said = play(cloud, "deploy", "--yes", "--json", "-p", "InstanceType=ml.m5.large")
    assert said.code == 0, said.err
    statuses = [one["status"] for one in told(said.out) if one["type"] == "event"]
    assert statuses == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE", "UPDATE_COMPLETE"]
    assert cloud.lag == 0


def test_throttling_and_cut_connections_are_lived_through(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP], a_look=2)
    # Two attempts a call: the third and the fourth look fail for good, and are made again.
    cloud.faults = {"DescribeStackEvents": ["", "", *["cut"] * 2, *["throttled"] * 2]}
    said = play(cloud, "deploy", "--yes", "--json", *MAIL)
    assert said.code == 0, said.err
    kinds = [one["type"] for one in told(said.out)]
    assert kinds.count("unreachable") == kinds.count("connected") == 1
    assert kinds.count("event") == len(UP) + 1


def test_that_calls_are_repeated_is_said_on_standard_error(
    play: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.deploy.retries.QUIET", 0)
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING)
    cloud.faults = {"DescribeStacks": ["throttled"]}
    said = play(cloud, "status", "--json")
    assert said.code == 0
    assert said.err == ("cloudformation DescribeStacks: Throttling, attempt 1 of 2; trying again\n")


def test_a_wait_that_is_over_is_no_failure(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP], a_look=0)
    said = play(cloud, "deploy", "--yes", "--timeout", "0.005", *MAIL)
    assert said.code == 4
    assert "to wait again: monitor-stack deploy --stack-name monitor" in said.out


def test_without_waiting_the_operation_goes_on(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP])
    said = play(cloud, "deploy", "--yes", "--no-wait", "--json", *MAIL)
    assert (said.code, cloud.executed) == (4, True)
    assert told(said.out)[-1]["exit"] == 4


def test_direct_is_create_stack_and_wait(play: Callable[..., Any]) -> None:
    cloud = Cloud(timelines=[UP])
    assert play(cloud, "deploy", "--direct", *MAIL).code == 0
    assert "CreateChangeSet" not in cloud.seen
    asked = next(asked for name, asked in cloud.calls if name == "CreateStack")
    assert asked["Capabilities"] == ["CAPABILITY_IAM"]
    assert asked["Parameters"] == [
        {"ParameterKey": "EmailAddress", "ParameterValue": "you@example.com"}
    ]


def test_direct_on_a_stack_without_changes_has_nothing_to_do(play: Callable[..., Any]) -> None:
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING)
    said = play(cloud, "deploy", "--direct")
    assert said.code == 0
    assert "nothing to do" in said.out


def test_previous_values_stay_unless_a_source_names_them(
    play: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "given.yaml"
    file.write_text("DriftThreshold: 0.30\nMinimumRecords: 50\n")
    monkeypatch.setenv("MONITOR_STACK_DRIFT_THRESHOLD", "0.5")
    monkeypatch.setenv("MONITOR_STACK_PERIODS_TO_ALARM", "2")
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING)
    arguments = ("--parameters", str(file), "-p", "MinimumRecords=70", "--tag", "team=risk",
                 "--role-arn", "arn:aws:iam::123456789012:role/deployer")  # fmt: skip
    assert play(cloud, "plan", *arguments).code == 0
    asked = next(asked for name, asked in cloud.calls if name == "CreateChangeSet")
    values = {one["ParameterKey"]: one.get("ParameterValue") for one in asked["Parameters"]}
    assert values == {
        **dict.fromkeys(STANDING), "DriftThreshold": "0.30", "MinimumRecords": "70",
        "PeriodsToAlarm": "2",
    }  # fmt: skip
    assert asked["Tags"] == [{"Key": "team", "Value": "risk"}]
    assert asked["RoleARN"].endswith("role/deployer")


def test_a_stack_in_production_is_protected(play: Callable[..., Any], tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"Statement": []}')
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING | {"Environment": "prod"})
    said = play(cloud, "deploy", "--yes", "--stack-policy", str(policy))
    assert (said.code, cloud.protected) == (0, True)
    assert cloud.seen["SetStackPolicy"] == 1


def test_all_that_is_wrong_is_said_at_once_before_all_else(play: Callable[..., Any]) -> None:
    cloud = Cloud()
    wrong = (
        "EmailAddress=you", "Enviroment=prod", "DriftThreshold=2", "MonitoringFrequency=weekly",
        "ModelDataUrl=s3://mine/model.tar.gz", "SubnetIds=subnet-1",
    )  # fmt: skip
    said = play(cloud, "deploy", "--yes", *(f"--parameter={one}" for one in wrong))
    golden("wrong_parameters", said)
    assert set(cloud.seen) == {"DescribeStacks"}


@pytest.mark.parametrize("status", ["ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED"])
def test_a_stack_that_must_be_mended_first_says_how(play: Callable[..., Any], status: str) -> None:
    said = play(Cloud(status, parameters=STANDING), "deploy", "--yes")
    assert said.code == 1
    mend = "continue-update-rollback --stack-name monitor" if "UPDATE" in status else (
        "monitor-stack destroy --stack-name monitor"
    )  # fmt: skip
    assert mend in said.err


def test_a_machine_gets_a_result_in_any_case(play: Callable[..., Any]) -> None:
    cloud = Cloud(changes=[ADDED], timelines=[[*FAILS, of_stack("ROLLBACK_COMPLETE")]])
    said = play(cloud, "deploy", "--yes", "--json", *MAIL)
    *_, cause, result = (one for one in told(said.out) if one["type"] in ("cause", "result"))
    assert (cause["resource"], result["exit"], said.code) == ("Endpoint", 1, 1)
    assert "ml.t2.medium for endpoint usage" in cause["hint"]
    assert said.err == ""


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("UPDATE_IN_PROGRESS", 4, "nothing can be planned"),
        ("ROLLBACK_COMPLETE", 1, "it cleans up by itself"),
        ("ROLLBACK_FAILED", 1, "monitor-stack destroy --stack-name monitor"),
    ],
)
def test_where_nothing_can_be_planned_that_is_said(
    play: Callable[..., Any], status: str, code: int, words: str
) -> None:
    cloud = Cloud(status, parameters=STANDING)
    said = play(cloud, "plan")
    assert said.code == code
    assert words in said.out + said.err
    assert set(cloud.seen) == {"DescribeStacks"}


@pytest.mark.parametrize(
    ("text", "words"), [(None, "is not there"), ("{", "is no stack policy"), ("[]", "no Statement")]
)
def test_a_stack_policy_that_is_none_is_refused_before_any_call(
    play: Callable[..., Any], tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "policy.json"
    if text is not None:
        path.write_text(text)
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING)
    said = play(cloud, "deploy", "--yes", "--stack-policy", str(path))
    assert said.code == 2
    assert words in said.err
    assert not cloud.seen


def test_a_stack_that_is_none_of_ours_is_left_alone(play: Callable[..., Any]) -> None:
    cloud = Cloud("CREATE_COMPLETE", description="somebody else's")
    said = play(cloud, "deploy", "--yes", *MAIL)
    assert said.code == 1
    assert "stack monitor is none of ours" in said.err
    assert set(cloud.seen) == {"DescribeStacks"}


def test_a_plan_that_cloudformation_refuses_has_its_words(play: Callable[..., Any]) -> None:
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING)
    wrong = {
        "EventId": "1", "StackId": cloud.id, "LogicalResourceId": "Bucket",
        "EventType": "VALIDATION_ERROR", "ValidationStatus": "FAILED",
        "ValidationStatusReason": "a bucket of that name exists",
    }  # fmt: skip
    cloud.others["DescribeChangeSet"] = lambda asked: {
        "ChangeSetId": asked["ChangeSetName"], "StackId": cloud.id, "Status": "FAILED",
        "StatusReason": "The validations failed",
    }  # fmt: skip
    cloud.others["DescribeEvents"] = lambda _: {"OperationEvents": [wrong]}
    said = play(cloud, "plan")
    assert said.code == 1
    assert "cannot be made: The validations failed\n  Bucket: a bucket of that name" in said.err
    assert cloud.change_sets == []

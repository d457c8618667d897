"""Deletions: consent, what stays, failures; and how a stack stands meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from scripted import Cloud, RefusalError, of, of_stack
from timelines import GONE, STANDING, golden, told

if TYPE_CHECKING:
    from collections.abc import Callable

PROD = STANDING | {"Environment": "prod"}
SCHEDULE = "AWS::SageMaker::MonitoringSchedule"


def standing(parameters: dict[str, str], *timelines: list[Any], **more: Any) -> Cloud:
    """A stack with a key and a schedule."""
    cloud = Cloud("CREATE_COMPLETE", timelines=[*timelines], parameters=parameters, **more)
    cloud.happen([
        of("Key", "AWS::KMS::Key", "CREATE_COMPLETE"),
        of("DataQualitySchedule", SCHEDULE, "CREATE_COMPLETE"),
        of_stack("CREATE_COMPLETE"),
    ])  # fmt: skip
    cloud.others["DescribeKey"] = lambda _: {"KeyMetadata": {"KeyId": "key-1"}}
    cloud.others["DescribeMonitoringSchedule"] = missing
    cloud.others["ListMonitoringExecutions"] = lambda _: {"MonitoringExecutionSummaries": []}
    return cloud


def missing(_: dict[str, Any]) -> dict[str, Any]:
    raise RefusalError("ResourceNotFound", "there is no such schedule")


def under_way(asked: dict[str, Any]) -> dict[str, Any]:
    day = dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)
    run = {"MonitoringScheduleName": asked["MonitoringScheduleName"], "ScheduledTime": day,
           "CreationTime": day, "LastModifiedTime": day,
           "MonitoringExecutionStatus": "InProgress"}  # fmt: skip
    return {"MonitoringExecutionSummaries": [run]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nobody is there to answer"),
        (("--yes",), "is in production: say --confirm monitor"),
        (("--yes", "--confirm", "other"), "is in production: say --confirm monitor"),
        (("--yes", "--confirm", "monitor"), "is protected against deletion: say --unprotect"),
    ],
)
def test_in_production_consent_is_more_than_yes(
    play: Callable[..., Any], arguments: tuple[str, ...], words: str
) -> None:
    cloud = standing(PROD, protected=True)
    said = play(cloud, "destroy", *arguments)
    assert said.code == 2
    assert words in said.err
    assert not {"DeleteStack", "UpdateTerminationProtection"} & set(cloud.seen)


def test_with_consent_all_goes_but_what_is_to_stay(play: Callable[..., Any]) -> None:
    cloud = standing(PROD, GONE, protected=True)
    arguments = ("--yes", "--confirm", "monitor", "--unprotect")
    golden("destroyed_in_production", play(cloud, "destroy", *arguments))
    asked = next(asked for name, asked in cloud.calls if name == "DeleteStack")
    assert asked["StackName"] == cloud.id
    assert asked["ClientRequestToken"].startswith("monitor-stack-")


@pytest.mark.parametrize(("confirmed", "count"), [(True, 3), (False, 4)])
def test_of_what_aws_keeps_only_that_is_listed_which_the_stack_had(
    play: Callable[..., Any], *, confirmed: bool, count: int
) -> None:
    cloud = standing(STANDING, GONE, description="model monitoring (model-monitor 0.1.0)")
    cloud.happen([
        of("Topic", "AWS::SNS::Topic", "CREATE_COMPLETE"),
        of("Subscription", "AWS::SNS::Subscription", "CREATE_COMPLETE"),
        of("Baselines", "Custom::Baselines", "CREATE_COMPLETE"),
        of_stack("CREATE_COMPLETE"),
    ])  # fmt: skip
    known = "arn:aws:sns:eu-west-1:123456789012:topic:1" if confirmed else "PendingConfirmation"
    cloud.others["ListSubscriptionsByTopic"] = lambda _: {
        "Subscriptions": [
            {"Protocol": "email", "Endpoint": "you@example.com", "SubscriptionArn": known}
        ]
    }
    said = play(cloud, "destroy", "--yes", "--json")
    kept = [one["what"] for one in told(said.out) if one["type"] == "kept-by-aws"]
    assert len(kept) == count
    assert "/aws/sagemaker/ProcessingJobs" in kept[0]
    assert any("unconfirmed subscription" in one for one in kept) is not confirmed


def test_a_deletion_that_is_refused_leaves_the_protection_on(play: Callable[..., Any]) -> None:
    def refused(_: dict[str, Any]) -> dict[str, Any]:
        raise RefusalError("AccessDenied", "not authorized to perform: cloudformation:DeleteStack")

    cloud = standing(PROD, protected=True)
    cloud.others["DeleteStack"] = refused
    said = play(cloud, "destroy", "--yes", "--confirm", "monitor", "--unprotect")
    assert (said.code, cloud.protected) == (1, True)
    assert "Your credentials lack the permission cloudformation:DeleteStack" in said.err


def test_of_a_deletion_that_fails_the_cause_is_told(play: Callable[..., Any]) -> None:
    reason = "The bucket you tried to delete is not empty (Service: S3, Status Code: 409)"
    fails = [of("Bucket", "AWS::S3::Bucket", "DELETE_FAILED", reason), of_stack("DELETE_FAILED")]
    golden("destroy_fails", play(standing(STANDING, fails), "destroy", "--yes"))


def test_a_run_that_is_under_way_is_said(play: Callable[..., Any]) -> None:
    cloud = standing(STANDING, GONE)
    cloud.others["ListMonitoringExecutions"] = under_way
    said = play(cloud, "destroy", "--yes", "--no-wait", "--json")
    assert said.code == 4
    running = [one["schedule"] for one in told(said.out) if one["type"] == "running"]
    assert running == ["dataqualityschedule-1"]


def test_an_update_is_let_end_before_the_deletion(play: Callable[..., Any]) -> None:
    cloud = standing(STANDING, GONE)
    cloud.others["DescribeKey"] = missing
    cloud.happen([of_stack("UPDATE_IN_PROGRESS")])
    cloud.coming = [of("Key", "AWS::KMS::Key", "UPDATE_FAILED", "no"),
                    of_stack("UPDATE_ROLLBACK_IN_PROGRESS"),
                    of_stack("UPDATE_ROLLBACK_COMPLETE")]  # fmt: skip
    said = play(cloud, "destroy", "--yes", "--json")
    assert said.code == 0, said.out
    kinds = [one["type"] for one in told(said.out)]
    assert kinds[0] == "attached"
    assert kinds.index("ended") < kinds.index("goes")


def test_what_cannot_be_looked_at_is_not_called_gone(play: Callable[..., Any]) -> None:
    cloud = standing(STANDING, GONE)
    del cloud.others["DescribeKey"]
    said = play(cloud, "destroy", "--yes")
    assert said.code == 1
    assert "Could not be looked at: Key key-1" in said.out


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("UPDATE_IN_PROGRESS", 4, "to attach to it: monitor-stack deploy --stack-name monitor"),
        ("DELETE_IN_PROGRESS", 4, "to attach to it: monitor-stack destroy --stack-name monitor"),
        ("ROLLBACK_COMPLETE", 1, "it cleans up by itself"),
        ("UPDATE_ROLLBACK_COMPLETE", 0, ""),
    ],
)
def test_the_status_says_what_is_next(
    play: Callable[..., Any], status: str, code: int, words: str
) -> None:
    said = play(Cloud(status, parameters=STANDING), "status")
    assert said.code == code
    assert f"monitor: {status}" in said.out
    assert words in said.out + said.err


def test_a_machine_is_told_a_stack_that_is_not_there(play: Callable[..., Any]) -> None:
    said = play(Cloud(), "status", "--json")
    assert said.code == 1
    [result] = told(said.out)
    assert "there is none in eu-west-1" in result["error"]

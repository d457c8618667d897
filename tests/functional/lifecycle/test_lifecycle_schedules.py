"""The hooks around the schedules: nothing moves while CloudFormation changes or deletes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lifecycle_aws import Refusal
from lifecycle_world import DATA, PREFIX, QUALITY, REQUEST

if TYPE_CHECKING:
    from lifecycle_world import World

OLD = "churn-1a2b3c4d"
RUN = "data-quality-monitoring-202611230000-0123456789abcdef01234567"


def _states(world: World) -> list[str]:
    return [schedule["status"] for schedule in world.aws.schedules.values()]


def test_the_creation_touches_no_schedule(world: World) -> None:
    answer = world.succeed("Create", "Before")
    assert world.aws.calls == []
    assert answer["PhysicalResourceId"] == f"{PREFIX}/{REQUEST}"


def test_an_update_stops_the_schedules_and_their_runs_and_takes_a_new_id(world: World) -> None:
    world.aws.schedule(
        DATA, "Scheduled", {"status": "Completed"}, {"status": "InProgress", "job": RUN}
    )
    world.aws.schedule(QUALITY, "Scheduled")
    answer = world.succeed("Update", "Before", PhysicalResourceId=f"{PREFIX}/first")
    assert _states(world) == ["Stopped", "Stopped"]
    assert world.aws.jobs[RUN]["status"] == "Stopped"
    assert answer["PhysicalResourceId"] == f"{PREFIX}/{REQUEST}"


def test_the_same_update_asked_twice_takes_the_same_id(world: World) -> None:
    ids = {world.succeed("Update", "Before")["PhysicalResourceId"] for _ in "ab"}
    assert len(ids) == 1


def test_the_deletion_of_an_id_that_is_over_starts_the_stopped_schedules(world: World) -> None:
    world.aws.schedule(DATA, "Stopped")
    world.aws.schedule(QUALITY, "Stopped")
    world.succeed("Delete", "Before", PhysicalResourceId=f"{PREFIX}/first")
    assert _states(world) == ["Scheduled", "Scheduled"]


def test_the_deletion_leaves_schedules_alone_that_run_or_cannot(world: World) -> None:
    world.aws.schedule(DATA, "Scheduled")
    world.aws.schedule(QUALITY, "Failed")
    world.succeed("Delete", "Before")
    assert "StartMonitoringSchedule" not in world.aws.names()


def test_the_deletion_does_nothing_when_the_schedules_are_gone(world: World) -> None:
    world.succeed("Delete", "Before")
    assert set(world.aws.names()) == {"DescribeMonitoringSchedule"}


def test_without_model_quality_there_is_one_schedule_to_stop(world: World) -> None:
    world.aws.schedule(DATA)
    world.succeed("Update", "Before")
    assert _states(world) == ["Stopped"]


def test_a_pending_schedule_is_waited_for_and_then_stopped(world: World) -> None:
    world.aws.schedule(DATA, "Pending")
    world.aws.schedules[DATA]["next"] = "Scheduled"
    world.succeed("Delete", "After")
    assert _states(world) == ["Stopped"]


@pytest.mark.parametrize("kind", ["Before", "After"])
def test_a_schedule_that_turned_pending_before_it_was_stopped_is_stopped_later(
    world: World, kind: str
) -> None:
    world.aws.schedule(DATA, "Scheduled")
    turned = {"status": "Pending", "next": "Scheduled"}
    world.aws.once("StopMonitoringSchedule", lambda: world.aws.schedules[DATA].update(turned))
    world.succeed("Delete" if kind == "After" else "Update", kind)
    assert _states(world) == ["Stopped"]


def test_a_schedule_that_went_while_it_was_stopped_is_gone(world: World) -> None:
    world.aws.schedule(DATA, "Scheduled")
    world.aws.refuse_once("StopMonitoringSchedule", "ResourceNotFound")
    world.aws.on_poll.append(world.aws.schedules.clear)
    world.succeed("Delete", "After")


def test_a_schedule_that_stays_pending_ends_in_words_after_55_minutes(world: World) -> None:
    world.aws.schedule(DATA, "Pending")
    reason = world.fail("Delete", "After", Until=0)
    assert f"not done after 55 minutes: ['{DATA} is Pending']" in reason


def test_a_run_that_does_not_end_is_named_after_55_minutes(world: World) -> None:
    world.aws.schedule(DATA, "Stopped", {"status": "Pending"})
    assert f"a run of {DATA} is Pending" in world.fail("Delete", "After", Until=0)


def test_a_run_that_is_pending_is_waited_for_and_stopped_once_it_is_a_job(world: World) -> None:
    world.aws.schedule(DATA, "Scheduled", {"status": "Pending"})
    run = world.aws.schedules[DATA]["runs"][0]

    def begin() -> None:
        run.update(status="InProgress", job=RUN)
        world.aws.run_job(RUN)

    world.aws.on_poll += [lambda: None, begin]
    world.succeed("Delete", "After")
    assert run["status"] == "Stopped"
    assert world.aws.jobs[RUN]["status"] == "Stopped"


@pytest.mark.parametrize("code", ["ValidationException", "ResourceNotFound"])
def test_a_run_that_ends_while_it_is_stopped_is_over(world: World, code: str) -> None:
    world.aws.schedule(DATA, "Stopped", {"status": "InProgress", "job": RUN})
    world.aws.refuse_once("StopProcessingJob", code)
    run = world.aws.schedules[DATA]["runs"][0]
    world.aws.on_poll.append(lambda: run.update(status="Completed"))
    world.succeed("Delete", "After")


def test_the_deletion_of_the_stack_stops_schedules_and_runs_and_waits(world: World) -> None:
    world.aws.schedule(DATA, "Scheduled", {"status": "InProgress", "job": RUN})
    world.aws.schedule(QUALITY, "Stopped", {"status": "Stopping", "next": "Stopped"})
    world.succeed("Delete", "After")
    assert _states(world) == ["Stopped", "Stopped"]
    assert world.aws.schedules[DATA]["runs"][0]["status"] == "Stopped"
    assert len(world.aws.polls) >= 1


def test_a_run_that_is_stopping_already_is_waited_for(world: World) -> None:
    world.aws.schedule(DATA, "Stopped", {"status": "Stopping", "next": "Stopped"})
    world.succeed("Delete", "After")
    assert len(world.aws.polls) == 1


def test_a_schedule_that_failed_holds_nothing_up(world: World) -> None:
    world.aws.schedule(DATA, "Failed")
    world.succeed("Delete", "After")
    assert world.aws.polls == []


@pytest.mark.parametrize("status", ["Completed", "CompletedWithViolations", "Failed", "Stopped"])
def test_a_run_that_is_over_holds_nothing_up(world: World, status: str) -> None:
    world.aws.schedule(DATA, "Stopped", {"status": status, "job": RUN})
    world.succeed("Delete", "After")
    assert world.aws.polls == []
    assert "StopProcessingJob" not in world.aws.names()


def test_the_deletion_succeeds_when_the_schedules_never_came_up(world: World) -> None:
    world.succeed("Delete", "After", PhysicalResourceId="TheAfterSchedules")


def test_an_update_that_reaches_the_end_starts_the_schedules_at_once(world: World) -> None:
    world.aws.schedule(DATA, "Stopped")
    world.aws.schedule(QUALITY, "Scheduled")
    world.succeed("Update", "After")
    assert _states(world) == ["Scheduled", "Scheduled"]


def test_a_refusal_to_stop_is_told(world: World) -> None:
    world.aws.schedule(DATA)
    world.aws.refusing["StopMonitoringSchedule"] = Refusal("AccessDeniedException", "not allowed")
    assert "not allowed" in world.fail("Update", "Before")


def _renamed(world: World) -> str:
    for name in (f"{OLD}-data-quality", f"{OLD}-model-quality"):
        world.aws.schedule(name)
    answer = world.succeed("Update", "Before", old={"Prefix": OLD})
    assert _states(world) == ["Stopped", "Stopped"]
    found: str = answer["PhysicalResourceId"]
    return found


def test_a_new_model_name_leaves_the_old_schedules_stopped_for_their_deletion(world: World) -> None:
    _renamed(world)
    world.aws.schedule(DATA, "Scheduled")
    world.succeed("Update", "After", old={"Prefix": OLD})
    assert _states(world) == ["Stopped", "Stopped", "Scheduled"]


def test_a_new_model_name_that_is_rolled_back_starts_the_old_schedules_again(world: World) -> None:
    made = _renamed(world)
    world.succeed("Delete", "Before", PhysicalResourceId=made)
    assert _states(world) == ["Scheduled", "Scheduled"]


def test_a_rollback_that_asks_for_another_update_starts_them_again_too(world: World) -> None:
    made = _renamed(world)
    back = {"given": {"Prefix": OLD}, "old": {"Prefix": PREFIX}}
    world.succeed("Update", "Before", PhysicalResourceId=made, RequestId="b", **back)
    world.succeed("Delete", "Before", PhysicalResourceId=made)
    assert _states(world) == ["Scheduled", "Scheduled"]

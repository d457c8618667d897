"""Races, crashes and refusals: nothing is lost, nothing is told twice."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from botocore.exceptions import ClientError
from responder_world import Refusal, World

from lambda_src.responder.handler import LEASE, Responder

DRIFT, VIOLATIONS = "alarm_state_change_drift", "alarm_state_change_violations"
OPENED = ["[prod] demo: data drift: age"]


def _refuse(code: str, status: int = HTTPStatus.INTERNAL_SERVER_ERROR) -> Any:
    def act(_: dict[str, Any]) -> None:
        raise Refusal(code, status)

    return act


class _Death(BaseException):
    """The function's process ends here."""


def _die(_: dict[str, Any]) -> None:
    raise _Death


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_a_lost_race_is_decided_again(world: World, code: str) -> None:
    world.report("01", "age")
    world.aws.once("PutObject", _refuse(code, HTTPStatus.CONFLICT))
    assert world.tell(DRIFT) == OPENED


def test_of_two_alarms_at_once_one_tells(world: World) -> None:
    world.report("01", "age")
    others: list[str] = []
    world.aws.once("PutObject", lambda _: others.extend(world.tell(VIOLATIONS)))
    assert world.tell(DRIFT) == OPENED
    assert others == OPENED
    assert [mail["subject"] for mail in world.aws.mails] == OPENED
    assert set(world.aws.state("incident-data-quality")["alarms"]) == {
        "DriftedFeatures",
        "ConstraintViolations",
    }


def test_races_lost_without_end_are_a_failure(world: World) -> None:
    for _ in range(20):
        world.aws.once("PutObject", _refuse("PreconditionFailed", HTTPStatus.PRECONDITION_FAILED))
    with pytest.raises(ClientError, match="PreconditionFailed"):
        world.tell(DRIFT)


def test_another_refusal_of_a_write_is_not_tried_again(world: World) -> None:
    world.aws.once("PutObject", _refuse("AccessDenied", HTTPStatus.FORBIDDEN))
    with pytest.raises(ClientError, match="AccessDenied"):
        world.tell(DRIFT)
    assert world.aws.mails == []


def test_a_mail_that_was_decided_but_not_sent_is_sent_by_the_retry(world: World) -> None:
    world.report("01", "age")
    world.aws.once("Publish", _refuse("InternalError"))
    with pytest.raises(ClientError, match="InternalError"):
        world.tell(DRIFT)
    assert world.aws.mails == []
    assert world.tell(DRIFT) == OPENED
    assert len(world.aws.events) == 1
    assert world.aws.state("incident-data-quality")["outbox"] == []
    assert world.tell(DRIFT) == []


def test_a_function_that_dies_before_the_mail_leaves_it_to_the_retry(world: World) -> None:
    world.report("01", "age")
    world.aws.once("Publish", _die)
    with pytest.raises(_Death):
        world.tell(DRIFT)
    assert len(world.aws.state("incident-data-quality")["outbox"]) == 2
    assert world.tell(DRIFT) == OPENED
    assert world.aws.state("incident-data-quality")["outbox"] == []


def test_a_function_that_dies_before_it_has_written_is_as_if_it_never_ran(world: World) -> None:
    world.report("01", "age")
    world.aws.once("PutObject", _die)
    with pytest.raises(_Death):
        world.tell(DRIFT)
    assert world.tell(DRIFT) == OPENED


def test_the_next_alarm_finishes_what_an_earlier_one_left(world: World) -> None:
    world.report("01", "age")
    world.aws.once("Publish", _refuse("InternalError"))
    with pytest.raises(ClientError):
        world.tell(DRIFT)
    assert world.tell("alarm_state_change_drift_ok") == [
        *OPENED,
        "[prod] demo: data-quality recovered",
    ]


def test_a_mail_under_way_is_left_to_its_request(world: World) -> None:
    world.report("01", "age")
    during: list[int] = []

    def second_alarm(_: dict[str, Any]) -> None:
        other = Responder(world.env, world.aws.clients.__getitem__, world.now + LEASE - 1)
        other.answer(World.load(VIOLATIONS))
        during.append(len(world.aws.mails))

    world.aws.once("Publish", second_alarm)
    assert world.tell(DRIFT) == OPENED
    assert during == [0]


def test_an_event_that_the_bus_did_not_take_is_put_again_without_a_second_mail(
    world: World,
) -> None:
    world.report("01", "age")
    failed = {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}
    world.aws.once("PutEvents", lambda _: {"FailedEntryCount": 1, "Entries": [failed]})
    with pytest.raises(RuntimeError, match="ThrottlingException"):
        world.tell(DRIFT)
    assert len(world.aws.mails) == 1
    assert world.tell(DRIFT) == []
    assert len(world.aws.events) == 1

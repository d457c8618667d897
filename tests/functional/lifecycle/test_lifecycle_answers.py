"""Every request is answered, once, whatever happens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import urllib3
from lifecycle_aws import Refusal
from lifecycle_world import FUNCTION, JOBS, PREFIX, PROPERTIES, REQUEST, Context

from generator.editions import model_monitor

if TYPE_CHECKING:
    from lifecycle_world import World

EVERY = [(kind, resource) for resource in PROPERTIES for kind in ("Create", "Update", "Delete")]


def _finish(world: World) -> None:
    world.aws.finish_at_the_next_poll(*JOBS)


def test_the_properties_of_these_tests_are_those_of_the_template() -> None:
    found = {
        resource["Type"].removeprefix("Custom::"): set(resource["Properties"]) - {"ServiceToken"}
        for resource in model_monitor().template.to_dict()["Resources"].values()
        if resource["Type"].startswith("Custom::")
    }
    assert found == {resource: set(given) for resource, given in PROPERTIES.items()}


@pytest.mark.parametrize(("kind", "resource"), EVERY)
def test_every_request_succeeds_with_one_answer(world: World, kind: str, resource: str) -> None:
    _finish(world)
    world.succeed(kind, resource)


@pytest.mark.parametrize(("kind", "resource"), EVERY)
def test_every_request_is_answered_when_aws_refuses_everything(
    world: World, kind: str, resource: str
) -> None:
    world.aws.refusing["*"] = Refusal("AccessDeniedException", "You may not do that")
    answer = world.ask(kind, resource)
    assert (answer["Status"] == "FAILED") == bool(world.aws.calls)
    assert "You may not do that" in answer.get("Reason", "You may not do that")


@pytest.mark.parametrize("resource", PROPERTIES)
def test_deleting_what_was_never_made_succeeds(world: World, resource: str) -> None:
    world.aws.bucket = None
    world.aws.keys.clear()
    world.succeed("Delete", resource, PhysicalResourceId=f"The{resource}")


@pytest.mark.parametrize("resource", ["Watched", "Baselines", "After"])
def test_what_needs_no_id_of_its_own_keeps_the_one_it_has(world: World, resource: str) -> None:
    _finish(world)
    first = world.succeed("Create", resource)["PhysicalResourceId"]
    _finish(world)
    second = world.succeed("Update", resource, PhysicalResourceId=first)
    assert second["PhysicalResourceId"] == first == "none"


def test_a_failed_creation_is_answered_with_an_id_that_can_be_deleted(world: World) -> None:
    world.aws.endpoints.clear()
    answer = world.ask("Create", "Watched")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", "none")
    world.succeed("Delete", "Watched", PhysicalResourceId=answer["PhysicalResourceId"])


def test_a_failed_update_keeps_the_id(world: World) -> None:
    world.aws.refusing["*"] = Refusal("AccessDeniedException")
    answer = world.ask("Update", "Before", PhysicalResourceId="demo-1a2b3c4d/before")
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", "demo-1a2b3c4d/before")


def test_a_type_that_nobody_knows_is_refused(world: World) -> None:
    assert "Nonsense" in world.fail("Create", "Nonsense")


@pytest.mark.parametrize("letter", ["x", "ü", "\n", '"', "\\", "🙂", "\ud800"])
def test_the_longest_reason_still_fits_into_an_answer(world: World, letter: str) -> None:
    world.aws.refusing["*"] = Refusal("Nonsense", letter * 9000)
    reason = world.fail("Create", "Watched", LogicalResourceId="L" * 255)
    assert reason.startswith("ClientError(")
    assert len(reason) > 1000


def test_an_answer_that_does_not_get_through_is_sent_again(world: World) -> None:
    world.mailbox.statuses = [503, 500]
    answers = world.invoke(world.event("Delete", "Watched"))
    assert len(answers) == 3
    assert answers[0] == answers[1] == answers[2]
    assert world.aws.polls == [2]  # the first repetition comes at once


def test_an_answer_that_never_gets_through_fails_the_invocation_so_that_lambda_repeats_it(
    world: World,
) -> None:
    event = world.event("Create", "Before")
    world.mailbox.statuses = [503] * 6
    with pytest.raises(urllib3.exceptions.MaxRetryError, match="503"):
        world.invoke(event)
    (answer,) = world.invoke(event)
    assert answer == json.loads(world.mailbox.put[0][1])
    assert len(world.mailbox.put) == 7


def test_the_answer_has_the_empty_content_type_that_its_address_is_signed_for(world: World) -> None:
    world.succeed("Delete", "Watched")
    assert world.mailbox.put[0][0]["Content-Type"] == ""


def test_the_answer_stands_in_the_log(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    answer = world.succeed("Delete", "Watched")
    assert json.loads(capsys.readouterr().out) == answer


def test_when_its_time_is_nearly_up_the_function_invokes_itself_and_goes_on_there(
    world: World,
) -> None:
    event = world.event("Create", "Baselines")
    assert world.invoke(event, Context(120_000, 59_000)) == []
    (invoked,) = world.aws.invoked
    until = invoked["event"].pop("Until")
    assert invoked == {"function": FUNCTION, "event": event}
    _finish(world)
    (answer,) = world.invoke(event | {"Until": until})
    assert answer["Status"] == "SUCCESS"
    assert [*world.aws.jobs] == JOBS
    assert "StopProcessingJob" not in world.aws.names()


def test_it_gives_up_55_minutes_after_the_first_request_not_after_the_last_invocation(
    world: World,
) -> None:
    event = world.event("Create", "Baselines")
    world.invoke(event, Context(59_000))
    first = world.aws.invoked[0]["event"]
    world.invoke(first, Context(59_000))
    assert world.aws.invoked[1]["event"] == first
    (answer,) = world.invoke(first | {"Until": first["Until"] - 3301})
    assert "TimeoutError(" in answer["Reason"]


def test_that_it_cannot_invoke_itself_is_answered(world: World) -> None:
    world.aws.refusing["Invoke"] = Refusal("TooManyRequestsException", "Rate exceeded")
    (answer,) = world.invoke(world.event("Create", "Baselines"), Context(59_000))
    assert answer["Status"] == "FAILED"
    assert "Rate exceeded" in answer["Reason"]


def test_the_request_that_is_answered_is_the_one_that_was_asked(world: World) -> None:
    answer = world.succeed("Create", "Before")
    assert answer["RequestId"] == REQUEST
    assert answer["PhysicalResourceId"] == f"{PREFIX}/{REQUEST}"

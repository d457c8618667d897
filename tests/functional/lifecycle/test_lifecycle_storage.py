"""The beginning and the end of the bucket, and the end of its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lifecycle_aws import Refusal
from lifecycle_world import BUCKET, KEY, KEY_ID, PREFIX, Context

if TYPE_CHECKING:
    from lifecycle_world import World


def _fill(world: World, count: int = 3) -> None:
    for number in range(count):
        world.aws.store(f"capture/{number}.jsonl", marker=number % 3 == 2)


def test_the_id_is_the_buckets_name_and_never_changes(world: World) -> None:
    created = world.succeed("Create", "Storage")
    assert created["PhysicalResourceId"] == BUCKET
    assert created["Data"] == {"Prefix": PREFIX, "Key": KEY}
    change = {"given": {"Environment": "prod", "ModelName": "churn"}, "PhysicalResourceId": BUCKET}
    updated = world.succeed("Update", "Storage", **change)
    assert updated["PhysicalResourceId"] == BUCKET
    assert updated["Data"]["Prefix"] == "churn-1a2b3c4d"
    assert (
        world.succeed("Delete", "Storage", PhysicalResourceId=BUCKET)["PhysicalResourceId"]
        == BUCKET
    )


def test_in_dev_every_version_and_every_delete_marker_goes_then_bucket_and_key(
    world: World,
) -> None:
    _fill(world, 2500)
    world.succeed("Delete", "Storage")
    assert world.aws.bucket is None
    assert world.aws.keys[KEY_ID]["KeyState"] == "PendingDeletion"
    assert world.aws.asked("ScheduleKeyDeletion")[0]["PendingWindowInDays"] == 7


def test_pages_need_no_wait_in_between(world: World) -> None:
    _fill(world, 2500)
    world.succeed("Delete", "Storage")
    assert world.aws.polls == []
    assert len(world.aws.asked("DeleteObjects")) == 3


def test_a_bucket_of_many_pages_is_emptied_in_several_invocations(world: World) -> None:
    _fill(world, 21_000)
    event = world.event("Delete", "Storage")
    assert world.invoke(event, Context(59_000)) == []
    assert len(world.aws.bucket or []) == 1000
    (answer,) = world.invoke(world.aws.invoked[0]["event"])
    assert answer["Status"] == "SUCCESS"
    assert world.aws.bucket is None


def test_what_is_written_while_the_bucket_is_emptied_goes_too(world: World) -> None:
    _fill(world)
    world.aws.once("DeleteBucket", lambda: world.aws.store("capture/late.jsonl"))
    world.succeed("Delete", "Storage")
    assert world.aws.bucket is None
    assert len(world.aws.polls) == 1


def test_a_bucket_that_fills_again_and_again_ends_in_words(world: World) -> None:
    world.aws.once("DeleteBucket", lambda: world.aws.store("capture/late.jsonl"))
    reason = world.fail("Delete", "Storage", Until=0)
    assert reason == f"TimeoutError('not done after 55 minutes: {BUCKET} fills again')"


def test_a_bucket_that_is_gone_is_no_error(world: World) -> None:
    world.aws.bucket = None
    world.succeed("Delete", "Storage")
    assert world.aws.keys[KEY_ID]["KeyState"] == "PendingDeletion"


def test_a_bucket_that_goes_between_two_calls_is_no_error(world: World) -> None:
    _fill(world)
    world.aws.once("DeleteBucket", lambda: setattr(world.aws, "bucket", None))
    world.succeed("Delete", "Storage")


def test_an_object_that_s3_does_not_delete_is_told_at_once(world: World) -> None:
    _fill(world)
    world.aws.locked = {"capture/1.jsonl"}
    reason = world.fail("Delete", "Storage")
    assert f"Cannot empty {BUCKET}" in reason
    assert "capture/1.jsonl" in reason
    assert "Access Denied" in reason
    assert world.aws.polls == []
    assert world.aws.keys[KEY_ID]["KeyState"] == "Enabled"


@pytest.mark.parametrize(
    "operation",
    [
        "ListObjectVersions",
        "DeleteObjects",
        "DeleteBucket",
        "ScheduleKeyDeletion",
    ],
)
def test_a_denied_access_is_told(world: World, operation: str) -> None:
    _fill(world)
    world.aws.refusing[operation] = Refusal("AccessDenied", "Access Denied", 403)
    reason = world.fail("Delete", "Storage")
    assert "Access Denied" in reason
    assert operation in reason


@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_elsewhere_bucket_and_key_stay(world: World, environment: str) -> None:
    _fill(world)
    world.succeed("Delete", "Storage", given={"Environment": environment})
    assert len(world.aws.bucket or []) == 3
    assert world.aws.keys[KEY_ID]["KeyState"] == "Enabled"


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_COMPLETE", "UPDATE_COMPLETE", "DELETE_FAILED"])
def test_a_rollback_of_an_update_keeps_them_in_prod(world: World, status: str) -> None:
    _fill(world)
    world.aws.stack_status = status
    world.succeed("Delete", "Storage", given={"Environment": "prod"})
    assert len(world.aws.bucket or []) == 3


@pytest.mark.parametrize("status", ["ROLLBACK_IN_PROGRESS", "ROLLBACK_FAILED"])
@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_a_creation_that_is_rolled_back_leaves_nothing_anywhere(
    world: World, environment: str, status: str
) -> None:
    _fill(world)
    world.aws.stack_status = status
    world.succeed("Delete", "Storage", given={"Environment": environment})
    assert world.aws.bucket is None
    assert world.aws.keys[KEY_ID]["KeyState"] == "PendingDeletion"


def test_a_key_whose_deletion_is_pending_is_left_so(world: World) -> None:
    world.aws.keys[KEY_ID]["KeyState"] = "PendingDeletion"
    world.succeed("Delete", "Storage")


def test_a_key_that_is_gone_is_no_error(world: World) -> None:
    world.aws.keys.clear()
    world.succeed("Delete", "Storage")


def test_the_users_own_key_is_never_touched(world: World) -> None:
    own = "arn:aws:kms:eu-west-1:999999999999:key/99999999-aaaa-bbbb-cccc-ddddeeeeffff"
    answer = world.succeed("Delete", "Storage", given={"Key": own})
    assert answer["Data"]["Key"] == own
    assert [asked["KeyId"] for asked in world.aws.asked("ScheduleKeyDeletion")] == [KEY_ID]

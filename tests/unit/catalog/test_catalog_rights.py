"""What a deployer and the launch role are allowed, derived from what the editions contain."""

from __future__ import annotations

import fnmatch
import json
from typing import Any

import pytest

from generator.catalog import rights


def allowed(statements: list[dict[str, Any]]) -> list[str]:
    listed = (
        each["Action"] if isinstance(each["Action"], list) else [each["Action"]]
        for each in statements
    )
    return [action for actions in listed for action in actions]


def test_every_action_of_every_resource_type_is_allowed_or_named_as_unused() -> None:
    needed = {action for kind in rights.types() for action in rights.handled(kind)}
    patterns = (*allowed(rights.statements("stack")), *rights.UNUSED)
    assert {action for action in needed if not rights.matches(action, patterns)} == set()


def test_nothing_is_allowed_that_no_resource_type_needs() -> None:
    for pattern in allowed(rights.statements("stack")):
        assert fnmatch.filter(rights.needed(), pattern), pattern


def test_no_unused_pattern_is_left_over() -> None:
    needed = {action for kind in rights.types() for action in rights.handled(kind)}
    assert [pattern for pattern in rights.UNUSED if not fnmatch.filter(needed, pattern)] == []


@pytest.mark.parametrize("sid", ["Roles", "Functions", "Queue", "Rule", "Topic", "Bucket", "Clock"])
def test_what_has_the_stacks_name_is_bounded_by_it(sid: str) -> None:
    [found] = [each for each in rights.statements("SC-") if each["Sid"] == sid]
    assert found["Resource"].endswith("sc-*" if sid == "Bucket" else "SC-*")


def test_a_role_is_passed_to_three_services_alone() -> None:
    [found] = [each for each in rights.statements("x") if "iam:PassRole" in allowed([each])]
    assert found["Condition"]["StringEquals"]["iam:PassedToService"] == rights.PASSED_TO


def test_actions_alike_stand_together_and_few_do_not() -> None:
    many = ["s3:PutBucketAcl", "s3:PutBucketCORS", "s3:PutBucketTagging", "s3:GetBucketAcl"]
    assert rights.shortened(many) == ["s3:GetBucketAcl", "s3:PutBucket*"]


def test_the_deployers_policy_is_json_with_the_stack_in_it() -> None:
    policy = json.loads(rights.deployer_policy("churn"))
    first = policy["Statement"][0]
    assert first["Resource"] == "arn:aws:cloudformation:*:*:stack/churn*/*"
    assert "arn:aws:iam::*:role/churn*" in [each["Resource"] for each in policy["Statement"]]

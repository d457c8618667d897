"""What the helper says of failures, changes and waits."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.deploy.causes import first_cause, rollback_cause
from generator.deploy.follow import last_operation
from generator.deploy.hints import hint
from generator.deploy.meanings import CHANGED, REPLACED, meaning
from generator.deploy.plan import LATER, Difference
from generator.deploy.plan_words import _differences
from generator.deploy.remains import _LISTED, _LOOK
from generator.deploy.stacks import STACK_TYPE, Event
from generator.deploy.waits import USUAL, waited_for
from generator.editions import EDITIONS

AT = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
ARN = "arn:aws:cloudformation:eu-west-1:123456789012:stack/monitor/1"
HAS = {
    name: resource.to_dict()["Type"]
    for compose in EDITIONS.values()
    for name, resource in compose().template.resources.items()
}


def event(name: str, status: str, reason: str = "", kind: str = "AWS::IAM::Role") -> Event:
    return Event(f"{name}-{status}", AT, name, f"{name}-1", kind, status, reason)


def stack(status: str) -> Event:
    return Event(status, AT, "monitor", ARN, STACK_TYPE, status, "")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("ResourceLimitExceeded: 'ml.g5.xlarge for endpoint usage' is 0", "`ml.g5.xlarge for"),
        ("Error occurred during operation 'CREATE'. GeneralServiceException", "drift-monitor"),
        (
            "Requested image 1.dkr.ecr.eu-west-1.amazonaws.com/x:1 not found",
            "in the stack's region",
        ),
        ("User is not authorized to perform: iam:PassRole on resource", "iam:PassRole for"),
        ("Could not assume role: the role cannot be assumed", "too new"),
        ("not authorized to perform: kms:CreateKey with an explicit deny", "lacks that permission"),
        ("The bucket you tried to delete is not empty", "Something still writes"),
        ("Monitoring schedule in status Pending", "A monitoring run is under way"),
        ("EndpointConfig does not have DataCaptureConfig", "must capture data"),
        (
            "ClientError('An error occurred (ValidationException) when calling the DescribeEndpoint"
            ' operation: Could not find endpoint "arn:aws:sagemaker:eu-west-1:1:endpoint/mine".\')',
            "ExistingEndpointName names no endpoint",
        ),
        ('Could not find endpoint configuration "mine"', ""),
        ("demo-alarm already exists", "ModelName=…"),
        ("CloudFormation did not receive a response from your Custom Resource", "its log says"),
        ("Rate exceeded", "asked too often"),
        ("The stars were wrong", ""),
    ],
)
def test_a_known_failure_has_a_hint(reason: str, words: str) -> None:
    assert words in hint(reason)
    assert bool(hint(reason)) == bool(words)


def test_cancellations_are_no_causes() -> None:
    events = [
        event("A", "CREATE_FAILED", "Resource creation cancelled"),
        event("B", "CREATE_FAILED", "the real one"),
        event("C", "CREATE_FAILED", "another"),
    ]
    cause = first_cause(events)
    assert cause
    assert cause.logical_id == "B"


def test_a_failure_after_the_rollback_began_is_a_cause_of_its_own() -> None:
    first, second = event("A", "CREATE_FAILED", "one"), event("B", "DELETE_FAILED", "two")
    begun = stack("ROLLBACK_IN_PROGRESS")
    assert rollback_cause([first, begun, second]) == second
    assert rollback_cause([first, second]) is None


def test_without_a_failed_resource_the_stacks_own_failure_is_the_cause() -> None:
    assert first_cause([stack("CREATE_FAILED")]) == stack("CREATE_FAILED")
    assert first_cause([event("A", "CREATE_COMPLETE")]) is None


def test_the_last_operation_begins_with_the_stacks_own_event() -> None:
    before = [stack("CREATE_IN_PROGRESS"), event("A", "CREATE_COMPLETE"), stack("CREATE_COMPLETE")]
    last = [
        stack("UPDATE_IN_PROGRESS"),
        event("A", "UPDATE_FAILED"),
        stack("UPDATE_ROLLBACK_IN_PROGRESS"),
        stack("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
        stack("UPDATE_ROLLBACK_COMPLETE"),
    ]
    assert last_operation([*before, *last]) == last
    assert last_operation(before) == before


def test_the_wait_names_what_usually_takes_longest() -> None:
    kind = "AWS::SageMaker::Endpoint"
    events = [
        stack("CREATE_IN_PROGRESS"),
        event("Quick", "CREATE_IN_PROGRESS"),
        event("Done", "CREATE_IN_PROGRESS"),
        event("Done", "CREATE_COMPLETE"),
        event("Endpoint", "CREATE_IN_PROGRESS", kind=kind),
    ]
    said = waited_for(events, AT.timestamp() + 125)
    assert said == f"Endpoint for 2:05, usually {USUAL[kind, 'CREATE']}; and 1 more"
    assert waited_for([stack("CREATE_IN_PROGRESS")], 0) == "CloudFormation is at work"


def test_the_tables_name_what_the_templates_have() -> None:
    assert {*REPLACED, *CHANGED} <= set(HAS)
    assert {kind for kind, _ in USUAL} <= {*HAS.values()}
    # What has no being of its own is looked for with what it belongs to.
    parts = {"AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::IAM::Policy",
             "AWS::Lambda::Permission"}  # fmt: skip
    own = {kind for kind in HAS.values() if not kind.startswith("Custom::")}
    assert own - parts == {*_LOOK, *_LISTED}


def test_every_replacement_that_users_notice_has_a_meaning() -> None:
    noticed = ("SageMaker", "S3::Bucket", "KMS", "SNS", "Dashboard", "Alarm", "Lambda::Function")
    silent = [
        name
        for name, kind in HAS.items()
        if any(f"::{part}" in kind for part in noticed) and kind != "AWS::S3::BucketPolicy"
        if not meaning("replaced", name, kind)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a", "b", ["P: a -> b"]),
        (None, "b", ["P: (none) -> b"]),
        ("a", LATER, ["P: known once it is done"]),
        (None, None, ["P: known once it is done"]),
        ('[{"a": 1, "b": [1]}]', '[{"a": 2, "b": [1]}]', ["P.0.a: 1 -> 2"]),
        ('{"a": 1}', '{"a": 1, "b": "x"}', ["P.b: (none) -> x"]),
        ('[1]', '[1, 2]', ["P: [1] -> [1, 2]"]),
        ("x" * 70, "y", [f"P: {'x' * 59}… -> y"]),
    ],
)  # fmt: skip
def test_of_a_property_what_differs_is_shown(
    before: str | None, after: str | None, lines: list[str]
) -> None:
    assert [*_differences(Difference("P", before, after))] == lines

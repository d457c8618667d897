"""Grants: named after their function, merged without a loss, conditional where they are to be."""

from __future__ import annotations

from typing import Any

import pytest
from awacs import aws, s3, sqs
from troposphere import Ref, encode_to_dict

from generator.iam import Grant, document, resource_statement, role, statement, unless


@statement
def read_the_bucket(*resources: str) -> Grant:
    """Read."""
    return Grant([s3.GetObject], resources)


@statement
def write_the_bucket(*resources: str) -> Grant:
    """Write."""
    return Grant([s3.PutObject], resources)


@statement
def find_in_the_bucket(bucket: str) -> Grant:
    """Find."""
    return Grant([s3.ListBucket], [bucket], kind="s3:bucket")


@statement
def send(*resources: str) -> Grant:
    """Send."""
    return Grant([sqs.SendMessage], resources)


@statement
def list_everything() -> Grant:
    """List buckets."""
    return Grant([s3.ListAllMyBuckets], ["*"])


@statement
def list_queues() -> Grant:
    """List queues."""
    return Grant([sqs.ListQueues], ["*"])


@statement
def send_conditioned() -> Grant:
    """Send."""
    return Grant(
        [sqs.SendMessage],
        ["*"],
        {
            "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
            "Bool": {"aws:SecureTransport": "true"},
        },
    )


def statements(*grants: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = encode_to_dict(document(*grants))["Statement"]
    return made


def test_the_sid_is_the_functions_name() -> None:
    assert statements(read_the_bucket("arn:one", "arn:two")) == [
        {
            "Sid": "ReadTheBucket",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": ["arn:one", "arn:two"],
        }
    ]


def test_the_function_keeps_its_name_and_its_words() -> None:
    assert read_the_bucket.__name__ == "read_the_bucket"
    assert read_the_bucket.__doc__ == "Read."


def test_grants_of_different_services_stand_in_one_statement() -> None:
    [made] = statements(read_the_bucket("arn:one"), send("arn:queue"))
    assert made["Sid"] == "Work"
    assert made["Action"] == ["s3:GetObject", "sqs:SendMessage"]
    assert made["Resource"] == ["arn:one", "arn:queue"]


def test_grants_of_one_service_on_other_resources_stay_apart() -> None:
    both = statements(read_the_bucket("arn:one"), send("arn:queue"), write_the_bucket("arn:two"))
    assert [made["Sid"] for made in both] == ["Work", "WriteTheBucket"]
    assert "arn:two" not in both[0]["Resource"]


def test_grants_of_one_service_on_the_same_resources_are_one() -> None:
    [made] = statements(read_the_bucket("arn:one"), write_the_bucket("arn:one"), send("arn:queue"))
    assert made["Action"] == ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]
    assert made["Resource"] == ["arn:one", "arn:queue"]


def test_grants_on_resources_of_another_type_go_together() -> None:
    [made] = statements(read_the_bucket("arn:one/*"), find_in_the_bucket("arn:one"))
    assert made["Action"] == ["s3:GetObject", "s3:ListBucket"]


def test_what_knows_no_resource_stands_together_and_apart_from_the_rest() -> None:
    first, second = statements(read_the_bucket("arn:one"), list_everything(), list_queues())
    assert first["Sid"] == "ReadTheBucket"
    assert second == {
        "Sid": "Unscoped",
        "Effect": "Allow",
        "Action": ["s3:ListAllMyBuckets", "sqs:ListQueues"],
        "Resource": "*",
    }


def test_each_operator_of_a_condition_stands_by_itself_and_so_does_its_statement() -> None:
    first, second = statements(send_conditioned(), read_the_bucket("arn:one"))
    assert "Condition" not in first
    assert second["Sid"] == "SendConditioned"
    assert second["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "Bool": {"aws:SecureTransport": "true"},
    }


def test_an_operator_that_iam_does_not_know_is_refused() -> None:
    with pytest.raises(AttributeError):
        document(Grant([s3.GetObject], ["*"], {"StringEqual": {"a": "b"}}))


def test_a_document_may_hold_a_conditional_statement() -> None:
    made = statements(read_the_bucket("a"), unless("Nothing", read_the_bucket("b")))
    name, yes, no = made[1]["Fn::If"]
    assert (name, yes) == ("Nothing", {"Ref": "AWS::NoValue"})
    assert no["Sid"] == "ReadTheBucket"


def test_a_document_refuses_what_is_no_statement() -> None:
    with pytest.raises(TypeError):
        document({"Effect": "Allow"})  # type: ignore[arg-type]


def test_a_resources_own_policy_says_who() -> None:
    made = resource_statement(
        "Refuse", aws.Principal("*"), Grant([s3.GetObject], ["arn:one"]), effect=aws.Deny
    )
    assert encode_to_dict(made) == {
        "Sid": "Refuse",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:one",
    }


def test_a_role_can_be_assumed_by_its_service_alone_and_bounded() -> None:
    made = encode_to_dict(role("Work", ["lambda"], [read_the_bucket("a")], Condition="Given"))
    assert made["Condition"] == "Given"
    properties = made["Properties"]
    [trust] = properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert trust["Action"] == "sts:AssumeRole"
    assert properties["PermissionsBoundary"]["Fn::If"][0] == "Boundless"
    assert "RoleName" not in properties

"""Statements: named after their function, valid, and conditional where they are to be."""

from __future__ import annotations

import pytest
from awacs import s3, sqs
from troposphere import Ref, encode_to_dict

from generator.iam import Grant, document, only_if, role, statement


@statement
def read_the_bucket(*resources: str) -> Grant:
    """Read."""
    return Grant([s3.GetObject], resources)


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


def test_the_sid_is_the_functions_name() -> None:
    made = encode_to_dict(read_the_bucket("arn:one", "arn:two"))
    assert made == {
        "Sid": "ReadTheBucket",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn:one", "arn:two"],
    }


def test_the_function_keeps_its_name_and_its_words() -> None:
    assert read_the_bucket.__name__ == "read_the_bucket"
    assert read_the_bucket.__doc__ == "Read."


def test_each_operator_of_a_condition_stands_by_itself() -> None:
    assert encode_to_dict(send_conditioned())["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "Bool": {"aws:SecureTransport": "true"},
    }


def test_an_operator_that_iam_does_not_know_is_refused() -> None:
    @statement
    def odd() -> Grant:
        return Grant([s3.GetObject], ["*"], {"StringEqual": {"a": "b"}})

    with pytest.raises(AttributeError):
        odd()


def test_a_document_may_hold_a_conditional_statement() -> None:
    made = encode_to_dict(document(read_the_bucket("a"), only_if("Given", read_the_bucket("b"))))
    assert made["Version"] == "2012-10-17"
    name, yes, no = made["Statement"][1]["Fn::If"]
    assert (name, no) == ("Given", {"Ref": "AWS::NoValue"})
    assert yes["Sid"] == "ReadTheBucket"


def test_a_document_refuses_what_is_no_statement() -> None:
    with pytest.raises(TypeError):
        document({"Effect": "Allow"})  # type: ignore[arg-type]


def test_a_role_can_be_assumed_by_its_service_alone_and_bounded() -> None:
    made = encode_to_dict(role("Work", "lambda", [read_the_bucket("a")], Condition="Given"))
    assert made["Condition"] == "Given"
    properties = made["Properties"]
    [trust] = properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert trust["Action"] == ["sts:AssumeRole"]
    assert properties["PermissionsBoundary"]["Fn::If"][0] == "Bounded"
    assert "RoleName" not in properties

"""What has changed between two templates, and which version number it asks for."""

from __future__ import annotations

from typing import Any

import pytest
from semver import Version

from generator.compare.compare import compare, least
from generator.compare.differences import Difference, differences
from generator.compare.grants import widened
from generator.compare.interface import noticed
from generator.compare.resources import changes


def template(parameters: Any = None, outputs: Any = None, **resources: Any) -> dict[str, Any]:
    return {"Parameters": parameters or {}, "Outputs": outputs or {}, "Resources": resources}


def resource(kind: str, **more: Any) -> dict[str, Any]:
    properties = {name: value for name, value in more.items() if name != "DeletionPolicy"}
    attributes = {name: more[name] for name in ("DeletionPolicy",) if name in more}
    return {"Type": f"AWS::{kind}", "Properties": properties, **attributes}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [Difference(("a", "c"), 2, 3)]),
        ({"a": 1}, {"b": 1}, [Difference(("a",), 1, None), Difference(("b",), None, 1)]),
        ({"a": {"Ref": "X"}}, {"a": {"Ref": "Y"}},
         [Difference(("a",), {"Ref": "X"}, {"Ref": "Y"})]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [Difference(("a",), [1, 2], [1, 3])]),
    ],
)  # fmt: skip
def test_maps_are_compared_key_by_key_and_all_else_whole(before, after, expected) -> None:
    assert [*differences(before, after)] == expected


# --- resources -------------------------------------------------------------------------------


def done(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    return {change.name: change.action for change in changes(before, after)}


def test_a_property_that_cannot_be_changed_in_place_replaces_its_resource() -> None:
    before = template(B=resource("S3::Bucket", BucketName="one", Tags=[]))
    renamed = template(B=resource("S3::Bucket", BucketName="two", Tags=[]))
    tagged = template(B=resource("S3::Bucket", BucketName="one", Tags=[1]))

    [change] = changes(before, renamed)
    assert (change.action, change.because, change.loses) == ("replaced", ("BucketName",), True)
    assert done(before, tagged) == {"B": "changed"}


def test_what_stands_below_a_fixed_property_replaces_too() -> None:
    def model(image: str) -> dict[str, Any]:
        return template(M=resource("SageMaker::Model", PrimaryContainer={"Image": image}))

    [change] = changes(model("a"), model("b"))
    assert (change.action, change.because) == ("replaced", ("PrimaryContainer/Image",))
    assert not change.loses  # a model is made anew of what it is made of


def test_what_refers_to_a_replaced_resource_for_good_is_replaced_with_it() -> None:
    def made(name: str) -> dict[str, Any]:
        return template(
            T=resource("SNS::Topic", TopicName=name),
            S=resource("SNS::Subscription", TopicArn={"Ref": "T"}, Protocol="email"),
            P=resource("SNS::TopicPolicy", Topics=[{"Ref": "T"}]),
        )

    found = {change.name: change for change in changes(made("one"), made("two"))}
    assert {name: change.action for name, change in found.items()} == {
        "T": "replaced", "S": "replaced",
    }  # fmt: skip
    assert found["S"].because == ("refers to T",)


def test_another_type_and_a_resource_that_is_gone_or_new_are_seen() -> None:
    before = template(A=resource("SNS::Topic"), B=resource("SQS::Queue"))
    after = template(A=resource("SQS::Queue"), C=resource("SNS::Topic"))
    assert done(before, after) == {"A": "replaced", "B": "removed", "C": "added"}


def test_a_type_that_has_no_schema_is_changed_in_place() -> None:
    before, after = (
        template(C={"Type": "Custom::Thing", "Properties": {"ServiceToken": "f", "Size": size}})
        for size in (1, 2)
    )
    assert done(before, after) == {"C": "changed"}


def test_a_retained_bucket_that_is_retained_no_more_is_seen() -> None:
    before = template(B=resource("S3::Bucket", DeletionPolicy="Retain"))
    [change] = changes(before, template(B=resource("S3::Bucket")))
    assert [each.path for each in change.differences] == [("DeletionPolicy",)]


# --- parameters and outputs --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ({"Default": "a"}, None, "major"),
        (None, {"Default": "a"}, "minor"),
        (None, {"Type": "String"}, "major"),
        ({"Default": "a"}, {"Default": "b"}, "minor"),
        ({"Default": "a"}, {}, "major"),
        ({"Description": "a"}, {"Description": "b"}, "patch"),
        ({"Type": "String"}, {"Type": "Number"}, "major"),
        ({"AllowedValues": ["a"]}, {"AllowedValues": ["a", "b"]}, "minor"),
        ({"AllowedValues": ["a", "b"]}, {"AllowedValues": ["a"]}, "major"),
        ({"AllowedValues": ["a"]}, {}, "minor"),
        ({}, {"AllowedValues": ["a"]}, "major"),
        ({"MinValue": 1}, {"MinValue": 2}, "major"),
        ({"MinValue": 2}, {"MinValue": 1}, "minor"),
        ({"MaxLength": 2}, {"MaxLength": 1}, "major"),
        ({"MaxLength": 1}, {}, "minor"),
        ({}, {"MaxValue": 1}, "major"),
        ({"AllowedPattern": "a"}, {"AllowedPattern": "b"}, "major"),
        ({"AllowedPattern": "a"}, {}, "minor"),
    ],
)
def test_a_parameters_change_has_the_level_of_what_its_users_notice(before, after, level) -> None:
    old, new = (template({"P": each} if each is not None else {}) for each in (before, after))
    assert [found.level for found in noticed(old, new)] == [level]


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ({"Value": "a"}, None, "major"),
        (None, {"Value": "a"}, "minor"),
        ({"Value": "a"}, {"Value": "b"}, "patch"),
        ({"Value": "a"}, {"Value": "a", "Condition": "C"}, "major"),
        ({"Value": "a", "Condition": "C"}, {"Value": "a"}, "minor"),
        ({"Value": "a", "Export": "x"}, {"Value": "a", "Export": "y"}, "major"),
    ],
)
def test_an_outputs_change_has_the_level_of_what_its_readers_notice(before, after, level) -> None:
    old, new = (template(None, {"O": each} if each else {}) for each in (before, after))
    assert [found.level for found in noticed(old, new)] == [level]


# --- permissions -------------------------------------------------------------------------------


def role(*statements: dict[str, Any]) -> dict[str, Any]:
    document = {"Statement": [*statements]}
    return template(R=resource("IAM::Role", Policies=[{"PolicyDocument": document}]))


def allow(action: Any, target: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": target, **more}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([allow("s3:GetObject")], [allow(["s3:GetObject", "s3:PutObject"])], ["s3:PutObject"]),
        ([allow("s3:*")], [allow("s3:PutObject")], []),
        ([allow("s3:GetObject", "arn:a")], [allow("s3:GetObject")], ["s3:GetObject"]),
        ([allow("s3:GetObject")], [allow("s3:GetObject", "arn:a")], []),
        ([allow("a:B", Condition={"Bool": {"x": "true"}})], [allow("a:B")], ["a:B"]),
        ([], [{"Effect": "Deny", "Action": "a:B", "Resource": "*"}], []),
        ([], [{"Fn::If": ["C", allow("a:B"), {"Ref": "AWS::NoValue"}]}], ["a:B"]),
    ],
)
def test_a_permission_is_widened_by_what_was_not_allowed(before, after, expected) -> None:
    found = widened(role(*before), role(*after))
    assert [grant[0] for grant in found.get("R", [])] == expected


def test_who_may_call_a_function_is_a_permission_too() -> None:
    def called(by: str) -> dict[str, Any]:
        given = {"Action": "lambda:InvokeFunction", "FunctionName": "f", "Principal": by}
        return template(P=resource("Lambda::Permission", **given))

    assert widened(called("events.amazonaws.com"), called("events.amazonaws.com")) == {}
    assert [*widened(called("events.amazonaws.com"), called("*"))] == ["P"]


# --- the number --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "level", "expected"),
    [
        ("1.2.3", "major", "2.0.0"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "patch", "1.2.4"),
        ("0.9.0", "major", "0.10.0"), ("0.9.0", "minor", "0.10.0"), ("0.9.0", "patch", "0.9.1"),
        ("1.2.3", "", "1.2.3"),
    ],
)  # fmt: skip
def test_the_least_number_is_that_of_the_gravest_change(version, level, expected) -> None:
    assert str(least(Version.parse(version), level)) == expected


def test_the_gravest_change_gives_the_level() -> None:
    before = template({"P": {"Default": "a"}}, B=resource("S3::Bucket", BucketName="one"))
    described = template({"P": {"Default": "b"}}, B=resource("S3::Bucket", BucketName="one"))
    renamed = template({"P": {"Default": "a"}}, B=resource("S3::Bucket", BucketName="two"))
    assert compare(before, before).level == ""
    assert compare(before, described).level == "minor"
    assert compare(before, renamed).level == "major"
    assert compare(before, {**before, "Mappings": {"M": {}}}).level == "patch"

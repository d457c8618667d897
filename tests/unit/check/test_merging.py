"""What several checkers say about one thing is one finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.check.checking import check
from generator.check.merging import merged
from generator.check.reading import Source
from generator.checks_finding import Checker, Finding, Level

STATUS = "Resources/Bucket/Properties/VersioningConfiguration/Status"


def finding(
    checker: Checker = "cfn-lint",
    rule: str = "E3030",
    message: str = "'Enbled' is not one of these",
    path: str = STATUS,
    *,
    line: int = 5,
    level: Level = "error",
) -> Finding:
    return Finding(line, path, checker, rule, level, message)


VALIDATE: Checker = "cloudformation-validate"


def test_one_place_and_matter_is_one_finding_with_all_names_and_the_gravest_level() -> None:
    warning = finding(VALIDATE, "W3030", level="warning")
    [one] = merged([warning, finding()])
    assert one.checkers == ("cfn-lint", VALIDATE)
    assert one.rules == ("E3030", "W3030")
    assert one.level == "error"
    assert merged([warning])[0].level == "warning"


def test_the_line_of_a_key_and_of_its_value_are_one_place() -> None:
    [one] = merged([finding(), finding(VALIDATE, "W3030", line=6)])
    assert one.first.line == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Parameter VPN not used", "Parameter 'VPN' is not referenced anywhere"),
        ("'VPN' is a legacy property", "VPN is deprecated"),
        ('Found "${VPN}" outside of "Fn::Sub"', "Found '${VPN}' outside of 'Fn::Sub'"),
    ],
)
def test_other_words_for_the_same_are_the_same(one: str, other: str) -> None:
    assert len(merged([finding(message=one), finding(VALIDATE, "W3030", other)])) == 1


def test_a_place_below_another_is_the_same_place_and_words_may_differ_behind_the_value() -> None:
    deeper = finding(rule="E1020", path="Resources/F/Properties/Role/Ref", message="'A' is not b")
    higher = finding(VALIDATE, "F1020", "'A' is not c", "Resources/F/Properties/Role")
    assert [one.rules for one in merged([higher, deeper])] == [("E1020", "F1020")]


@pytest.mark.parametrize(
    "other",
    [
        finding(VALIDATE, "W3031"),
        finding(VALIDATE, "W3030", path=STATUS + "es"),
        finding(VALIDATE, "W3030", "'Other' is not one of these"),
        finding(rule="W3030"),
        finding("ours", "E9030"),
    ],
    ids=["matter", "neighbour", "value", "same checker", "ours"],
)
def test_another_matter_place_value_or_the_same_checker_is_another_finding(
    other: Finding,
) -> None:
    assert len(merged([finding(), other])) == 2


def test_three_findings_of_one_rule_in_one_place_stay_three() -> None:
    missing = [f"'{name}' is a required property" for name in ("A", "B", "C")]
    both = [
        finding(checker, rule, words)
        for checker, rule in ((VALIDATE, "F3003"), ("cfn-lint", "E3003"))
        for words in missing
    ]
    assert [one.rules for one in merged(both)] == [("E3003", "F3003")] * 3
    assert sorted(one.first.message for one in merged(both)) == missing


def test_two_checkers_that_chose_one_id_for_two_matters_stay_apart() -> None:
    assert len(merged([finding("ours", "E9101"), finding(VALIDATE, "E9101")])) == 2


def test_a_rule_of_ours_has_the_first_word_on_what_another_says_in_part() -> None:
    other = finding(VALIDATE, "E9014", "'EventPattern.detail' must be an array")
    [one] = merged([other, finding("ours", "E9138", "'detail' must be a list, else …")])
    assert one.first.checker == "ours"
    assert one.checkers == ("ours", VALIDATE)


RESOURCE = "Resources/Role/Properties/Policies/0/PolicyDocument/Statement/0/Resource"


@pytest.mark.parametrize(
    "other",
    [
        finding(VALIDATE, "E3510", "'arn:aws:sqs:us-east-1:q' does not match '^…'", RESOURCE),
        finding(rule="E3031", message="'q' does not match 'arn:…'", path=RESOURCE),
        finding(
            rule="W1031",
            message="{'Fn::Sub': 'a'} does not match '^…' when 'Fn::Sub' is resolved",
            path=f"{RESOURCE}/Fn::Sub",
            level="warning",
        ),
    ],
    ids=["resource", "pattern", "resolved"],
)
def test_that_a_value_is_no_arn_is_said_once_whatever_value_others_quote(other: Finding) -> None:
    ours = finding("ours", "E9111", "'arn:aws:sqs:${AWS::Region}:q' has 5 fields", RESOURCE)
    neighbour = replace(ours, path=f"{RESOURCE}s")
    [one, alone] = merged([other, ours, neighbour])
    assert one.findings == (ours, other)
    assert alone.findings == (neighbour,)
    assert len(merged([other, neighbour])) == 2


def test_a_rule_that_holds_a_value_against_six_patterns_is_one_finding_with_their_sum_first() -> (
    None
):
    ends = ["does not match 'a'", "does not match 'b'", "is not valid under any of the schemas"]
    said = [f"{{'Fn::Sub': 'x'}} {end} when 'Fn::Sub' is resolved" for end in ends]
    said.append("'*' was expected when 'Fn::Sub' is resolved")
    [one] = merged(finding(rule="W1031", message=words, level="warning") for words in said)
    assert one.first.message == said[2]
    assert {each.message for each in one.findings} == {*said}
    assert one.rules == ("W1031",)


def test_a_rule_that_objects_to_two_values_of_one_place_has_two_findings() -> None:
    said = ["'a' is not one of these", "'b' is not one of these"]
    assert len(merged(finding(message=words) for words in said)) == 2


FAULTY = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket{}
    Properties: {{VersioningConfiguration: {{Status: Enbled}}}}
  Other:
    Type: AWS::S3::Bucket
    Properties: {{VersioningConfiguration: {{Status: Enbled}}}}
{}
"""
IGNORE = "Metadata: {cfn-lint: {config: {ignore_checks: [E3030]}}}"


@pytest.mark.parametrize(
    ("here", "everywhere", "left"),
    [("", "", ["Bucket", "Other"]), (f"\n    {IGNORE}", "", ["Other"]), ("", IGNORE, [])],
    ids=["nothing", "on the resource", "everywhere"],
)
def test_what_a_template_suppresses_of_cfn_lint_no_other_checker_says_instead(
    here: str, everywhere: str, left: list[str]
) -> None:
    source = Source("template.yaml", FAULTY.format(here, everywhere).encode())
    found = check(source, regions=["us-east-1"]).matters
    enums = [one for one in found if {"E3030", "W3030"} & {*one.rules}]
    assert [one.first.path.split("/")[1] for one in enums] == left

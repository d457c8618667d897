"""What AWS SAM passes on unchanged is judged as what it becomes."""

from __future__ import annotations

import pytest

RULES = ("E9106", "E9138", "E9142", "E9143", "W9124")
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: %s
      InlineCode: %s
      Policies: %s
      Events: {E: %s}
%s
"""
GOOD = ("index.main", '"def main(event, context): pass"', "[AmazonS3ReadOnlyAccess]", "{}", "")


def template(**given: str) -> str:
    names = ("handler", "code", "policies", "event", "more")
    return TEMPLATE % tuple(given.get(name, good) for name, good in zip(names, GOOD, strict=True))


@pytest.mark.parametrize(
    ("given", "rule", "place"),
    [
        ({"handler": "app.main"}, "E9143", "Handler"),
        ({"code": '"def main(event, context)"'}, "E9142", "InlineCode"),
        ({"policies": "[AmazonS3FullAccess]"}, "W9124", "Policies/0"),
        ({"policies": "AdministratorAccess"}, "W9124", "Policies"),
        ({"policies": "['arn:aws:iam::aws:policy/AmazonS3FullAccess']"}, "W9124", "Policies/0"),
        (
            {"event": "{Type: Schedule, Properties: {Schedule: rate(1 hours)}}"},
            "E9106",
            "Events/E/Properties/Schedule",
        ),
        (
            {"event": "{Type: ScheduleV2, Properties: {ScheduleExpression: cron(0 0 * * * *)}}"},
            "E9106",
            "Events/E/Properties/ScheduleExpression",
        ),
        (
            {"event": "{Type: EventBridgeRule, Properties: {Pattern: {source: aws.s3}}}"},
            "E9138",
            "Events/E/Properties/Pattern/source",
        ),
    ],
)
def test_a_fault_that_sam_passes_on_is_found_where_it_is_written(faults, given, rule, place):
    assert [(found, path) for found, path, _ in faults(template(**given))] == [
        (rule, f"Resources/F/Properties/{place}")
    ]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"policies": "[S3ReadPolicy: {BucketName: b}, {Statement: []}]"},
        {"policies": "[AmazonS3FullAccess]", "more": "      Role: arn:aws:iam::1:role/r"},
        {"event": "{Type: Schedule, Properties: {Schedule: rate(1 hour)}}"},
        {"event": "{Type: ScheduleV2, Properties: {ScheduleExpression: at(2030-01-01T00:00:00)}}"},
        {"event": "{Type: EventBridgeRule, Properties: {Pattern: {source: [aws.s3]}}}"},
        {"event": "{Type: Api, Properties: {Schedule: no, Pattern: {source: a}}}"},
        {"event": "5"},
        {"event": "{Type: [Schedule], Properties: 5}"},
    ],
)
def test_what_is_right_and_what_another_event_means_pass(faults, given):
    assert faults(template(**given)) == []

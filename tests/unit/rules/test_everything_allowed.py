from __future__ import annotations

import pytest

RULES = ("W9125",)
TEMPLATE = """
Conditions:
  Own: !Equals [!Ref AWS::Region, a]
Resources:
  Owner:
    Type: %s
    Properties: %s
"""
EVERYTHING = "{Effect: Allow, Action: '*', Resource: '*'}"
POLICIES = "{Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]}"
HOLDERS = [
    ("AWS::IAM::Role", POLICIES),
    ("AWS::IAM::User", POLICIES),
    ("AWS::IAM::Group", POLICIES),
    ("AWS::IAM::Policy", "{PolicyDocument: {Statement: %s}}"),
    (
        "AWS::IAM::ManagedPolicy",
        "{PolicyDocument: {Statement: [!If [Own, %s, !Ref AWS::NoValue]]}}",
    ),
    ("AWS::IAM::RolePolicy", "{PolicyDocument: {Statement: [%s]}}"),
    ("AWS::Serverless::Function", "{Policies: [{Statement: [%s]}]}"),
]


@pytest.mark.parametrize(("kind", "holder"), HOLDERS)
def test_a_policy_that_allows_everything_is_found(faults, kind, holder):
    [(rule, path, message)] = faults(TEMPLATE % (kind, holder % EVERYTHING))
    assert rule == "W9125"
    assert path.endswith("/Action")
    assert "every action on every resource" in message


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: ['s3:*', '*:*'], Resource: [a, '*']}",
        "{Effect: Allow, Action: !If [Own, '*', 's3:*'], Resource: '*'}",
        "{Effect: Allow, Action: '*', Resource: '*', Condition: {}}",
    ],
)
def test_lists_branches_and_an_empty_condition_make_it_no_better(faults, statement):
    assert [rule for rule, _, _ in faults(TEMPLATE % ("AWS::IAM::Role", POLICIES % statement))]


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Deny, Action: '*', Resource: '*'}",
        "{Effect: Allow, Action: 's3:*', Resource: '*'}",
        "{Effect: Allow, Action: '*', Resource: 'arn:aws:s3:::a'}",
        "{Effect: Allow, NotAction: 'iam:*', Resource: '*'}",
        "{Effect: Allow, Action: '*', Resource: '*', Condition: {Bool: {a: 'true'}}}",
        "{Effect: Allow, Action: '*', Resource: '*', Condition: !If [Own, {Bool: {a: b}}, {}]}",
        "{Effect: Allow, Action: !ImportValue a, Resource: '*'}",
    ],
)
def test_a_statement_that_stops_short_of_everything_passes(faults, statement):
    assert faults(TEMPLATE % ("AWS::IAM::Role", POLICIES % statement)) == []


@pytest.mark.parametrize(
    "kind", ["AWS::KMS::Key", "AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"]
)
def test_a_resources_own_policy_is_left_to_other_rules(faults, kind):
    assert faults(TEMPLATE % (kind, f"{{PolicyDocument: {{Statement: [{EVERYTHING}]}}}}")) == []


def test_a_trust_policy_is_no_policy_of_rights(faults):
    given = f"{{AssumeRolePolicyDocument: {{Statement: [{EVERYTHING}]}}}}"
    assert faults(TEMPLATE % ("AWS::IAM::Role", given)) == []


def test_a_permissions_boundary_gives_nothing(faults):
    text = TEMPLATE % (
        "AWS::IAM::ManagedPolicy",
        f"{{PolicyDocument: {{Statement: {EVERYTHING}}}}}",
    )
    user = "  User: {Type: AWS::IAM::User, Properties: {%s: !Ref Owner}}\n"
    assert faults(text + user % "PermissionsBoundary") == []
    assert faults(text + user % "ManagedPolicyArns")

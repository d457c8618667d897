from __future__ import annotations

import pytest

RULES = ("E9115",)
EVENTS = "Principal: {Service: events.amazonaws.com}"
TEMPLATE = """
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: !Ref Key}}
  Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [%s]}}}
  BusKey: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [%s]}}}
  Queue: {Type: AWS::SQS::Queue}
  Rule: {Type: AWS::Events::Rule}
  Talks: {Type: AWS::SNS::TopicPolicy, Properties: {PolicyDocument: {Statement: [%s]}}}
  Takes: {Type: AWS::SQS::QueuePolicy, Properties: {PolicyDocument: {Statement: [%s]}}}
  May: {Type: AWS::Lambda::Permission, Properties: {%s}}
"""
PLACES = {"Key": 0, "BusKey": 1, "Talks": 2, "Takes": 3, "May": 4}


def template(place: str, text: str) -> str:
    parts = [""] * len(PLACES)
    parts[PLACES[place]] = text
    return TEMPLATE % tuple(parts)


def statement(action: str, condition: str, principal: str = EVENTS) -> str:
    return f"{{Effect: Allow, {principal}, Action: {action}, Condition: {condition}}}"


ACCOUNT = "{StringEquals: {'aws:SourceAccount': !Ref AWS::AccountId}}"
OF_RULE = "{ArnLike: {AWS:SourceArn: !GetAtt Rule.Arn}}"
ORG = "{%s: {'aws:PrincipalOrgID': o-1}}"
OF_RULES = "!Sub 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/*'"


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        ("Talks", statement("sns:Publish", ACCOUNT), "aws:sourceaccount is never met"),
        ("Talks", statement("['SNS:*']", OF_RULE), "aws:sourcearn is never met"),
        ("Key", statement("kms:Decrypt", ACCOUNT), "KMS does not see aws:sourceaccount"),
        ("Key", statement("kms:*", OF_RULE), "KMS does not see aws:sourcearn"),
        (
            "Takes",
            statement("sqs:SendMessage", ORG % "StringEquals"),
            "aws:principalorgid is of an organization's principals",
        ),
        (
            "Takes",
            statement("sqs:SendMessage", "{ArnEquals: {'aws:SourceArn': !GetAtt Queue.Arn}}"),
            "'${Queue.Arn}' is none",
        ),
        (
            "Takes",
            statement("sqs:SendMessage", f"{{StringEquals: {{'aws:SourceArn': {OF_RULES}}}}}"),
            "Write ArnLike",
        ),
        (
            "May",
            "Principal: events.amazonaws.com, SourceArn: !Sub 'arn:aws:events:${AWS::Region}:1:x'",
            "is none",
        ),
    ],
)
def test_a_condition_that_shuts_eventbridge_out_is_found(faults, place, text, words):
    [(_, path, message)] = faults(template(place, text))
    assert path.startswith(f"Resources/{place}/Properties")
    assert words in message


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Talks", f"{{Effect: Allow, {EVENTS}, Action: sns:Publish}}"),
        (
            "Talks",
            statement("sns:Publish", ACCOUNT, "Principal: {Service: [cloudwatch.amazonaws.com]}"),
        ),
        ("Talks", statement("sns:Publish", ACCOUNT).replace("Allow", "Deny")),
        ("Key", statement("kms:*", "{StringEquals: {'kms:ViaService': sns.amazonaws.com}}")),
        ("Key", statement("kms:*", ACCOUNT, "Principal: {Service: cloudwatch.amazonaws.com}")),
        ("BusKey", statement("kms:Decrypt", ACCOUNT)),
        ("Takes", statement("sqs:SendMessage", OF_RULE)),
        ("Takes", statement("sqs:SendMessage", ACCOUNT)),
        ("Takes", statement("sqs:SendMessage", ORG % "StringEqualsIfExists")),
        ("Takes", statement("sqs:SendMessage", ORG % "StringNotEquals")),
        ("Takes", statement("sqs:*", ORG % "StringEquals", "Principal: {AWS: '*'}")),
        ("Takes", statement("sqs:SendMessage", f"{{ArnLike: {{'aws:SourceArn': {OF_RULES}}}}}")),
        ("May", "Principal: events.amazonaws.com, SourceArn: !GetAtt Rule.Arn"),
        ("May", f"Principal: events.amazonaws.com, SourceArn: {OF_RULES}"),
        ("May", "Principal: sns.amazonaws.com, SourceArn: !Ref Topic"),
    ],
)
def test_what_eventbridge_meets_or_other_services_do_passes(faults, place, text):
    assert faults(template(place, text)) == []

from __future__ import annotations

import pytest

RULES = ("E9144",)
TEMPLATE = """
Parameters:
  KeyArn: {Type: String, Default: ''}
  Who: {Type: String}
  Region: {Type: String}
Conditions:
  Own: !Equals [!Ref KeyArn, '']
  Other: !Not [!Condition Own]
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: {%s}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/a, TargetKeyId: !Ref Key}}
  Store: {Type: %s}
  Sender: {Type: %s}
"""
ACCOUNT = (
    "{Effect: Allow, Action: 'kms:*', Resource: '*', "
    "Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}}"
)
USE = "Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*'"
TOPIC = "AWS::SNS::Topic, Properties: {KmsMasterKeyId: !Ref Key}"
QUEUE = "AWS::SQS::Queue, Properties: {KmsMasterKeyId: !GetAtt Key.Arn}"
LOGS = "AWS::Logs::LogGroup, Properties: {KmsKeyId: !GetAtt Key.Arn}"
ALARM = "AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!Ref Store]}"
NOBODY = "AWS::SNS::Topic, Properties: {}"
RULE = "AWS::Events::Rule, Properties: {Targets: [{Id: t, Arn: %s%s}]}"
BUCKET = "AWS::S3::Bucket, Properties: {NotificationConfiguration: {%sConfigurations: [{%s: %s}]}}"
SENT = [
    (LOGS, NOBODY, "logs"),
    (LOGS.replace("!GetAtt Key.Arn", "!If [Own, !GetAtt Key.Arn, !Ref KeyArn]"), NOBODY, "logs"),
    (TOPIC, ALARM, "cloudwatch"),
    (TOPIC.replace("!Ref Key", "!Ref Alias"), ALARM, "cloudwatch"),
    (TOPIC.replace("!Ref Key", "!Sub 'arn:aws:kms:eu-west-1:1:key/${Key}'"), ALARM, "cloudwatch"),
    (TOPIC, ALARM.replace("AlarmActions", "OKActions"), "cloudwatch"),
    (TOPIC, ALARM.replace("Alarm,", "CompositeAlarm,"), "cloudwatch"),
    (TOPIC, RULE % ("!Ref Store", ""), "events"),
    (TOPIC, BUCKET % ("Topic", "Topic", "!Ref Store"), "s3"),
    (QUEUE, RULE % ("!GetAtt Store.Arn", ""), "events"),
    (QUEUE, RULE % ("a, DeadLetterConfig: {Arn: !GetAtt Store.Arn}", ""), "events"),
    (QUEUE, BUCKET % ("Queue", "Queue", "!GetAtt Store.Arn"), "s3"),
    (QUEUE, "AWS::SNS::Subscription, Properties: {Endpoint: !GetAtt Store.Arn}", "sns"),
    (QUEUE, "AWS::SNS::Topic, Properties: {Subscription: [{Endpoint: !GetAtt Store.Arn}]}", "sns"),
]


def policy(*statements: str) -> str:
    return f"KeyPolicy: {{Statement: [{', '.join((ACCOUNT, *statements))}]}}"


def allowed(principal: str, rest: str = USE) -> str:
    return policy(f"{{Effect: Allow, Principal: {principal}, {rest}}}")


@pytest.mark.parametrize(("store", "sender", "service"), SENT)
def test_a_service_that_only_the_account_could_let_in_is_found(faults, store, sender, service):
    [(_, path, message)] = faults(TEMPLATE % (policy(), store, sender))
    assert path.startswith("Resources/Store/Properties/Kms")
    assert f"{service}." in message
    assert "policy of its key Key does not allow" in message


@pytest.mark.parametrize(("store", "sender", "service"), SENT)
def test_a_service_that_the_key_policy_names_passes(faults, store, sender, service):
    suffix = ".${AWS::Region}.${AWS::URLSuffix}" if service == "logs" else ".amazonaws.com"
    named = allowed(f"{{Service: [a.amazonaws.com, !Sub '{service}{suffix}']}}")
    assert faults(TEMPLATE % (named, store, sender)) == []


@pytest.mark.parametrize(
    "given",
    [
        "EnableKeyRotation: true",
        allowed("{Service: events.amazonaws.com}"),
        allowed("{Service: cloudwatch-x.amazonaws.com}"),
        allowed("{Service: cloudwatch.amazonaws.com}").replace(
            "Allow, Principal", "Deny, Principal"
        ),
        allowed("{Service: cloudwatch.amazonaws.com}", "Action: kms:Decrypt, Resource: '*'"),
        allowed("{AWS: cloudwatch.amazonaws.com}"),
        allowed("{AWS: !Ref Who}"),
    ],
)
def test_a_policy_that_names_another_or_allows_too_little_shuts_out(faults, given):
    assert [rule for rule, _, _ in faults(TEMPLATE % (given, TOPIC, ALARM))] == ["E9144"]


@pytest.mark.parametrize(
    "service", ["log.${AWS::Region}.amazonaws.com", "cloudwatch.amazonaws.com"]
)
def test_a_misspelt_principal_of_the_logs_is_found(faults, service):
    given = allowed(f"{{Service: !Sub '{service}'}}")
    assert [rule for rule, _, _ in faults(TEMPLATE % (given, LOGS, NOBODY))] == ["E9144"]


@pytest.mark.parametrize(
    "given",
    [
        allowed("'*'"),
        allowed("{AWS: '*'}"),
        allowed("{AWS: ['*']}", USE + ", Condition: {StringEquals: {kms:CallerAccount: '1'}}"),
        allowed("{Service: !Ref Who}"),
        allowed("{Service: !Sub 'cloud${Who}'}"),
        allowed("!Ref Who"),
        allowed("{Service: !ImportValue x}"),
        allowed("{Service: !If [Own, cloudwatch.amazonaws.com, a.amazonaws.com]}"),
        allowed("{Service: cloudwatch.amazonaws.com.cn}"),
        allowed("{Service: cloudwatch.amazonaws.com}", "Action: 'kms:*', Resource: '*'"),
        allowed("{Service: cloudwatch.amazonaws.com}", "NotAction: kms:Put*, Resource: '*'"),
        policy("{Effect: Allow, NotPrincipal: {AWS: '1'}, Action: 'kms:*', Resource: '*'}"),
        policy("!If [Own, !Ref AWS::NoValue, !FindInMap [A, b, c]]", "{'Fn::Transform': {}}"),
        "KeyPolicy: !Ref Who",
        "'Fn::Transform': {Name: AWS::Include}",
    ],
)
def test_what_may_let_the_service_in_passes(faults, given):
    assert faults(TEMPLATE % (given, TOPIC, ALARM)) == []


def test_two_statements_may_allow_it_together(faults):
    one = "{Effect: Allow, Principal: {Service: cloudwatch.amazonaws.com}, Action: %s}"
    given = policy(one % "kms:Decrypt", one % "kms:GenerateDataKey")
    assert faults(TEMPLATE % (given, TOPIC, ALARM)) == []


@pytest.mark.parametrize(
    ("store", "sender"),
    [
        (TOPIC, NOBODY),
        (TOPIC, ALARM.replace("!Ref Store", "!Ref KeyArn")),
        (TOPIC, RULE % ("!Ref Store", ", RoleArn: !Ref Who")),
        (QUEUE, "AWS::Scheduler::Schedule, Properties: {Target: {Arn: !GetAtt Store.Arn}}"),
        (TOPIC.replace("!Ref Key", "alias/mine"), ALARM),
        (TOPIC.replace("!Ref Key", "!Ref KeyArn"), ALARM),
        (
            TOPIC.replace("!Ref Key", "!If [Own, !Ref Key, !Ref KeyArn]"),
            ALARM.replace("[!Ref Store]", "!If [Own, [], [!Ref Store]]"),
        ),
        (f"{TOPIC}, Condition: Own", f"{ALARM}, Condition: Other"),
    ],
)
def test_a_key_that_no_service_has_to_use_passes(faults, store, sender):
    assert faults(TEMPLATE % (policy(), store, sender)) == []


def test_many_alarms_on_one_topic_are_one_finding(faults):
    text = TEMPLATE % (policy(), TOPIC, ALARM) + f"  Second: {{Type: {ALARM}}}\n"
    assert len(faults(text)) == 1

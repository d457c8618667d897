from __future__ import annotations

import pytest

RULES = ("E9116",)
TEMPLATE = """
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: %s}}
  Other: {Type: AWS::SNS::Topic}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyDocument: {Statement: [{Effect: Allow, Action: 'sns:*', Resource: '*'}]}}]
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn, %s}
  Subscribed: {Type: AWS::SNS::Subscription, Properties: {%s}}
  Sent: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref Function, %s}}
"""
NOT_INSIDE, NOTHING = "[]", "Description: ''"
BY_RESOURCE = "Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Function.Arn"
PUBLISHES = """Environment: {Variables: {TO: !Ref Topic}},
      Code: {ZipFile: "boto3.client('sns').publish(TopicArn=os.environ['TO'], Message='m')"}"""
ELSEWHERE = PUBLISHES.replace("!Ref Topic", "!Ref Other")
BOTH = "Environment: {Variables: {TO: !Ref Topic, TO_OTHER: !Ref Other}},\n      "


def code(*lines: str) -> str:
    return BOTH + 'Code: {ZipFile: "' + "\\n".join(lines) + '"}'


@pytest.mark.parametrize(
    ("inside", "function", "subscription", "sent"),
    [
        (NOT_INSIDE, PUBLISHES, BY_RESOURCE, NOTHING),
        ("[{Protocol: lambda, Endpoint: !GetAtt Function.Arn}]", PUBLISHES, NOTHING, NOTHING),
        (
            NOT_INSIDE,
            "Code: {ZipFile: !Sub \"sns.publish(TopicArn='${Topic}')\"}",
            BY_RESOURCE,
            NOTHING,
        ),
        (
            NOT_INSIDE,
            "Environment: {Variables: {TO: !Ref Topic}}, Code: {S3Bucket: b, S3Key: k}",
            BY_RESOURCE,
            NOTHING,
        ),
        (NOT_INSIDE, "DeadLetterConfig: {TargetArn: !Ref Topic}", BY_RESOURCE, NOTHING),
        (
            NOT_INSIDE,
            NOTHING,
            BY_RESOURCE,
            "DestinationConfig: {OnFailure: {Destination: !Ref Topic}}",
        ),
        (
            NOT_INSIDE,
            code("to = os.environ['TO']", "def f():", "  sns.Topic(to).publish(Message='m')"),
            BY_RESOURCE,
            NOTHING,
        ),
        (
            NOT_INSIDE,
            code("const to = process.env.TO; await sns.publish({TopicArn: to}).promise()"),
            BY_RESOURCE,
            NOTHING,
        ),
    ],
)
def test_a_function_that_its_own_messages_call_is_found(
    faults, inside, function, subscription, sent
):
    [(_, path, message)] = faults(TEMPLATE % (inside, function, subscription, sent))
    assert path.endswith("Endpoint")
    assert "Topic calls Function" in message


@pytest.mark.parametrize(
    ("function", "subscription", "sent"),
    [
        (ELSEWHERE, BY_RESOURCE, NOTHING),
        (PUBLISHES, BY_RESOURCE.replace("Topic,", "Other,"), NOTHING),
        (PUBLISHES, BY_RESOURCE + ", FilterPolicy: {kind: [alarm]}", NOTHING),
        (PUBLISHES, "Protocol: email, TopicArn: !Ref Topic, Endpoint: a@b.example", NOTHING),
        (PUBLISHES.replace(".publish(", ".print("), BY_RESOURCE, NOTHING),
        ("Code: {S3Bucket: b, S3Key: k}", BY_RESOURCE, NOTHING),
        (NOTHING, BY_RESOURCE, "DestinationConfig: {OnFailure: {Destination: !Ref Other}}"),
        (code("sns.publish(TopicArn=os.environ['TO_OTHER'], Message='m')"), BY_RESOURCE, NOTHING),
        (
            code(
                "assert event['TopicArn'] == os.environ['TO']",
                "sns.publish(TopicArn=os.environ['TO_OTHER'], Message=os.environ['TO'])",
            ),
            BY_RESOURCE,
            NOTHING,
        ),
        (
            code("await sns.publish({TopicArn: process.env.TO_OTHER, Message: process.env.TO})"),
            BY_RESOURCE,
            NOTHING,
        ),
    ],
)
def test_a_function_that_publishes_elsewhere_passes(faults, function, subscription, sent):
    assert faults(TEMPLATE % (NOT_INSIDE, function, subscription, sent)) == []


def test_a_role_that_may_publish_elsewhere_alone_closes_no_loop(faults):
    text = TEMPLATE % (NOT_INSIDE, f"{BOTH}Code: {{S3Bucket: b, S3Key: k}}", BY_RESOURCE, NOTHING)
    assert faults(text)
    assert faults(text.replace("Resource: '*'", "Resource: !Ref Topic"))
    assert faults(text.replace("Resource: '*'", "Resource: [!Ref Other]")) == []


@pytest.mark.parametrize(("variable", "found"), [("TO", ["E9116"]), ("TO_OTHER", [])])
def test_a_name_that_is_bound_by_way_of_itself_many_times_is_followed_once(faults, variable, found):
    again = ["arn = arn.replace('0', '')"] * 30
    lines = [f"arn = os.environ['{variable}']", *again, "sns.publish(TopicArn=arn, Message='m')"]
    text = TEMPLATE % (NOT_INSIDE, code(*lines), BY_RESOURCE, NOTHING)
    assert [rule for rule, _, _ in faults(text)] == found


COMMAND = "await sns.send(new PublishCommand({TopicArn: topic, Message: 'm'}));"
OUT = "const topic = process.env.TO_OTHER;"


@pytest.mark.parametrize(
    "lines",
    [
        (OUT, "console.log({TopicArn: process.env.TO});", COMMAND),
        (OUT, "new ListSubscriptionsByTopicCommand({TopicArn: process.env.TO});", COMMAND),
        (OUT, "sns.publish({TopicArn: topic}, () => log({TopicArn: process.env.TO}));"),
        (OUT, "sns.publish({TopicArn: topic, Message: f({TopicArn: process.env.TO})});"),
        (OUT, "// sns.publish({TopicArn: process.env.TO});", COMMAND),
        ("const TO = process.env.TO_OTHER;", COMMAND.replace("topic", "TO")),
        (
            OUT,
            "const given = {TopicArn: topic};",
            "log({TopicArn: process.env.TO});",
            "x.publish(given)",
        ),
        (
            "const given = {TopicArn: process.env.TO};",
            "given.TopicArn = other;",
            "x.publish(given)",
        ),
        ("function f() {const topic = process.env.TO}", "function send(topic) {", COMMAND, "}"),
        ("const f = () => {const topic = process.env.TO}", "const send = (topic) => ", COMMAND),
        ("let topic = process.env.TO;", "topic = event.topic;", COMMAND),
        ("const topic = topic2; const topic2 = topic;", COMMAND),
        ("sns.publish({TopicArn: process.env.TO",),
    ],
)
def test_a_topic_that_node_does_not_certainly_publish_to_passes(faults, lines):
    assert faults(TEMPLATE % (NOT_INSIDE, code(*lines), BY_RESOURCE, NOTHING)) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("const topic = process.env.TO;", "log({TopicArn: process.env.TO_OTHER});", COMMAND),
        ("const {TO: topic, REGION} = process.env;", COMMAND),
        ("const {TO} = process.env, topic = TO;", COMMAND),
        ("const TopicArn = process.env['TO'];", "sns.publish({Message: 'a)}', TopicArn});"),
        (
            "const given = {",
            "  Message: 'm',",
            "  TopicArn: process.env.TO,",
            "};",
            "x.publish(given)",
        ),
        ("const given = {Message: 'm'};", "given.TopicArn = process.env.TO;", "x.publish(given)"),
        ("print 'python 2'", "arn = os.environ['TO']", "sns.publish(Message='m', TopicArn=arn)"),
    ],
)
def test_a_topic_that_node_publishes_to_is_found(faults, lines):
    [(_, _, message)] = faults(TEMPLATE % (NOT_INSIDE, code(*lines), BY_RESOURCE, NOTHING))
    assert "Topic calls Function" in message

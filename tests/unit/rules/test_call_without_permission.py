from __future__ import annotations

import json
from pathlib import Path

import pytest
from cfnlint.decode import decode

from generator.editions import EDITIONS
from generator.rules._actions import needed
from generator.rules._calls import calls

RULES = ("E9117",)
ROOT = Path(__file__).parents[3]
TEMPLATE = """
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: named, %s}}
  More: {Type: AWS::IAM::Policy, Properties: {%s}}
  Own: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [], PolicyDocument: %s}}
  Topic: {Type: AWS::SNS::Topic}
  Bucket: {Type: AWS::S3::Bucket}
  ByBucket: {Type: AWS::S3::BucketPolicy, Properties: {PolicyDocument: %s}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Role: %s
      Code: {ZipFile: %s}
"""
OWN_ROLE = "!GetAtt Role.Arn"
PUBLISHES = "\"import boto3\\nboto3.client('sns').publish(TopicArn='t')\""
PUTS = "\"import boto3\\nboto3.client('s3').put_object(Bucket='b')\""


def document(action: str, more: str = "") -> str:
    return f"{{Statement: [{{Effect: Allow, Action: {action}, Resource: '*'{more}}}]}}"


def template(
    *,
    role: str = "Path: /",
    more: str = "PolicyName: more",
    own: str = "{}",
    bucket: str = "{}",
    runs_as: str = OWN_ROLE,
    code: str = PUTS,
) -> str:
    return TEMPLATE % (role, more, own, bucket, runs_as, code)


def allowing(action: str) -> str:
    return f"Policies: [{{PolicyName: p, PolicyDocument: {document(action)}}}]"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"role": allowing("s3:GetObject")},
        {"role": allowing("[s3:PutObjectAcl, 's3:Get*']")},
        {"role": "AssumeRolePolicyDocument: " + document("s3:PutObject")},
        {"more": f"Roles: [another], PolicyDocument: {document('s3:PutObject')}"},
        {"own": document("s3:PutObject")},
        {
            "role": "ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/"
            "AWSLambdaBasicExecutionRole']"
        },
        {"bucket": document("s3:PutObject", ", Principal: {Service: logs.amazonaws.com}")},
        {"role": allowing("s3:*").replace("Allow", "Deny")},
    ],
)
def test_a_call_that_no_policy_allows_is_found(faults, given):
    [(_, path, message)] = faults(template(**given))
    assert path == "Resources/Function/Properties/Code/ZipFile"
    assert "line 2 of the code calls put_object, which needs s3:PutObject" in message
    assert "no policy of Role allows" in message


@pytest.mark.parametrize(
    "given",
    [
        {"role": allowing("s3:PutObject")},
        {"role": allowing("'S3:put*'")},
        {"role": allowing("!Sub 's3:${Verb}Object'")},
        {"role": allowing("x").replace("Action: x", "NotAction: 'iam:*'")},
        {"more": f"Roles: [!Ref Role], PolicyDocument: {document('s3:*')}"},
        {"more": f"Roles: [named], PolicyDocument: {document('s3:*')}"},
        {"role": "ManagedPolicyArns: [!Ref Own]", "own": document("s3:*")},
        {"role": "ManagedPolicyArns: [!Ref Somewhere]"},
        {"role": "ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess']"},
        {"role": "'Fn::Transform': {Name: x}"},
        {"bucket": document("s3:PutObject", ", Principal: {AWS: !GetAtt Role.Arn}")},
        {"runs_as": "!Ref Elsewhere"},
        {"runs_as": "!ImportValue role"},
        {"code": '"not ( python"'},
        {"code": PUBLISHES},
    ],
)
def test_a_call_that_a_policy_allows_or_may_allow_passes(faults, given):
    assert faults(template(**given)) == []


def test_where_one_of_two_actions_is_enough_one_is_proposed(faults):
    [(_, _, message)] = faults(template(code=PUTS.replace("put_object", "get_object")))
    assert "needs s3:GetObject (s3:GetObjectVersion where it names a version), and" in message
    assert "Allow s3:GetObject in Role, on" in message


def test_code_with_substitutions_is_read_too(faults):
    code = "!Sub \"import boto3\\nboto3.client('s3').put_object(Bucket='${Bucket}')\""
    assert [rule for rule, _, _ in faults(template(code=code))] == ["E9117"]


CLIENT = "import boto3\n"
UPLOADS = ["s3.upload_file"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("s3 = boto3.client('s3')\ndef f(): s3.get_object()", ["s3.get_object"]),
        ("def f():\n s3 = boto3.client(service_name='s3')\n s3.get_object()", ["s3.get_object"]),
        ("c = boto3.Session().client('sns'); c.publish()", ["sns.publish"]),
        ("from boto3 import client as c\nc('sqs').send_message()", ["sqs.send_message"]),
        ("import functools\nE = functools.cache(boto3.client); E('s3').x", ["s3.x"]),
        ("from functools import lru_cache\nE=lru_cache(boto3.client);R='s3'\nE(R).x", ["s3.x"]),
        ("@functools.cache\ndef get(n): return boto3.client(n)\nget('s3').x()", ["s3.x"]),
        ("class A:\n def __init__(s): s.c = boto3.client('s3')\n def f(s): s.c.x()", ["s3.x"]),
        ("s3 = None\ndef f():\n global s3\n s3 = boto3.client('s3')\ndef g(): s3.x()", ["s3.x"]),
        ("run(boto3.client('s3').put_object, Bucket='b')", ["s3.put_object"]),
        (
            "c = boto3.client('s3'); c.get_paginator('list_objects_v2').paginate()",
            ["s3.list_objects_v2"],
        ),
        ("a, b = boto3.client('s3'), boto3.client('sns')\nb.publish()", ["sns.publish"]),
        ("c = boto3.client('s3') if x else boto3.client('s3')\nc.x()", ["s3.x"]),
        ("def f():\n [x for x in y if (c := boto3.client('s3'))]\n c.x()", ["s3.x"]),
        ("boto3.resource('dynamodb').Table('t').put_item(Item={})", ["dynamodb.put_item"]),
        ("from boto3 import resource\nb = resource('s3').Bucket('b')\nb.upload_file()", UPLOADS),
        ("s3 = boto3.Session().resource('s3')\ns3.Object('b', 'k').put()", ["s3.put_object"]),
        ("boto3.resource('s3').Bucket('b').Object('k').load()", ["s3.head_object"]),
        # what may be something else, or act as someone else, is not followed
        ("def f(s3): s3.get_object()", []),
        ("s3 = boto3.client('s3')\ndef f(s3): s3.x()", []),
        ("c = boto3.client('s3')\nc = boto3.client('sns')\nc.publish()", []),
        ("boto3.client('s3', aws_access_key_id=a).x()", []),
        ("boto3.client('s3', **found).x()", []),
        ("boto3.Session(profile_name='p').client('s3').x()", []),
        ("boto3.resource('s3').Bucket('b').objects.all().delete()", []),
        ("boto3.resource('s3', **found).Bucket('b').put_object()", []),
        ("boto3.resource('nosuch').Thing('t').put()", []),
        ("t = boto3.resource('dynamodb').Table('t')\nt.name, t.batch_writer()", []),
        ("boto3.client(name).x()", []),
        ("for s3 in clients: s3.get_object()", []),
        ("def a(): return a()\na().x()", []),
    ],
)
def test_clients_are_followed_where_it_is_certain_what_they_are(code, found):
    seen = [f"{call.service}.{call.method}" for call in calls(CLIENT + code)]
    assert [one for one in seen if not one.endswith("get_paginator")] == found


@pytest.mark.parametrize(
    ("service", "method", "actions"),
    [
        ("s3", "list_objects_v2", ("s3:ListBucket",)),
        ("lambda", "invoke", ("lambda:InvokeFunction",)),
        ("sagemaker", "list_monitoring_schedules", ("sagemaker:ListMonitoringSchedules",)),
        ("cloudwatch", "put_metric_data", ("cloudwatch:PutMetricData",)),
        ("stepfunctions", "start_execution", ("states:StartExecution",)),
        ("sagemaker-runtime", "invoke_endpoint", ("sagemaker:InvokeEndpoint",)),
        ("elbv2", "describe_target_health", ("elasticloadbalancing:DescribeTargetHealth",)),
        ("bedrock-runtime", "converse", ("bedrock:InvokeModel",)),
        ("dynamodb", "transact_get_items", ("dynamodb:GetItem",)),
        ("cognito-idp", "initiate_auth", ()),
        ("sts", "get_caller_identity", ()),
        ("s3", "generate_presigned_url", ()),
        ("nosuch", "thing", ()),
    ],
)
def test_a_call_needs_the_action_of_its_operation(service, method, actions):
    assert needed(service, method) == actions


def test_a_topic_without_a_policy_lets_the_account_publish_and_one_with_a_policy_does_not(faults):
    assert faults(template(code=PUBLISHES)) == []
    guarded = "  Guard: {Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref Topic]}}\n"
    assert [rule for rule, _, _ in faults(template(code=PUBLISHES) + guarded)] == ["E9117"]


def test_each_action_is_told_once_with_the_line_of_its_first_call(faults):
    code = (
        "import boto3\nc = boto3.client('s3')\nc.get_object()\n\nc.put_object()\nc.upload_file()\n"
    )
    found = faults(template(code=json.dumps(code)))
    assert [message.split("line ")[1][:1] for _, _, message in found] == ["3", "5"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_our_own_code_is_followed_though_it_is_shortened(edition):
    template, _ = decode(str(ROOT / "templates" / f"{edition}.yaml"))
    assert template is not None
    code = template["Resources"]["Function"]["Properties"]["Code"]["ZipFile"]
    found = {f"{call.service}.{call.method}" for call in calls(code)}
    assert {"s3.put_object", "cloudwatch.put_metric_data", "sagemaker.describe_endpoint"} <= found

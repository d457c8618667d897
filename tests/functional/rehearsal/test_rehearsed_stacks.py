"""CloudFormation on the embedded AWS: SageMaker's types, and what its own services leave out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from monitored import ANALYZER, AT, SERVER, Monitored, artefact, eventually

from generator.rehearsal import StackFailedError

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

CODE = """
import datetime as dt, json, os, time, urllib.request
import boto3
def handler(event, context):
    if "ResponseURL" not in event:
        return other(event, context)
    stack = boto3.client("cloudformation").describe_stacks(StackName=event["StackId"])
    status = stack["Stacks"][0]["StackStatus"]
    print(event["RequestType"], event.get("PhysicalResourceId", ""), status)
    wanted = event["ResourceProperties"]
    answer = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    answer |= {"Status": "SUCCESS", "PhysicalResourceId": "id-" + wanted["Id"]}
    body = json.dumps(answer).encode()
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, method="PUT"))
def other(event, context):
    print("called", json.dumps(event))
    if event.get("again"):
        boto3.client("lambda").invoke(
            FunctionName=context.function_name, InvocationType="Event",
            Payload=json.dumps({"again": event["again"] - 1}))
    if "break" in event:
        raise RuntimeError("broken")
    if "clock" in event:
        boto3.client("sts").get_caller_identity()
        return str(dt.datetime.now(dt.UTC)), str(dt.datetime.fromtimestamp(time.time(), dt.UTC))
    if "bucket" in event:
        boto3.client("s3").put_object(Bucket=event["bucket"], Key="x", Body=b"")
    return dict(os.environ).get("POLL_SECONDS")
"""


def template(resources: dict[str, Any], **outputs: Any) -> str:
    shown = {name: {"Value": value} for name, value in outputs.items()}
    return json.dumps({"Resources": resources, **({"Outputs": shown} if shown else {})})


def att(name: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def made(kind: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties, **more}


def statement(*actions: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    allowed = {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}
    return {"Version": "2012-10-17", "Statement": [allowed]}


def function(**properties: Any) -> dict[str, Any]:
    """A function that may write its log, describe stacks, call itself and fill its queue."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
             "Action": "sts:AssumeRole"}  # fmt: skip
    may = statement(
        "logs:CreateLogStream", "logs:PutLogEvents", "cloudformation:DescribeStacks",
        "sqs:SendMessage", "lambda:InvokeFunction",
    )  # fmt: skip
    given = {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Code": {"ZipFile": CODE},
        "Role": att("Role", "Arn"),
        "LoggingConfig": {"LogGroup": {"Ref": "Log"}},
        "Timeout": 20,
    }
    return {
        "Log": made("AWS::Logs::LogGroup", {"RetentionInDays": 30}),
        "Role": made("AWS::IAM::Role", {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [{"PolicyName": "may", "PolicyDocument": may}],
        }),
        "Function": made("AWS::Lambda::Function", {**given, **properties}),
    }  # fmt: skip


def custom(wanted: str) -> dict[str, Any]:
    properties = {"ServiceToken": att("Function", "Arn"), "ServiceTimeout": 30, "Id": wanted}
    return {"Thing": made("Custom::Thing", properties)}


def log(aws: EmbeddedAws, group: str) -> list[str]:
    logs = aws.client("logs")
    lines = []
    for stream in logs.describe_log_streams(logGroupName=group)["logStreams"]:
        found = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])
        lines += [(one["timestamp"], one["message"].strip()) for one in found["events"]]
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def monitoring(limit: int = 3600, expression: str = "cron(0 * ? * * *)") -> dict[str, Any]:
    """An endpoint with a schedule; names where CloudFormation makes none."""
    kind = "AWS::SageMaker::"
    local = "/opt/ml/processing/"
    variant = {"ModelName": att("Model", "ModelName"), "VariantName": "AllTraffic",
               "InitialInstanceCount": "1", "InitialVariantWeight": 1,
               "InstanceType": "ml.t2.medium"}  # fmt: skip
    capture = {"EnableCapture": "true", "InitialSamplingPercentage": "100",
               "DestinationS3Uri": "s3://data/capture",
               "CaptureOptions": [{"CaptureMode": "Input"}]}  # fmt: skip
    output = {"S3Output": {"S3Uri": "s3://data/reports", "LocalPath": f"{local}output"}}
    watched = {"EndpointName": att("Endpoint", "EndpointName"), "LocalPath": f"{local}input"}
    cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
    return {
        "Model": made(f"{kind}Model", {
            "ExecutionRoleArn": "arn:aws:iam::123456789012:role/monitor",
            "PrimaryContainer": {"Image": SERVER, "ModelDataUrl": "s3://data/model/model.tar.gz"},
        }),
        "Config": made(f"{kind}EndpointConfig", {
            "ProductionVariants": [variant], "DataCaptureConfig": capture,
        }),
        "Endpoint": made(f"{kind}Endpoint", {
            "EndpointConfigName": att("Config", "EndpointConfigName"),
        }),
        "Job": made(f"{kind}DataQualityJobDefinition", {
            "DataQualityAppSpecification": {"ImageUri": ANALYZER},
            "DataQualityJobInput": {"EndpointInput": watched},
            "DataQualityJobOutputConfig": {"MonitoringOutputs": [output]},
            "JobResources": {"ClusterConfig": cluster},
            "RoleArn": "arn:aws:iam::123456789012:role/monitor",
            "StoppingCondition": {"MaxRuntimeInSeconds": str(limit)},
        }),
        "Schedule": made(f"{kind}MonitoringSchedule", {
            "MonitoringScheduleName": "watch",
            "MonitoringScheduleConfig": {
                "MonitoringType": "DataQuality",
                "MonitoringJobDefinitionName": att("Job", "JobDefinitionName"),
                "ScheduleConfig": {"ScheduleExpression": expression},
            },
        }),
    }  # fmt: skip


def names(**wanted: str) -> dict[str, Any]:
    return {**{key: {"Ref": key} for key in ("Endpoint", "Job", "Schedule")}, **{
        f"{key}Name": att(key, attribute) for key, attribute in wanted.items()
    }}  # fmt: skip


def test_a_monitored_endpoint_comes_up_changes_in_place_and_goes(monitored: Monitored) -> None:
    shown = names(Endpoint="EndpointName", Job="JobDefinitionName")
    aws = monitored.aws
    first = aws.deploy(template(monitoring(), **shown))
    assert first["Endpoint"].endswith(f":endpoint/{first['EndpointName']}")
    later = aws.deploy(template(monitoring(expression="cron(0 5 ? * * *)"), **shown))
    assert later == first
    longer = aws.deploy(template(monitoring(limit=1800, expression="cron(0 5 ? * * *)"), **shown))
    assert longer["Schedule"] == first["Schedule"]
    assert longer["JobName"] != first["JobName"]
    definitions = monitored.aws.client("sagemaker").describe_monitoring_schedule
    config = definitions(MonitoringScheduleName="watch")["MonitoringScheduleConfig"]
    assert config["MonitoringJobDefinitionName"] == longer["JobName"]
    aws.destroy()
    assert monitored.sagemaker.list_endpoints()["Endpoints"] == []


def test_a_stack_fails_where_the_service_refuses(monitored: Monitored) -> None:
    with pytest.raises(StackFailedError, match=r"Schedule: .*may take 3600 seconds"):
        monitored.aws.deploy(template(monitoring(limit=7200)))
    assert monitored.sagemaker.list_endpoints()["Endpoints"] == []


def test_a_stack_fails_where_the_artefact_cannot_be_loaded(monitored: Monitored) -> None:
    monitored.put("model/model.tar.gz", artefact("import nothing_of_that_name"))
    with pytest.raises(StackFailedError, match=r"Endpoint: .*nothing_of_that_name"):
        monitored.aws.deploy(template(monitoring()))


def test_a_bucket_has_all_its_properties_and_stays_while_it_is_not_empty(aws: EmbeddedAws) -> None:
    rules = [{"Id": "old", "Status": "Enabled", "Prefix": "capture/", "ExpirationInDays": 30,
              "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
              "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}]  # fmt: skip
    how = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": att("Key", "Arn")}
    encryption = [{"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": how}]
    bucket = made("AWS::S3::Bucket", {
        "BucketEncryption": {"ServerSideEncryptionConfiguration": encryption},
        "LifecycleConfiguration": {"Rules": rules},
    })  # fmt: skip
    key = made("AWS::KMS::Key", {"KeyPolicy": statement(
        "kms:*", Principal={"AWS": "arn:aws:iam::123456789012:root"}
    )})  # fmt: skip
    out = aws.deploy(template({"Key": key, "Bucket": bucket}, Name={"Ref": "Bucket"}))
    s3 = aws.client("s3")
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=out["Name"])["Rules"]
    assert (rule["Filter"], rule["Expiration"]) == ({"Prefix": "capture/"}, {"Days": 30})
    assert s3.put_object(Bucket=out["Name"], Key="x")["ServerSideEncryption"] == "aws:kms"
    with pytest.raises(StackFailedError, match="not empty"):
        aws.destroy()
    s3.delete_object(Bucket=out["Name"], Key="x")
    aws.destroy()
    assert s3.list_buckets()["Buckets"] == []


def test_a_dashboard_that_is_not_json_fails_the_stack(aws: EmbeddedAws) -> None:
    board = {"Board": made("AWS::CloudWatch::Dashboard", {"DashboardBody": "{widgets: []}"})}
    with pytest.raises(StackFailedError, match="Board"):
        aws.deploy(template(board))


def test_a_replaced_custom_resource_is_deleted_in_the_cleanup_phase(aws: EmbeddedAws) -> None:
    shown = {"Log": {"Ref": "Log"}}
    group = aws.deploy(template(function() | custom("1"), **shown))["Log"]
    aws.deploy(template(function() | custom("2"), **shown))
    wrong = {"Wrong": made("AWS::CloudWatch::Dashboard", {"DashboardBody": "no"},
                           DependsOn="Thing")}  # fmt: skip
    with pytest.raises(StackFailedError):
        aws.deploy(template(function() | custom("3") | wrong, **shown))
    seen = [line for line in log(aws, group) if line.startswith(("Create", "Update", "Delete"))]
    assert "Delete id-1 UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" in seen
    assert "Delete id-3 UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" in seen
    assert not [line for line in seen if line.startswith("Delete id-2")]


def test_a_function_that_fails_twice_leaves_its_event_in_the_dead_letter_queue(
    aws: EmbeddedAws,
) -> None:
    resources = function(DeadLetterConfig={"TargetArn": att("Queue", "Arn")}) | {
        "Queue": made("AWS::SQS::Queue", {"SqsManagedSseEnabled": True}),
        "Retries": made("AWS::Lambda::EventInvokeConfig", {
            "FunctionName": {"Ref": "Function"}, "Qualifier": "$LATEST", "MaximumRetryAttempts": 1,
        }),
    }  # fmt: skip
    out = aws.deploy(template(resources, Name={"Ref": "Function"}, Queue={"Ref": "Queue"},
                              Log={"Ref": "Log"}))  # fmt: skip
    aws.client("lambda").invoke(
        FunctionName=out["Name"], InvocationType="Event", Payload=b'{"break": 1}'
    )
    sqs = aws.client("sqs")
    (message,) = eventually(lambda: sqs.receive_message(QueueUrl=out["Queue"]).get("Messages"))
    assert json.loads(message["Body"]) == {"break": 1}
    assert log(aws, out["Log"]).count('called {"break": 1}') == 2


def test_a_function_can_call_itself_and_has_the_environment_of_rehearsals(
    aws: EmbeddedAws,
) -> None:
    out = aws.deploy(template(function(), Name={"Ref": "Function"}, Log={"Ref": "Log"}))
    answer = aws.client("lambda").invoke(FunctionName=out["Name"], Payload=b'{"again": 2}')
    assert json.load(answer["Payload"]) == "0.2"
    assert eventually(lambda: 'called {"again": 0}' in log(aws, out["Log"]))


def test_a_function_is_refused_what_its_role_does_not_have(aws: EmbeddedAws) -> None:
    out = aws.deploy(template(function(), Name={"Ref": "Function"}))
    aws.client("s3").create_bucket(Bucket="mine")
    answer = aws.client("lambda").invoke(FunctionName=out["Name"], Payload=b'{"bucket": "mine"}')
    said = json.load(answer["Payload"])["errorMessage"]
    assert "AccessDenied" in said
    assert "is not authorized to perform: s3:PutObject" in said


def test_a_function_sees_the_clock_that_is_set_and_is_served(aws: EmbeddedAws) -> None:
    out = aws.deploy(template(function(), Name={"Ref": "Function"}))
    aws.clock(AT)
    answer = aws.client("lambda").invoke(FunctionName=out["Name"], Payload=b'{"clock": 1}')
    now, seconds = json.load(answer["Payload"])
    assert now.startswith("2026-11-23 09:")
    assert seconds.startswith("2026-11-23 09:")


def test_a_scheduled_rule_waits_for_the_strike_and_the_strike_for_what_follows(
    aws: EmbeddedAws,
) -> None:
    target = {"Id": "function", "Arn": att("Function", "Arn"), "Input": '{"again": 2}'}
    rule = {"ScheduleExpression": "rate(10 minutes)", "Targets": [target]}
    resources = function() | permitting({"Rule": made("AWS::Events::Rule", rule)})
    out = aws.deploy(template(resources, Name={"Ref": "Function"}, Log={"Ref": "Log"}))
    aws.strike()
    assert log(aws, out["Log"]).count('called {"again": 0}') == 1


def permitting(rule: dict[str, Any]) -> dict[str, Any]:
    """Add the function's permission for the rule to it."""
    return rule | {
        "Permission": made("AWS::Lambda::Permission", {
            "FunctionName": {"Ref": "Function"}, "Action": "lambda:InvokeFunction",
            "Principal": "events.amazonaws.com", "SourceArn": att("Rule", "Arn"),
        }),
    }  # fmt: skip


@pytest.mark.parametrize("permitted", [True, False])
def test_events_reach_a_function_that_permits_it_alone(
    aws: EmbeddedAws, *, permitted: bool
) -> None:
    rule = {"Rule": made("AWS::Events::Rule", {
        "EventPattern": {"source": ["mine"]},
        "Targets": [{"Id": "function", "Arn": att("Function", "Arn")}],
    })}  # fmt: skip
    resources = function() | (permitting(rule) if permitted else rule)
    out = aws.deploy(template(resources, Name={"Ref": "Function"}, Log={"Ref": "Log"}))
    entry = {"Source": "mine", "DetailType": "a change", "Detail": "{}"}
    aws.client("events").put_events(Entries=[entry])
    came = eventually(lambda: log(aws, out["Log"]), seconds=5 if permitted else 1)
    assert bool(came) == permitted

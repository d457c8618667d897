"""Time that passes, and what is due meanwhile."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from monitored import AT, HOUR, Monitored, packed, role
from test_rehearsed_runs import ready

from generator.rehearsal import ControlError

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

PAST = AT + dt.timedelta(minutes=20)
CODE = """
import boto3, json, time
def handler(event, context):
    key = time.strftime("%H:%M", time.gmtime(time.time()))
    boto3.client("s3").put_object(Bucket="calls", Key=key, Body=json.dumps(event))
"""


def function(aws: EmbeddedAws) -> str:
    """Make a function that notes its calls in a bucket; give its ARN."""
    aws.client("s3").create_bucket(Bucket="calls")
    made = aws.client("lambda").create_function(
        FunctionName="noted",
        Runtime="python3.13",
        Handler="index.handler",
        Role=role(aws, "noted", "s3:PutObject", service="lambda"),
        Code={"ZipFile": packed(CODE)},
    )
    arn: str = made["FunctionArn"]
    return arn


def schedule(aws: EmbeddedAws, clock: str, **more: Any) -> None:
    aws.client("scheduler").create_schedule(
        Name="often",
        ScheduleExpression="cron(15 * * * ? *)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": function(aws), "RoleArn": clock},
        **more,
    )


def calls(aws: EmbeddedAws) -> dict[str, Any]:
    """Give what the function was called with, by the time at which it saw itself called."""
    s3 = aws.client("s3")
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket="calls").get("Contents", [])]
    return {key: json.load(s3.get_object(Bucket="calls", Key=key)["Body"]) for key in keys}


def test_a_schedule_calls_whenever_it_is_due(aws: EmbeddedAws) -> None:
    schedule(aws, role(aws, "clock", "lambda:InvokeFunction", service="scheduler"))
    aws.clock(PAST)
    aws.wait(PAST + 2 * HOUR)
    found = calls(aws)
    assert [*found] == ["10:15", "11:15"]
    assert found["10:15"]["time"] == "2026-11-23T10:15:00Z"
    assert found["10:15"]["source"] == "aws.scheduler"


def test_a_schedule_that_is_off_calls_nobody(aws: EmbeddedAws) -> None:
    may = role(aws, "clock", "lambda:InvokeFunction", service="scheduler")
    schedule(aws, may, State="DISABLED")
    aws.clock(PAST)
    aws.wait(PAST + HOUR)
    assert calls(aws) == {}


@pytest.mark.parametrize(
    ("service", "action"),
    [("lambda", "lambda:InvokeFunction"), ("scheduler", "lambda:GetFunction")],
)
def test_a_schedule_calls_as_its_role(aws: EmbeddedAws, service: str, action: str) -> None:
    schedule(aws, role(aws, "clock", action, service=service))
    aws.clock(PAST)
    aws.wait(PAST + HOUR)
    assert calls(aws) == {}
    assert "Scheduler: arn:aws:iam::123456789012:role/clock must not call" in aws.log.read_text()


def test_a_monitoring_schedule_runs_at_its_hours_and_not_while_it_is_stopped(
    monitored: Monitored,
) -> None:
    ready(monitored)
    monitored.aws.clock(PAST)
    monitored.invoke("1,1")
    monitored.aws.wait(PAST + HOUR)
    monitored.sagemaker.stop_monitoring_schedule(MonitoringScheduleName="definition")
    monitored.aws.wait(PAST + 2 * HOUR)
    monitored.sagemaker.start_monitoring_schedule(MonitoringScheduleName="definition")
    monitored.aws.wait(PAST + 3 * HOUR)
    listed = monitored.sagemaker.list_monitoring_executions(
        MonitoringScheduleName="definition", SortOrder="Ascending"
    )
    found = listed["MonitoringExecutionSummaries"]
    assert [one["ScheduledTime"] for one in found] == [AT + HOUR, AT + 3 * HOUR]
    assert "ProcessingJobArn" in found[0]
    assert found[1]["FailureReason"] == "Job inputs had no data"


@pytest.mark.parametrize(("rate", "strikes"), [("10 minutes", True), ("2 hours", False)])
def test_a_rule_strikes_if_its_time_comes(aws: EmbeddedAws, rate: str, *, strikes: bool) -> None:
    arn = function(aws)
    events = aws.client("events")
    rule = events.put_rule(Name="often", ScheduleExpression=f"rate({rate})")["RuleArn"]
    events.put_targets(Rule="often", Targets=[{"Id": "one", "Arn": arn}])
    aws.client("lambda").add_permission(
        FunctionName="noted",
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )
    aws.clock(PAST)
    aws.wait(PAST + HOUR)
    assert [*calls(aws)] == ["10:20"] * strikes


def test_time_does_not_go_back(aws: EmbeddedAws) -> None:
    aws.clock(PAST)
    with pytest.raises(ControlError, match="time does not go back"):
        aws.wait(PAST - HOUR)

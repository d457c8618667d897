"""Alerting's calls, checked by botocore's model of each service."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import boto3
import click
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from generator.deploy import alerting
from generator.deploy.awsclient import AwsClient, NoStackError
from generator.deploy.watching import Watching
from generator.deploy.words import Time
from generator.errors import GeneratorError

TOPIC = "arn:aws:sns:us-east-1:123456789012:monitor-Topic"
WATCHING = Watching(
    "monitor",
    {"Environment": "dev", "ModelName": "demo"},
    {"BucketName": "bucket", "TopicArn": TOPIC, "TemplateVersion": "0.1.0"},
)
WHERE = {"Bucket": "bucket", "Key": "state/state.json"}
UNTIL = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> AwsClient:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nobody")
    return AwsClient("us-east-1")


def stubbed(aws: AwsClient, service: str) -> Stubber:
    client = boto3.client(service, region_name="us-east-1")
    aws._clients[service] = client
    stub = Stubber(client)
    stub.activate()
    return stub


def stored(content: dict[str, Any], tag: str) -> dict[str, Any]:
    body = json.dumps(content).encode()
    return {"Body": StreamingBody(io.BytesIO(body), len(body)), "ETag": tag}


def written(content: dict[str, Any], **condition: str) -> dict[str, Any]:
    return {**WHERE, "Body": json.dumps(content).encode(), **condition}


def knowing(aws: AwsClient, text: str) -> None:
    stub = stubbed(aws, "cloudformation")
    stub.add_response("get_template", {"TemplateBody": text}, {"StackName": "monitor"})


def test_who_has_not_confirmed_is_told_apart_over_all_pages(aws: AwsClient) -> None:
    stub = stubbed(aws, "sns")
    one = {"Endpoint": "a@example.com", "SubscriptionArn": f"{TOPIC}:1"}
    other = {"Endpoint": "b@example.com", "SubscriptionArn": "PendingConfirmation"}
    first = {"Subscriptions": [one], "NextToken": "more"}
    stub.add_response("list_subscriptions_by_topic", first, {"TopicArn": TOPIC})
    asked = {"TopicArn": TOPIC, "NextToken": "more"}
    stub.add_response("list_subscriptions_by_topic", {"Subscriptions": [other]}, asked)
    found = alerting.subscribers(aws, WATCHING)
    assert [(each.address, each.confirmed) for each in found] == [
        ("a@example.com", True),
        ("b@example.com", False),
    ]


def test_muting_changes_nothing_else_and_tries_again_when_the_responder_was_faster(
    aws: AwsClient,
) -> None:
    knowing(aws, "now>state.get('muted',0)")
    stub = stubbed(aws, "s3")
    muted = {"muted": UNTIL.timestamp()}
    stub.add_response("get_object", stored({"told": {"runs": []}}, "one"), WHERE)
    stub.add_client_error(
        "put_object",
        "PreconditionFailed",
        http_status_code=412,
        expected_params=written({"told": {"runs": []}, **muted}, IfMatch="one"),
    )
    stub.add_response("get_object", stored({"told": {"runs": ["x"]}}, "two"), WHERE)
    stub.add_response("put_object", {}, written({"told": {"runs": ["x"]}, **muted}, IfMatch="two"))
    alerting.mute(aws, WATCHING, UNTIL)
    stub.assert_no_pending_responses()


def test_a_stack_that_nobody_has_called_yet_is_muted_too(aws: AwsClient) -> None:
    knowing(aws, "'muted'")
    stub = stubbed(aws, "s3")
    stub.add_client_error("get_object", "NoSuchKey", http_status_code=404)
    stub.add_response("put_object", {}, written({"muted": UNTIL.timestamp()}, IfNoneMatch="*"))
    alerting.mute(aws, WATCHING, UNTIL)
    stub.assert_no_pending_responses()


def test_a_function_that_does_not_know_muting_is_not_muted(aws: AwsClient) -> None:
    knowing(aws, "an older template")
    with pytest.raises(NoStackError, match=r"version 0\.1\.0 cannot be muted: update the stack"):
        alerting.mute(aws, WATCHING, UNTIL)


def test_muting_ends_by_itself(aws: AwsClient) -> None:
    stub = stubbed(aws, "s3")
    for _ in range(2):
        stub.add_response("get_object", stored({"muted": UNTIL.timestamp()}, "one"), WHERE)
    second = dt.timedelta(seconds=1)
    assert alerting.muted_until(aws, WATCHING, UNTIL - second) == UNTIL
    assert alerting.muted_until(aws, WATCHING, UNTIL) is None


def test_an_alarm_whose_incident_is_open_is_not_tried(aws: AwsClient) -> None:
    stub, stacks = stubbed(aws, "s3"), stubbed(aws, "cloudformation")
    told = {"endpoint": ["ModelLatency"], "runs": []}
    stub.add_response("get_object", stored({"told": told}, "one"), WHERE)
    detail = {
        "LogicalResourceId": "FailedAlarm",
        "PhysicalResourceId": "monitor-FailedAlarm-1",
        "ResourceType": "AWS::CloudWatch::Alarm",
        "LastUpdatedTimestamp": UNTIL,
        "ResourceStatus": "CREATE_COMPLETE",
    }
    stacks.add_response(
        "describe_stack_resource",
        {"StackResourceDetail": detail},
        {"StackName": "monitor", "LogicalResourceId": "FailedAlarm"},
    )
    assert alerting.trial(aws, WATCHING).alarm == "monitor-FailedAlarm-1"


def test_with_incidents_everywhere_nothing_is_tried(aws: AwsClient) -> None:
    stub = stubbed(aws, "s3")
    told = {"endpoint": ["ModelLatency"], "runs": ["RunFailures"]}
    stub.add_response("get_object", stored({"told": told}, "one"), WHERE)
    with pytest.raises(GeneratorError, match="incidents are open on endpoint and runs"):
        alerting.trial(aws, WATCHING)


def test_an_alarm_that_falls_back_before_it_is_seen_rings_again(aws: AwsClient) -> None:
    stub, alarms = stubbed(aws, "s3"), stubbed(aws, "cloudwatch")
    tried = alerting.Trial("monitor-LatencyAlarm-1", "endpoint", "ModelLatency")
    stub.add_response("get_object", stored({"told": {"endpoint": []}}, "one"), WHERE)
    fallen = {"MetricAlarms": [{"AlarmName": tried.alarm, "StateValue": "OK"}]}
    alarms.add_response("describe_alarms", fallen, {"AlarmNames": [tried.alarm]})
    alarms.add_response(
        "set_alarm_state",
        {},
        {
            "AlarmName": tried.alarm,
            "StateValue": "ALARM",
            "StateReason": "monitor-stack alert-test: a test, nothing is wrong",
            "StateReasonData": '{"test": true}',
        },
    )
    open_ = {"told": {"endpoint": ["ModelLatency"]}, "outbox": []}
    stub.add_response("get_object", stored(open_, "two"), WHERE)
    assert alerting.seen(aws, WATCHING, tried, ringing=True, seconds=30)
    alarms.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-24T12:00Z", UNTIL),
        ("2026-11-24 12:00", UNTIL),
        ("2026-11-24T13:00+01:00", UNTIL),
    ],
)
def test_a_time_is_utc_unless_it_says_otherwise(text: str, at: dt.datetime) -> None:
    assert Time().convert(text, None, None) == at


def test_a_span_lies_ahead() -> None:
    before = dt.datetime.now(dt.UTC)
    found = Time(spans=True).convert("90m", None, None)
    after = dt.datetime.now(dt.UTC)
    assert before <= found - dt.timedelta(minutes=90) <= after


@pytest.mark.parametrize("spans", [True, False])
@pytest.mark.parametrize("text", ["soon", "-2h", "2w", ""])
def test_what_is_no_time_is_wrong_usage(text: str, spans: bool) -> None:  # noqa: FBT001
    with pytest.raises(click.BadParameter, match="is no time"):
        Time(spans=spans).convert(text, None, None)


def test_where_a_span_makes_no_sense_it_is_none() -> None:
    with pytest.raises(click.BadParameter):
        Time().convert("2h", None, None)

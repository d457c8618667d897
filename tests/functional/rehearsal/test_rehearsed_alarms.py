"""Alarms, their events and their e-mails."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from monitored import HOUR, eventually

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

NOW = dt.datetime.now(dt.UTC).replace(minute=1, second=0, microsecond=0)


def alarm(aws: EmbeddedAws, **changed: Any) -> None:
    """Make an alarm on values over 0, with an e-mail when it changes."""
    sns = aws.client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="someone@example.com")
    given = {
        "AlarmName": "high",
        "Namespace": "Mine",
        "MetricName": "Count",
        "Dimensions": [{"Name": "Endpoint", "Value": "one"}],
        "Statistic": "Maximum",
        "Period": 3600,
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore",
        "AlarmActions": [topic],
    }
    aws.client("cloudwatch").put_metric_alarm(**{**given, **changed})


def publish(aws: EmbeddedAws, value: float, hours: int = 0, endpoint: str = "one") -> None:
    names = [{"Name": "Endpoint", "Value": endpoint}]
    at = NOW + hours * HOUR
    data = {"MetricName": "Count", "Dimensions": names, "Timestamp": at, "Value": value}
    aws.client("cloudwatch").put_metric_data(Namespace="Mine", MetricData=[data])


def state(aws: EmbeddedAws) -> str:
    (found,) = aws.client("cloudwatch").describe_alarms(AlarmNames=["high"])["MetricAlarms"]
    return str(found["StateValue"])


def test_a_value_raises_the_alarm_of_its_own_dimensions_alone(aws: EmbeddedAws) -> None:
    alarm(aws)
    publish(aws, 5, endpoint="other")
    assert state(aws) == "INSUFFICIENT_DATA"
    publish(aws, 5)
    assert state(aws) == "ALARM"


def test_an_hour_without_data_does_not_recover_it(aws: EmbeddedAws) -> None:
    alarm(aws)
    publish(aws, 5, hours=-3)
    aws.evaluate_alarms()
    assert state(aws) == "ALARM"
    publish(aws, 0, hours=-1)
    assert state(aws) == "OK"


def test_an_hour_without_data_goes_by_the_hour_before(aws: EmbeddedAws) -> None:
    alarm(aws, TreatMissingData="breaching")
    publish(aws, 0, hours=-1)
    assert state(aws) == "OK"
    aws.clock(NOW + 2 * HOUR)
    aws.evaluate_alarms()
    assert state(aws) == "OK"
    aws.clock(NOW + 24 * HOUR)
    aws.evaluate_alarms()
    assert state(aws) == "ALARM"


def test_missing_data_can_be_breaching_or_not(aws: EmbeddedAws) -> None:
    alarm(aws, TreatMissingData="breaching")
    aws.evaluate_alarms()
    assert state(aws) == "ALARM"
    alarm(aws, TreatMissingData="notBreaching")
    aws.evaluate_alarms()
    assert state(aws) == "OK"


def test_two_of_three_periods_are_enough_where_the_alarm_says_so(aws: EmbeddedAws) -> None:
    alarm(aws, EvaluationPeriods=3, DatapointsToAlarm=2)
    for hours, value in ((-2, 1), (-1, 0), (0, 1)):
        publish(aws, value, hours)
    assert state(aws) == "ALARM"


def test_the_operator_of_the_alarm_is_used(aws: EmbeddedAws) -> None:
    alarm(aws, ComparisonOperator="LessThanThreshold")
    publish(aws, 1)
    assert state(aws) == "OK"


def test_an_alarm_sends_its_mail(aws: EmbeddedAws) -> None:
    alarm(aws)
    publish(aws, 5)
    (mail,) = eventually(aws.mailbox)
    assert mail["to"] == "someone@example.com"
    assert "ALARM" in mail["subject"]


def test_a_change_of_state_is_an_event_on_the_default_bus(aws: EmbeddedAws) -> None:
    sqs, events = aws.client("sqs"), aws.client("events")
    queue = sqs.create_queue(QueueName="seen")["QueueUrl"]
    pattern = {"source": ["aws.cloudwatch"], "detail": {"state": {"value": ["ALARM"]}}}
    rule = events.put_rule(Name="seen", EventPattern=json.dumps(pattern))["RuleArn"]
    arn = "arn:aws:sqs:us-east-1:123456789012:seen"
    may = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
           "Action": "sqs:SendMessage", "Resource": arn,
           "Condition": {"ArnEquals": {"aws:SourceArn": rule}}}  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    events.put_targets(Rule="seen", Targets=[{"Id": "queue", "Arn": arn}])
    alarm(aws)
    publish(aws, 5)
    (message,) = eventually(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))
    event = json.loads(message["Body"])
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["resources"] == ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:high"]
    assert event["detail"]["alarmName"] == "high"
    assert event["detail"]["previousState"]["value"] == "INSUFFICIENT_DATA"
    data = json.loads(event["detail"]["state"]["reasonData"])
    assert data == {"recentDatapoints": [5.0], "threshold": 0.0}
    metric = event["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"]
    assert metric == {"namespace": "Mine", "name": "Count", "dimensions": {"Endpoint": "one"}}

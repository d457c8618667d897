from __future__ import annotations

import pytest

RULES = ("E9113",)
DRIFT = "Namespace: aws/sagemaker/Endpoints/data-metrics, MetricName: feature_baseline_drift_age"
INVENTED = "Namespace: AWS/SageMaker/ModelMonitor, MetricName: constraint_violations"
OURS = "Namespace: ModelMonitoring, MetricName: DriftedFeatures"
STORAGE = "Namespace: AWS/S3, MetricName: BucketSizeBytes"
REQUESTS = "Namespace: AWS/S3, MetricName: AllRequests"
CPU = "Namespace: AWS/EC2, MetricName: CPUUtilization"
STATUS = "Namespace: AWS/EC2, MetricName: StatusCheckFailed_AttachedEBS"
QUEUE = "Namespace: AWS/SQS, MetricName: NumberOfMessagesSent"
OTHER = "Namespace: Mine, MetricName: Something"
PIPELINES = "Namespace: AWS/Sagemaker/ModelBuildingPipeline, MetricName: ExecutionFailed"
BILL = "Namespace: AWS/Billing, MetricName: EstimatedCharges"
TEMPLATE = """
Parameters:
  Frequency: {Type: String, Default: hourly, AllowedValues: [hourly, daily]}
  Several: {Type: Number, Default: 3}
Mappings:
  By: {hourly: {S: 3600}, daily: {S: 86400}}
Conditions:
  Daily: !Equals [!Ref Frequency, daily]
Resources:
  Plain: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1}}
  Detailed: {Type: AWS::EC2::Instance, Properties: {Monitoring: true}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {%s, EvaluationPeriods: 1}}
"""
SCHEDULE = """
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleConfig: {ScheduleConfig: {ScheduleExpression: %s}}
"""
EITHER = "!If [Daily, 'cron(0 6 ? * * *)', 'cron(0 * ? * * *)']"


@pytest.mark.parametrize(
    ("alarm", "effect"),
    [
        (f"{DRIFT}, Period: 300", "INSUFFICIENT_DATA"),
        (f"{DRIFT}, Period: '1800', TreatMissingData: breaching", "alarms for nothing"),
        (f"{OURS}, Period: 300, TreatMissingData: notBreaching", "OK again at once"),
        (f"{OURS}, Period: 300, TreatMissingData: ignore, DatapointsToAlarm: 2", "too late"),
        (f"{INVENTED}, Period: 300, TreatMissingData: notBreaching", "once in an hour"),
        (f"{STORAGE}, Period: 3600", "once in a day"),
        (f"{BILL}, Period: 300", "once in an hour"),
        (f"{CPU}, Period: 60, Dimensions: [{{Name: InstanceId, Value: !Ref Plain}}]", "5 minutes"),
        (f"{QUEUE}, Period: 10", "once in a minute"),
        (f"Metrics: [{{MetricStat: {{Metric: {{{STORAGE}}}, Period: 60}}}}]", "once in a day"),
    ],
)
def test_a_period_shorter_than_the_time_between_two_values_is_found(faults, alarm, effect):
    [(_, path, message)] = faults(TEMPLATE % alarm)
    assert path.endswith("Period")
    assert effect in message


@pytest.mark.parametrize(
    "alarm",
    [
        f"{DRIFT}, Period: 3600",
        f"{OURS}, Period: !If [Daily, 86400, 3600]",
        f"{OURS}, Period: 300, TreatMissingData: ignore",
        f"{OURS}, Period: 300, TreatMissingData: ignore, DatapointsToAlarm: !Ref Several",
        f"{OURS}, Period: !Ref Several",
        f"{STORAGE}, Period: 86400",
        f"{REQUESTS}, Period: 60",
        f"{CPU}, Period: 60, Dimensions: [{{Name: InstanceId, Value: !Ref Detailed}}]",
        f"{CPU}, Period: 60, Dimensions: [{{Name: InstanceId, Value: i-1}}]",
        f"{STATUS}, Period: 60, Dimensions: [{{Name: InstanceId, Value: !Ref Plain}}]",
        f"{OTHER}, Period: 10",
        f"{PIPELINES}, Period: 60",
    ],
)
def test_a_period_that_fits_or_that_nobody_can_judge_passes(faults, alarm):
    assert faults(TEMPLATE % alarm) == []


@pytest.mark.parametrize(
    ("schedule", "period", "found"),
    [
        ("'cron(0 6 ? * * *)'", "3600", ["E9113"]),
        ("'cron(0 6 ? * * *)'", "86400", []),
        ("'cron(0 * ? * * *)'", "3600", []),
        (EITHER, "3600", ["E9113"]),
        (EITHER, "!If [Daily, 86400, 3600]", []),
        (EITHER, "!FindInMap [By, !Ref Frequency, S]", []),
        (EITHER, "!If [Daily, 3600, 86400]", ["E9113"]),
    ],
)
def test_model_monitors_metrics_come_as_often_as_the_schedule_runs(faults, schedule, period, found):
    text = TEMPLATE % f"{DRIFT}, Period: {period}" + SCHEDULE % schedule
    assert [rule for rule, _, _ in faults(text)] == found


def test_of_two_schedules_the_more_frequent_counts(faults):
    hourly, daily = SCHEDULE % "'cron(0 * ? * * *)'", SCHEDULE % "'cron(0 6 ? * * *)'"
    text = TEMPLATE % f"{DRIFT}, Period: 3600" + daily + hourly.replace("Schedule:", "Other:", 1)
    assert faults(text) == []

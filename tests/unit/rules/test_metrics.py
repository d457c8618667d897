from __future__ import annotations

import json

import pytest

RULES = ("E9108", "W9109", "E9110")
TEMPLATE = """
Parameters:
  Frequency: {Type: String, AllowedValues: [hourly, daily]}
  Feature: {Type: String}
  More: {Type: String, Default: ''}
  Comma: {Type: String, Default: ','}
  Flag: {Type: String, Default: true}
Conditions:
  Own: !Equals [!Ref AWS::Region, us-east-1]
  Added: !Not [!Equals [!Ref More, '']]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - Action: cloudwatch:PutMetricData
                Resource: '*'
                Condition: {StringEquals: {cloudwatch:namespace: [ModelMonitoring, Granted]}}
  Code:
    Type: AWS::Lambda::Function
    Properties: {Code: {ZipFile: "put_metric_data(Namespace='Coded')"}}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties: {MetricTransformations: [{MetricNamespace: Filtered, MetricName: Lines}]}
  Subject:
    Type: %s
    Properties: %s
"""


DATA, SCHEDULE = "aws/sagemaker/Endpoints/data-metrics", "MonitoringSchedule"


def alarm(namespace: str, metric: str, *dimensions: str) -> str:
    given = ", ".join(f"{{Name: {name}, Value: x}}" for name in dimensions)
    body = f"{{Namespace: {namespace}, MetricName: {metric}, Dimensions: [{given}]}}"
    return TEMPLATE % ("AWS::CloudWatch::Alarm", body)


def board(*rows: object) -> str:
    body = json.dumps({"widgets": [{"properties": {"title": "Drift", "metrics": rows}}]})
    return TEMPLATE % ("AWS::CloudWatch::Dashboard", f"{{DashboardBody: !Sub '{body}'}}")


def rules(found: list[tuple[str, str, str]]) -> list[str]:
    return [rule for rule, _, _ in found]


WRONG = [
    (
        ("AWS/SageMaker/ModelMonitor", "constraint_violations", SCHEDULE),
        "ModelMonitoring",
    ),
    (("AWS/SageMaker/ModelMonitor", "monitoring_job_failures"), "ModelMonitoring"),
    (("/aws/sagemaker/Endpoints/data-metric", "feature_data_a", "EndpointName"), "data-metrics"),
    (("/aws/sagemaker/Endpoints/data-metrics", "feature_data_a"), "it is written 'aws/sagemaker"),
    (("AWS/SageMaker/Endpoints", "Invocations", "EndpointName", "VariantName"), "does not exist"),
    (("AWS/Sagemaker", "Invocations", "EndpointName", "VariantName"), "is written 'AWS/SageMaker'"),
    (("AWS/SageMaker", "Invocations", "EndpointName"), "EndpointName+VariantName"),
    (("AWS/SageMaker", "Latency", "EndpointName", "VariantName"), "has no metric 'Latency'"),
    (("AWS/SageMaker", "CPUUtilization", "EndpointName", "VariantName"), "has no metric|not with"),
    (
        (DATA, "feature_data_a", "EndpointName", "ScheduleName"),
        "Endpoint+M",
    ),
    (
        (
            DATA,
            "feature_baseline_drift_check_violations",
            "Endpoint",
            SCHEDULE,
        ),
        "many templates alarm on it",
    ),
    (("/aws/sagemaker/ProcessingJobs", "CPUUtilization", "ProcessingJobName"), "Host"),
    (("AWS/SQS", "ApproximateNumberOfMessages", "QueueName"), "has no metric"),
    (("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Queue"), "QueueName"),
    (("AWS/Lambda", "Failures", "FunctionName"), "has no metric"),
    (("AWS/Events", "FailedInvocation", "RuleName"), "has no metric"),
    (("AWS/SNS", "NumberOfNotificationsFailed", "Topic"), "TopicName"),
    (("AWS/S3", "BucketSizeBytes", "BucketName"), "BucketName+StorageType"),
    (("AWS/Scheduler", "TargetErrorCount", "ScheduleName"), "ScheduleGroup"),
    (("AWS/Lamda", "Errors", "FunctionName"), "it is written 'AWS/Lambda'"),
    (("AWS/DynamoDB", "ThrottledRequest", "TableName"), "but 'ThrottledRequests'"),
    (("AWS/States", "ExecutionFailed", "StateMachineArn"), "but 'ExecutionsFailed'"),
    (("AWS/EC2", "MemoryUtilization", "InstanceId"), "mem_used_percent to its namespace CWAgent"),
    (("ModelMonitoring", "ViolationCount", "Endpoint", "Monitor"), "many templates"),
    (("ModelMonitoring", "Violations", "Endpoint", "Monitor"), "has no metric"),
    (("ModelMonitoring", "ConstraintViolations", "Endpoint"), "Endpoint+Monitor"),
]
RIGHT = [
    ("AWS/SageMaker", "Invocation5XXErrors", "EndpointName", "VariantName"),
    ("AWS/SageMaker", "ApproximateBacklogSize", "EndpointName"),
    ("/aws/sagemaker/Endpoints", "DiskUtilization", "VariantName", "EndpointName"),
    ("/aws/sagemaker/ProcessingJobs", "MemoryUtilization", "Host"),
    (DATA, "feature_baseline_drift_age", "Endpoint", SCHEDULE),
    (DATA, "!Sub 'feature_baseline_drift_${Feature}'", "Endpoint", SCHEDULE),
    ("aws/sagemaker/Endpoints/model-metrics", "f1", "Endpoint", SCHEDULE),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"),
    ("AWS/Lambda", "Errors", "FunctionName"),
    ("AWS/Events", "FailedInvocations", "RuleName"),
    ("AWS/SNS", "NumberOfNotificationsFailed", "TopicName"),
    ("AWS/S3", "5xxErrors", "BucketName", "FilterId"),
    ("AWS/Scheduler", "InvocationDroppedCount", "ScheduleGroup"),
    ("AWS/EC2", "CPUUtilization", "InstanceId"),
    ("AWS/EC2", "CPUUtilizationOfTomorrow", "InstanceId"),
    ("AWS/ApplicationELB", "HTTPCode_ELB_561_Count", "LoadBalancer"),
    ("AWS/ES", "CPUUtilization", "DomainName"),
    ("AWS/ECS", "MemoryUtilization", "ClusterName"),
    ("ModelMonitoring", "HoursSinceLastReport", "Endpoint", "Monitor"),
    ("ModelMonitoring", "accuracy", "Endpoint", "Monitor"),
    ("Granted", "Anything", "Any"),
    ("Coded", "Anything"),
    ("Filtered", "Lines"),
    ("AWS/SageMaker", "!Ref Feature", "EndpointName", "VariantName"),
    ("!Ref Feature", "!Ref Feature"),
]  # fmt: skip


@pytest.mark.parametrize(("metric", "words"), WRONG)
def test_an_alarm_on_a_metric_that_nobody_publishes_is_told_what_to_use(faults, metric, words):
    [(rule, _, message)] = faults(alarm(*metric))
    assert rule == "E9108"
    assert any(word in message for word in words.split("|"))


@pytest.mark.parametrize("metric", RIGHT)
def test_an_alarm_on_a_published_metric_passes(faults, metric):
    assert faults(alarm(*metric)) == []


@pytest.mark.parametrize(
    "body",
    [
        "{Metrics: [{Id: a, MetricStat: {Metric: {Namespace: AWS/SQS, MetricName: Nothing}}}]}",
        "{Namespace: !Sub 'AWS/SageMaker/ModelMonitor', MetricName: x}",
        "{Namespace: AWS/SQS, MetricName: !If [Own, SentMessageSize, Sizes],"
        " Dimensions: [{Name: QueueName, Value: x}]}",
        "{Namespace: AWS/SQS, MetricName: SentMessageSize,"
        " Dimensions: !If [Own, [{Name: Queue, Value: x}], [{Name: QueueName, Value: x}]]}",
        '{Metrics: [{Id: q, Expression: \'SELECT SUM(Failures) FROM SCHEMA("AWS/Lambda",'
        " FunctionName)'}]}",
        '{Metrics: [{Id: q, Expression: \'select max(Errors) from schema("AWS/Lambda",'
        ' "Function") group by Function\'}]}',
        "{Metrics: [{Id: q, Expression: 'SELECT AVG(Sizes) FROM \"AWS/SQS\"'}]}",
        "{Namespace: AWS/SQS, MetricName: SentMessageSize, Dimensions: !Ref AWS::NoValue}",
    ],
)
def test_metric_math_and_functions_are_looked_into(faults, body):
    assert rules(faults(TEMPLATE % ("AWS::CloudWatch::Alarm", body))) == ["E9108"]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName',
        "SELECT AVG(Errors) FROM \"AWS/Lambda\" WHERE FunctionName = ''x''",
        'SELECT AVG(${Feature}) FROM SCHEMA("AWS/Lambda", FunctionName)',
        'SELECT AVG(Anything) FROM SCHEMA("Mine", Any)',
    ],
)
def test_a_query_of_published_metrics_passes(faults, query):
    body = f"{{Metrics: [{{Id: q, Expression: !Sub '{query}'}}]}}"
    assert faults(TEMPLATE % ("AWS::CloudWatch::Alarm", body)) == []


def test_a_name_and_a_dimension_of_the_same_branch_are_judged_together(faults):
    body = (
        "{Namespace: !If [Own, AWS/SQS, AWS/SNS], MetricName: !If [Own, SentMessageSize,"
        " PublishSize], Dimensions: !If [Own, [{Name: QueueName, Value: x}],"
        " [{Name: TopicName, Value: x}]]}"
    )
    assert faults(TEMPLATE % ("AWS::CloudWatch::Alarm", body)) == []


@pytest.mark.parametrize("namespace", ["Modelmonitoring", "Nobody", "Code"])
def test_a_custom_namespace_without_a_publisher_is_a_warning(faults, namespace):
    text = alarm(namespace, "ConstraintViolations", "Endpoint", "Monitor")
    found = rules(faults(text.replace("'Coded'", "'Other'")))
    assert "W9109" in found


@pytest.mark.parametrize("namespace", ["CWAgent", "ContainerInsights", "ECS/ContainerInsights"])
def test_a_namespace_that_tools_of_aws_publish_to_needs_no_publisher_here(faults, namespace):
    assert faults(alarm(namespace, "CpuUtilized", "ClusterName")) == []


def test_our_own_namespace_needs_a_publisher_too(faults):
    text = alarm("ModelMonitoring", "RunFailures", "Endpoint", "Monitor")
    assert rules(faults(text.replace("[ModelMonitoring, Granted]", "[Granted]"))) == ["W9109"]
    assert faults(text.replace("[ModelMonitoring, Granted]", "'Model*'")) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["AWS/SageMaker/ModelMonitor", "constraint_violations"]],
        [["AWS/SageMaker", "Invocations", "EndpointName", "${Feature}"]],
        [["AWS/SQS", "SentMessageSize", "QueueName", "a"], [".", "Sizes", ".", "."]],
        [["AWS/SQS", "SentMessageSize", "QueueName", "a"], ["AWS/SNS", "...", "TopicName", "b"]],
        [["ModelMonitoring", "DriftedFeatures", "Endpoint", "${Feature}", {"stat": "Max"}]],
        [[{"expression": "SEARCH('{AWS/SageMaker/ModelMonitor,Endpoint} drift', 'Max')"}]],
        [[{"expression": "SEARCH('{ModelMonitoring,Endpoint} drift', 'Max')"}]],
        [[{"expression": 'SELECT MAX(Sizes) FROM "AWS/SQS"'}]],
    ],
)
def test_a_widget_on_a_metric_that_nobody_publishes_is_found(faults, rows):
    found = faults(board(*rows).replace("SEARCH('", "SEARCH(''").replace("', 'Max'", "'', ''Max''"))
    assert "E9108" in rules(found)
    assert "the widget 'Drift' will never see any data" in found[-1][2]


def test_widgets_on_published_metrics_pass_in_shorthand_too(faults):
    rows = [
        ["AWS/SageMaker", "Invocations", "EndpointName", "${Feature}", "VariantName", "a"],
        [".", "Invocation4XXErrors", ".", ".", ".", ".", {"stat": "Sum"}],
        ["...", "b"],
        [{"expression": "m1 / 2"}],
        ["ModelMonitoring", "DriftedFeatures", "Endpoint", "${Feature}", "Monitor", "x"],
    ]
    assert faults(board(*rows)) == []


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "'{\"widgets\": [1,]}'",
        "'[]'",
        '!Sub \'{"a": "${Feature}}\'',
        "!Join ['', ['{\"a\": ', !Ref Comma, '}']]",
        "!If [Own, '{}', '{']",
        "!Sub ['{\"a\": [1 ${More}]}', {More: !If [Own, ', 2', '2']}]",
    ],
)
def test_a_dashboard_that_is_not_json_is_found(faults, body):
    found = faults(TEMPLATE % ("AWS::CloudWatch::Dashboard", f"{{DashboardBody: {body}}}"))
    assert rules(found) == ["E9110"]


@pytest.mark.parametrize(
    "body",
    [
        "'{}'",
        '!Sub \'{"a": "${Feature}", "period": ${Feature}}\'',
        "!Sub ['{\"a\": [\"x\"${More}]}', {More: !If [Own, ',\"${Feature}\"', '']}]",
        r"""!Sub '{"quoted": "a \" ${Feature} b"}' """,
        "!Sub '{\"stacked\": ${Flag}}'",
        "!Ref Feature",
        "!Join ['', ['{\"a\": [1', !Ref More, ']}']]",
        "!Join ['', ['{\"a\": [1', !Ref Feature, ']}']]",
        "!Join ['', ['{\"a\": ', !Ref Feature, '']]",
        "!If [Added, !Join ['', ['{\"a\": [1, ', !Ref More, ']}']], '{}']",
    ],
)
def test_a_dashboard_that_is_json_once_its_holes_are_filled_passes(faults, body):
    assert faults(TEMPLATE % ("AWS::CloudWatch::Dashboard", f"{{DashboardBody: {body}}}")) == []

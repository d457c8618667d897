from __future__ import annotations

import pytest

RULES = ("E9101",)
NAMED = """
Conditions:
  Own: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Model: {Type: AWS::SageMaker::Model, Properties: {}}
  Config: {Type: AWS::SageMaker::EndpointConfig, Properties: {}}
  Endpoint: {Type: AWS::SageMaker::Endpoint, Properties: {}}
  Job: {Type: AWS::SageMaker::DataQualityJobDefinition, Properties: {}}
  Schedule: {Type: AWS::SageMaker::MonitoringSchedule, Properties: {}}
  Pipeline: {Type: AWS::SageMaker::Pipeline, Properties: {}}
  Bucket: {Type: AWS::S3::Bucket, Properties: {}}
  Topic: {Type: AWS::SNS::Topic}
  Machine: {Type: AWS::StepFunctions::StateMachine}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
  Function: {Type: AWS::Lambda::Function}
  Subject:
    Type: %s
    Properties:
      %s
"""
ENDPOINT = "AWS::SageMaker::Endpoint"
SCHEDULE = "AWS::SageMaker::MonitoringSchedule"
JOB = "AWS::SageMaker::ModelQualityJobDefinition"
ALARM = "AWS::CloudWatch::Alarm"
DASHBOARD = "AWS::CloudWatch::Dashboard"
LAMBDA = "AWS::Lambda::Function"


def sought(namespace: str, dimension: str, value: str) -> tuple[str, str]:
    return ALARM, f"{{Namespace: {namespace}, Dimensions: [{{Name: {dimension}, Value: {value}}}]}}"


def drawn(metrics: str) -> tuple[str, str]:
    widget = f'{{"type": "custom", "properties": {{"endpoint": "${{Function.Arn}}", {metrics}}}}}'
    return DASHBOARD, f"{{DashboardBody: !Sub '{{\"widgets\": [{widget}]}}'}}"


WRONG = [
    (ENDPOINT, "EndpointConfigName: !Ref Config"),
    (ENDPOINT, "EndpointConfigName: !GetAtt Config.EndpointConfigArn"),
    (ENDPOINT, "EndpointConfigName: !Sub '${Config}'"),
    (ENDPOINT, "EndpointConfigName: !If [Own, !Ref Config, other]"),
    ("AWS::SageMaker::EndpointConfig", "ProductionVariants: [{ModelName: !Ref Model}]"),
    (
        "AWS::SageMaker::EndpointConfig",
        "ProductionVariants: !If [Own, [{ModelName: !Ref Model}], []]",
    ),
    (SCHEDULE, "MonitoringScheduleConfig: {MonitoringJobDefinitionName: !Ref Job}"),
    (
        SCHEDULE,
        "MonitoringScheduleConfig: {MonitoringJobDefinitionName: !GetAtt Job.JobDefinitionArn}",
    ),
    (JOB, "ModelQualityJobInput: {EndpointInput: {EndpointName: !Ref Endpoint}}"),
    (ALARM, "Dimensions: [{Name: EndpointName, Value: !Ref Endpoint}]"),
    (ALARM, "Dimensions: !If [Own, [{Name: Endpoint, Value: !Ref Endpoint}], []]"),
    (ALARM, "Dimensions: [{Name: MonitoringSchedule, Value: !Join ['', [!Ref Schedule]]}]"),
    (
        ALARM,
        "Metrics: [{MetricStat: {Metric: {Dimensions: [{Name: Endpoint, Value: !Ref Endpoint}]}}}]",
    ),
    (
        DASHBOARD,
        """DashboardBody: !Sub '{"metrics": [["A", "B", "EndpointName", "${Endpoint}"]]}'""",
    ),
    (DASHBOARD, """DashboardBody: !Join ['', ['{"a": "', !Ref Schedule, '"}']]"""),
    (LAMBDA, "Environment: {Variables: {ENDPOINT_NAME: !Ref Endpoint}}"),
    ("Custom::Watch", "EndpointName: !Ref Endpoint"),
    ("AWS::Logs::LogGroup", "LogGroupName: !Sub '/aws/sagemaker/Endpoints/${Endpoint}'"),
    ("AWS::SSM::Parameter", "Value: !Sub 's3://${Bucket}/reports/${Endpoint}/x'"),
    ("AWS::Events::Rule", "EventPattern: {detail: {EndpointName: [!Ref Endpoint]}}"),
    sought("AWS/SNS", "TopicName", "!Ref Topic"),
    sought("AWS/ApplicationELB", "LoadBalancer", "!If [Own, !Ref Balancer, x]"),
    sought("AWS/Lambda", "FunctionName", "!GetAtt Function.Arn"),
    drawn('"metrics": [["AWS/SNS", "a", "TopicName", "b"], ["...", "${Topic}"]]'),
]
RIGHT = [
    (ENDPOINT, "EndpointConfigName: !GetAtt Config.EndpointConfigName"),
    (ENDPOINT, "EndpointConfigName: !If [Own, !GetAtt Config.EndpointConfigName, other]"),
    (
        SCHEDULE,
        "Config: {MonitoringJobDefinitionName: !Select [1, !Split ['/', !Ref Job]]}",
    ),
    (ALARM, "Dimensions: [{Name: EndpointName, Value: !GetAtt Endpoint.EndpointName}]"),
    (ALARM, "Dimensions: [{Name: Arn, Value: !Ref Endpoint}]"),
    (
        DASHBOARD,
        """DashboardBody: !Sub '{"metrics": [["A", "B", "C", "${Endpoint.EndpointName}"]]}'""",
    ),
    (LAMBDA, "Environment: {Variables: {ENDPOINT_ARN: !Ref Endpoint}}"),
    ("AWS::Events::Rule", "EventPattern: {resources: [!Ref Endpoint]}"),
    ("AWS::SSM::Parameter", "Value: !Sub 'the endpoint ${Endpoint}'"),
    ("AWS::SSM::Parameter", "Value: !Sub 'pipelines/${Pipeline}'"),
    sought("AWS/SNS", "TopicName", "!GetAtt Topic.TopicName"),
    sought("AWS/States", "StateMachineArn", "!Ref Machine"),
    sought("AWS/Lambda", "FunctionName", "!Ref Function"),
    sought("Mine", "TopicName", "!Ref Topic"),
    drawn('"title": "${Topic}", "metrics": [1, ["AWS/SNS"]]'),
]


@pytest.mark.parametrize(("kind", "properties"), WRONG)
def test_an_arn_in_the_place_of_a_name_is_found(faults, kind, properties):
    assert [rule for rule, _, _ in faults(NAMED % (kind, properties))].count("E9101") == 1


@pytest.mark.parametrize(("kind", "properties"), RIGHT)
def test_a_name_and_an_arn_that_is_wanted_pass(faults, kind, properties):
    assert "E9101" not in [rule for rule, _, _ in faults(NAMED % (kind, properties))]


def test_an_output_called_name_is_not_an_arn(faults):
    text = NAMED % (ENDPOINT, "EndpointConfigName: x")
    assert "E9101" in str(faults(text + "Outputs: {EndpointName: {Value: !Ref Endpoint}}"))
    assert "E9101" not in str(faults(text + "Outputs: {EndpointArn: {Value: !Ref Endpoint}}"))


def test_the_words_say_where_what_happens_and_what_to_write(faults):
    [(_, path, words)] = faults(NAMED % (ENDPOINT, "EndpointConfigName: !Ref Config"))
    assert path == "Resources/Subject/Properties/EndpointConfigName"
    assert words.startswith("Subject, EndpointConfigName: ${Config} is the ARN of the")
    assert words.endswith("Write !GetAtt Config.EndpointConfigName")

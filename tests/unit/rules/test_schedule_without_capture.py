from __future__ import annotations

import pytest

RULES = ("E9120",)
TEMPLATE = """
Parameters:
  Capture: {Type: String, Default: 'true', AllowedValues: ['true', 'false']}
Conditions:
  Captures: !Equals [!Ref Capture, 'true']
Resources:
  Config: {Type: AWS::SageMaker::EndpointConfig, Properties: {EndpointConfigName: c, %s}}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointName: !Sub '${AWS::StackName}-e', EndpointConfigName: %s}
  Job:
    Type: AWS::SageMaker::DataQualityJobDefinition
    %s
    Properties: {DataQualityJobInput: {EndpointInput: {EndpointName: %s}}}
"""
ALWAYS, ON_CAPTURE = "Metadata: {}", "Condition: Captures"
BY_NAME = "!GetAtt Config.EndpointConfigName"
ENDPOINT = "!GetAtt Endpoint.EndpointName"
OFF = "DataCaptureConfig: {EnableCapture: false}"
BY_CHOICE = "DataCaptureConfig: {EnableCapture: !Ref Capture}"
BY_CONDITION = "DataCaptureConfig: !If [Captures, {EnableCapture: true}, !Ref AWS::NoValue]"
ON = "DataCaptureConfig: {EnableCapture: true}"


@pytest.mark.parametrize("capture", ["Tags: []", OFF, BY_CHOICE, BY_CONDITION])
@pytest.mark.parametrize("config", [BY_NAME, "c", f"!If [Captures, {BY_NAME}, {BY_NAME}]"])
@pytest.mark.parametrize("endpoint", [ENDPOINT, "!Sub '${AWS::StackName}-e'"])
def test_a_monitor_on_an_endpoint_that_captures_nothing_is_found(faults, capture, config, endpoint):
    found = faults(TEMPLATE % (capture, config, ALWAYS, endpoint))
    assert [path for _, path, _ in found] == [
        "Resources/Job/Properties/DataQualityJobInput/EndpointInput/EndpointName"
    ]


@pytest.mark.parametrize(
    ("capture", "config", "condition", "endpoint"),
    [
        (ON, BY_NAME, ALWAYS, ENDPOINT),
        (BY_CHOICE, BY_NAME, ON_CAPTURE, ENDPOINT),
        (BY_CONDITION, BY_NAME, ON_CAPTURE, ENDPOINT),
        (OFF, "another", ALWAYS, ENDPOINT),
        (OFF, BY_NAME, ALWAYS, "elsewhere"),
        ("DataCaptureConfig: {EnableCapture: !ImportValue x}", BY_NAME, ALWAYS, ENDPOINT),
    ],
)
def test_a_monitor_that_is_only_made_where_data_are_captured_passes(
    faults, capture, config, condition, endpoint
):
    assert faults(TEMPLATE % (capture, config, condition, endpoint)) == []


def test_an_inline_definition_is_followed_too(faults):
    text = (
        TEMPLATE % (OFF, BY_NAME, ALWAYS, "elsewhere")
        + """
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleConfig:
        MonitoringJobDefinition:
          MonitoringInputs: [{EndpointInput: {EndpointName: !GetAtt Endpoint.EndpointName}}]
    """
    )
    assert [path.split("/")[1] for _, path, _ in faults(text)] == ["Schedule"]

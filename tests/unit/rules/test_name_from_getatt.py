from __future__ import annotations

import pytest

TEMPLATE = """
Resources:
  Job: {Type: AWS::SageMaker::ModelQualityJobDefinition, Properties: {}}
  Runs: {Type: AWS::SageMaker::MonitoringSchedule, Properties: {}}
  Subject:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleConfig: {MonitoringJobDefinitionName: %s}
Outputs:
  Name: {Value: %s}
"""


@pytest.mark.parametrize(
    "value",
    [
        "!GetAtt Job.JobDefinitionName",
        "{'Fn::GetAtt': [Job, JobDefinitionName]}",
        "!Sub '${Job.JobDefinitionName}'",
        "!If [Own, !GetAtt Job.JobDefinitionName, x]",
        "!Join ['-', [!GetAtt Runs.MonitoringScheduleName]]",
    ],
)
def test_a_name_that_no_page_promises_is_found_in_resources_and_outputs(faults, value):
    found = [path.split("/")[0] for rule, path, _ in faults(TEMPLATE % (value, value))]
    assert sorted(found) == ["Outputs", "Resources"]


@pytest.mark.parametrize(
    "value", ["!Select [1, !Split ['/', !GetAtt Job.JobDefinitionArn]]", "!Sub '${AWS::StackName}'"]
)
def test_the_last_segment_of_the_arn_passes(faults, value):
    assert faults(TEMPLATE % (value, value)) == []

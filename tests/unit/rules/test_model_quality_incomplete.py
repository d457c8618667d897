from __future__ import annotations

import pytest

RULES = ("E9121",)
DEFINITION = """
Parameters:
  Problem: {Type: String, Default: Regression, AllowedValues: [Regression, BinaryClassification]}
Resources:
  Job:
    Type: AWS::SageMaker::ModelQualityJobDefinition
    Properties:
      ModelQualityAppSpecification: {ProblemType: %s}
      ModelQualityJobInput: {EndpointInput: {EndpointName: e, %s}}
"""
INLINE = """
Resources:
  %s:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleName: %s
      MonitoringScheduleConfig: {%s}
"""
JOB = "MonitoringJobDefinition: {MonitoringInputs: [{EndpointInput: {EndpointName: e}}]}"
ATTRIBUTE = "InferenceAttribute: '0'"
PROBABILITY = "ProbabilityAttribute: '0'"
PLAIN = "LocalPath: /opt"


@pytest.mark.parametrize(
    ("problem", "given"),
    [
        ("Regression", PLAIN),
        ("BinaryClassification", PLAIN),
        ("MulticlassClassification", PROBABILITY),
        ("!Ref Problem", PLAIN),
    ],
)
def test_an_input_that_does_not_say_where_the_prediction_is_is_found(faults, problem, given):
    [(_, path, message)] = faults(DEFINITION % (problem, given))
    assert path.endswith("ModelQualityJobInput/EndpointInput")
    assert "Set InferenceAttribute" in message


@pytest.mark.parametrize(
    ("problem", "given"),
    [
        ("Regression", ATTRIBUTE),
        ("BinaryClassification", PROBABILITY),
        ("!Ref Problem", PROBABILITY),
        ("!ImportValue x", PROBABILITY),
        ("MulticlassClassification", "InferenceAttribute: !If [Own, a, !Ref AWS::NoValue]"),
    ],
)
def test_an_input_that_says_so_passes(faults, problem, given):
    assert faults(DEFINITION % (problem, given)) == []


@pytest.mark.parametrize(
    ("name", "called", "config", "words"),
    [
        ("ModelQualitySchedule", "s", JOB, "MonitoringType is missing"),
        ("Second", "!Sub '${AWS::StackName}-model-quality'", JOB, "second data-quality job"),
        ("Second", "model-quality", f"MonitoringType: DataQuality, {JOB}", "is DataQuality"),
        ("Second", "s", f"MonitoringType: ModelQuality, {JOB}", "no problem_type and no ground"),
    ],
)
def test_an_inline_definition_that_cannot_compute_model_quality_is_found(
    faults, name, called, config, words
):
    found = [message for _, _, message in faults(INLINE % (name, called, config))]
    assert any(words in message for message in found)


@pytest.mark.parametrize(
    ("name", "called", "config"),
    [
        ("DataQuality", "s", JOB),
        ("Schedule", "model-quality-project-data-quality", JOB),
        ("Quality", "s", f"MonitoringType: DataQuality, {JOB}"),
        ("ModelQuality", "model-quality", "MonitoringType: ModelQuality"),
        ("ModelQuality", "s", "MonitoringJobDefinitionName: j, MonitoringType: ModelQuality"),
        ("ModelQuality", "s", f"MonitoringType: ModelBias, {JOB}"),
        (
            "ModelQuality",
            "s",
            "MonitoringType: ModelQuality, MonitoringJobDefinition: {Environment: {problem_type: "
            f"Regression, ground_truth_input: s3://b/g}}, EndpointInput: {{{ATTRIBUTE}}}}}",
        ),
    ],
)
def test_a_data_quality_schedule_and_a_whole_definition_pass(faults, name, called, config):
    assert faults(INLINE % (name, called, config)) == []

from __future__ import annotations

import pytest

RULES = ("E9107",)
TEMPLATE = """
Parameters:
  Frequency: {Type: String, Default: hourly, AllowedValues: [hourly, daily]}
Mappings:
  By:
    hourly: {Cron: 'cron(0 * ? * * *)', Short: 1800, Long: 3600}
    daily: {Cron: 'cron(0 0 ? * * *)', Short: 7200, Long: 7200}
Conditions:
  Daily: !Equals [!Ref Frequency, daily]
Resources:
  Job:
    Type: AWS::SageMaker::%sJobDefinition
    Properties: %s
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleConfig:
        MonitoringJobDefinitionName: %s
        ScheduleConfig: {ScheduleExpression: %s}
"""
HOURLY, MAPPED = "'cron(0 * ? * * *)'", "!FindInMap [By, !Ref Frequency, Cron]"
SEGMENT = "!Select [1, !Split ['/', !Ref Job]]"
NAMED = "!Select [1, !Split ['/', !GetAtt Job.JobDefinitionArn]]"


def limited(seconds: str) -> str:
    return f"{{StoppingCondition: {{MaxRuntimeInSeconds: {seconds}}}}}"


@pytest.mark.parametrize(
    ("kind", "job", "schedule"),
    [
        ("DataQuality", limited("7200"), HOURLY),
        ("ModelQuality", limited("3600"), HOURLY),
        ("ModelBias", limited("1801"), HOURLY),
        ("ModelQuality", "{}", HOURLY),
        ("ModelExplainability", limited("3601"), HOURLY),
        ("DataQuality", limited("7201"), "'cron(0 0/2 ? * * *)'"),
        ("ModelQuality", limited("!FindInMap [By, !Ref Frequency, Long]"), MAPPED),
        ("ModelQuality", limited("!If [Daily, 1800, 7200]"), MAPPED),
    ],
)
@pytest.mark.parametrize("name", [SEGMENT, NAMED])
def test_a_run_time_beyond_the_schedules_frequency_is_found(faults, kind, job, schedule, name):
    [(rule, path, _)] = faults(TEMPLATE % (kind, job, name, schedule))
    assert rule == "E9107"
    assert path.startswith("Resources/Job/Properties")


@pytest.mark.parametrize(
    ("kind", "job", "schedule"),
    [
        ("DataQuality", limited("3600"), HOURLY),
        ("DataQuality", "{}", HOURLY),
        ("ModelQuality", limited("1800"), HOURLY),
        ("ModelQuality", limited("7200"), "'cron(0 0 ? * * *)'"),
        ("ModelQuality", limited("!FindInMap [By, !Ref Frequency, Short]"), MAPPED),
        ("ModelQuality", limited("!If [Daily, 7200, 1800]"), MAPPED),
        ("DataQuality", limited("!Ref AWS::NoValue"), HOURLY),
    ],
)
def test_a_run_time_within_the_frequency_passes(faults, kind, job, schedule):
    assert faults(TEMPLATE % (kind, job, SEGMENT, schedule)) == []


def test_a_job_that_is_named_in_plain_text_is_followed_too(faults):
    job = "{JobDefinitionName: mine, StoppingCondition: {MaxRuntimeInSeconds: 7200}}"
    assert [rule for rule, _, _ in faults(TEMPLATE % ("DataQuality", job, "mine", HOURLY))] == [
        "E9107"
    ]


def test_an_inline_job_is_judged_by_what_it_monitors(faults):
    text = """
        Resources:
          Schedule:
            Type: AWS::SageMaker::MonitoringSchedule
            Properties:
              MonitoringScheduleConfig:
                MonitoringType: %s
                MonitoringJobDefinition: {StoppingCondition: {MaxRuntimeInSeconds: 3600}}
                ScheduleConfig: {ScheduleExpression: 'cron(0 * ? * * *)'}
    """
    assert faults(text % "DataQuality") == []
    assert [rule for rule, _, _ in faults(text % "ModelQuality")] == ["E9107"]

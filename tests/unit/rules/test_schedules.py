from __future__ import annotations

import pytest

TEMPLATE = """
Parameters:
  Frequency: {Type: String, Default: hourly, AllowedValues: [hourly, daily]}
  Hour: {Type: Number, Default: 3}
  Free: {Type: String, Default: rate(1 hours)}
  Units: {Type: String, Default: hours}
  Cron: {Type: String, Default: 0 12 * * ? *}
  One: {Type: Number, Default: 1}
  Unset: {Type: String, Default: ''}
  Unknown: {Type: String}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/schedule}
  Among: {Type: 'AWS::SSM::Parameter::Value<String>', AllowedValues: [/a/schedule, /b]}
  Truly: {Type: String, Default: true}
  Listed: {Type: String, AllowedValues: ['cron(0 * ? * * *)', 'rate(1 hour)']}
Mappings:
  Good:
    hourly: {Cron: 'cron(0 * ? * * *)', Rate: rate(1 hour)}
    daily: {Cron: 'cron(0 0 ? * * *)', Rate: rate(1 day)}
  Bad:
    hourly: {Cron: 'cron(0 * ? * * *)', Rate: rate(1 hour)}
    daily: {Cron: 'cron(0 24 ? * * *)', Rate: rate(1 days)}
Conditions:
  Daily: !Equals [!Ref Frequency, daily]
  Several: !Not [!Equals [!Ref One, '1']]
  Truth: !Equals [!Ref Truly, true]
  Set: !And [!Not [!Equals ['', !Ref Unset]], !Condition Several]
Resources:
  Subject:
    Type: %s
    Properties: %s
"""
MONITORING = "{MonitoringScheduleConfig: {ScheduleConfig: {ScheduleExpression: %s}}}"


def monitoring(value: str) -> str:
    return TEMPLATE % ("AWS::SageMaker::MonitoringSchedule", MONITORING % value)


def event(kind: str, value: str) -> str:
    return TEMPLATE % (f"AWS::{kind}", f"{{ScheduleExpression: {value}}}")


@pytest.mark.parametrize(
    "value",
    [
        "'cron(0 * * * * *)'",
        "'cron(0/30 * ? * * *)'",
        "'cron(15 * ? * * *)'",
        "'cron(0 24 ? * * *)'",
        "'cron(0 0/25 ? * * *)'",
        "'cron(0 0 ? * MON *)'",
        "'Hourly: cron(0 * ? * * *)'",
        "rate(1 hour)",
        "hourly",
        "NOW",
        "!Ref Free",
        "!Ref Listed",
        "!If [Daily, 'rate(1 day)', 'cron(0 * ? * * *)']",
        "!FindInMap [Bad, !Ref Frequency, Cron]",
        "!Sub 'cron(5 ${Hour} ? * * *)'",
    ],
)
def test_a_monitoring_schedule_that_sagemaker_refuses_is_found(faults, value):
    assert [rule for rule, _, _ in faults(monitoring(value))] == ["E9105"]


@pytest.mark.parametrize(
    "value",
    [
        "'cron(0 * ? * * *)'",
        "'cron(0 * * * ? *)'",
        "'cron(0 0 ? * * *)'",
        "'cron(0 23 ? * * *)'",
        "'cron(0 17/12 ? * * *)'",
        "!FindInMap [Good, !Ref Frequency, Cron]",
        "!If [Daily, 'cron(0 6 ? * * *)', 'cron(0 * ? * * *)']",
        "!Sub 'cron(0 ${Hour} ? * * *)'",
        "!Sub 'cron(${Unknown})'",
        "NOW, DataAnalysisStartTime: -PT1H, DataAnalysisEndTime: -PT0H",
    ],
)
def test_a_monitoring_schedule_that_sagemaker_takes_passes(faults, value):
    assert faults(monitoring(value)) == []


def test_a_wrong_entry_of_a_mapping_is_shown_there(faults):
    [(_, path, _)] = faults(monitoring("!FindInMap [Bad, !Ref Frequency, Cron]"))
    assert path == "Mappings/Bad/daily/Cron"


@pytest.mark.parametrize("kind", ["Events::Rule", "Scheduler::Schedule"])
@pytest.mark.parametrize(
    "value",
    [
        "rate(1 hours)",
        "rate(5 minute)",
        "rate(0 minutes)",
        "rate(1.5 hours)",
        "rate(2 weeks)",
        "every hour",
        "'cron(0 * * * * *)'",
        "'cron(0 * ? * ? *)'",
        "'cron(0 * ? * *)'",
        "'cron(60 * ? * * *)'",
        "'cron(0 24 * * ? *)'",
        "'cron(0 0 32 * ? *)'",
        "'cron(0 0 ? * FOO *)'",
        "'cron(0/x 0 * * ? *)'",
        "!Ref Free",
        "!FindInMap [Bad, !Ref Frequency, Rate]",
        "!If [Daily, rate(1 days), rate(1 hour)]",
        "!Sub 'rate(${Hour} weeks)'",
        "!Sub 'rate(${One} days)'",
        "!Join ['', ['rate(1 ', !Ref Units, ')']]",
        "!Sub 'cron(${Cron} *)'",
        "!If [Several, rate(1 hour), !Sub 'rate(${One} days)']",
    ],
)
def test_a_schedule_that_eventbridge_refuses_is_found(faults, kind, value):
    assert [rule for rule, _, _ in faults(event(kind, value))] == ["E9106"]


@pytest.mark.parametrize("kind", ["Events::Rule", "Scheduler::Schedule"])
@pytest.mark.parametrize(
    "value",
    [
        "rate(1 hour)",
        "rate(5 minutes)",
        "'cron(0 12 * * ? *)'",
        "'cron(0/15 8-17 ? * MON-FRI *)'",
        "'cron(0 10 ? * 6L 2027-2030)'",
        "'cron(0 0 L JAN,JUN ? *)'",
        "'cron(0 0 3W * ? *)'",
        "'cron(0 9 ? * 2#1 *)'",
        "!FindInMap [Good, !Ref Frequency, Rate]",
        "!Sub 'cron(5 ${Hour} * * ? *)'",
        "!Sub 'rate(${Hour} hours)'",
        "!Sub 'rate(${Hour} ${Units})'",
        "!Sub 'cron(${Cron})'",
        "!Sub 'cron(${Unknown})'",
        "!Sub 'rate(1 ${Unknown})'",
        "!Sub 'cron(${Unset})'",
        "!Ref Stored",
        "'{{resolve:ssm:/a/schedule}}'",
        "!If [Several, !Sub 'rate(${One} days)', rate(1 day)]",
        "!If [Set, !Sub 'rate(${One} days)', rate(1 day)]",
        "!If [Truth, rate(1 day), !Sub 'rate(${One} days)']",
        "!Ref Among",
        "!Ref AWS::NoValue",
    ],
)
def test_a_schedule_that_eventbridge_takes_passes(faults, kind, value):
    assert faults(event(kind, value)) == []


def test_a_single_time_is_for_the_scheduler_alone(faults):
    assert faults(event("Scheduler::Schedule", "'at(2027-01-02T03:04:05)'")) == []
    assert faults(event("Scheduler::Schedule", "'at(2027-01-02)'"))
    assert faults(event("Scheduler::Schedule", "'at(2027-13-02T03:04:05)'"))
    assert faults(event("Events::Rule", "'at(2027-01-02T03:04:05)'"))


def test_a_default_does_not_count_in_a_resource_that_is_not_made_with_it(faults):
    text = event("Events::Rule", "!Sub 'rate(${One} days)'")
    [(_, _, message)] = faults(text)
    assert "rate(1 day), which rate(${One} days) is with its defaults" in message
    assert faults(text.replace("  Subject:\n", "  Subject:\n    Condition: Several\n")) == []

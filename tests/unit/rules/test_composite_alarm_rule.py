from __future__ import annotations

import pytest

RULES = ("E9140",)
TEMPLATE = """
Parameters:
  Rule: {Type: String}
  Child: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {}}
  First: {Type: AWS::CloudWatch::Alarm, Properties: {}}
  Second: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: second}}
  Third: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: !Sub '${AWS::StackName}-3'}}
  Composite:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: %s}
"""


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("''", "it is empty"),
        ("()", "a closing parenthesis stands where an alarm's state is expected"),
        ("ALARM(", "'ALARM(' means nothing there"),
        ("ALARM()", "'ALARM()' means nothing there"),
        ("ALARM(a) AND", "it ends where an alarm's state is expected"),
        ("AND ALARM(a)", "AND or OR stands where an alarm's state is expected"),
        ("ALARM(a) OK(b)", "two parts stand side by side"),
        ("ALARM(a) AND NOT OR OK(b)", "AND or OR stands where"),
        ("(ALARM(a) OR OK(b)", "a parenthesis is not closed"),
        ("ALARM(a))", "a parenthesis is closed that was not opened"),
        ("ALARM(a) && OK(b)", "'&&' means nothing there"),
        ("NOT MISSING(a)", "'MISSING(a)' means nothing there"),
        ("!Sub 'ALARM(${First}) AND OKAY(${First})'", "'OKAY(${First})' means nothing there"),
        ("'AT_LEAST(some, ALARM, (a, b))'", "'AT_LEAST(some, ALARM, (a, b))' means nothing"),
        ("'AT_LEAST(2, BROKEN, (a, b))'", "'AT_LEAST(2, BROKEN, (a, b))' means nothing"),
    ],
)
def test_a_rule_that_is_malformed_is_found(faults, rule, words):
    [(found, path, message)] = faults(TEMPLATE % rule)
    assert (found, path) == ("E9140", "Resources/Composite/Properties/AlarmRule")
    assert f"this is no rule: {words}" in message


@pytest.mark.parametrize(
    "rule",
    [
        "!Sub 'ALARM(${First})'",
        "!Sub 'ALARM(\"${First}\") AND NOT (OK(${First.Arn}) OR INSUFFICIENT_DATA(${Third}))'",
        "!Join ['', [ALARM(, !Ref First, ') OR ALARM(', !GetAtt Second.Arn, )]]",
        "!Sub 'AT_LEAST(2, NOT OK, (${First}, ${Second}, ${Third}))'",
        "!Sub 'AT_LEAST(50%%, ALARM, (${First.Arn},${Second.Arn}))'",
        "!Sub 'AT_LEAST(${Child}, ALARM, (${First}, ${Third}))'",
        'ALARM(one of another stack) AND OK("and (another)")',
        "!Sub 'ALARM(${Child})'",
        "!Sub 'ALARM(${First}) AND ${Rule}'",
        "!Ref Rule",
        "'FALSE'",
        "!Sub 'NOT TRUE or alarm(${First})'",
        "ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a)",
    ],
)
def test_a_rule_that_cloudwatch_takes_passes(faults, rule):
    assert faults(TEMPLATE.replace("%s", rule.replace("%%", "%"))) == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("!Sub 'ALARM(${Topic})'", "is of the type AWS::SNS::Topic"),
        ("ALARM(First)", "'First' is the logical id of an alarm"),
        ("ALARM(second)", "nothing makes CloudFormation create it first"),
        ("!Sub 'ALARM(${AWS::StackName}-3)'", "DependsOn: Third"),
        ("'TRUE'", "names no alarm"),
        ("!Ref First", "Write !Sub 'ALARM(${First})'"),
    ],
)
def test_a_rule_that_names_no_alarm_is_found(faults, rule, words):
    [(_, _, message)] = faults(TEMPLATE % rule)
    assert words in message


def test_an_alarm_by_its_name_passes_where_something_makes_it_first(faults):
    text = TEMPLATE % "ALARM(second)"
    assert faults(text + "    DependsOn: [Topic, Second]\n") == []
    third = text + "    DependsOn: Third\n"
    assert faults(third) != []
    assert faults(third.replace("Third: {", "Third: {DependsOn: Second, ")) == []
